"""A parsed query: its words, corrected, and the ways each may stand in the content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

SHORTEST_BEGINNING = 3
MOST_BEGINNINGS = 40
MOST_CORRECTED = 15
"""How many unknown words are corrected: finding similar words takes as long as the rest of a short query."""
MOST_WHILE_TYPING = 5
"""In a longer query, the last word is whole."""
PREFIX_WEIGHT = 0.6
"""Weight of a longer word of which only the beginning was typed."""
CORRECTION_WEIGHT = 0.85

Part = tuple[tuple[str, float], ...]
"""One word that is asked for: the stems it may stand as, any of them, with their weights; its own stem first."""


@dataclass(frozen=True)
class Query:
    """What is asked for, word by word.

    `typed` is the whole, folded; `words` are all its words, corrected; `name` those that are no stop words; `spelled`
    are the words as readers are told them, None where that is as they were typed: of the corrected ones only those that
    are published, not what only examples have.
    """

    typed: str
    words: tuple[str, ...]
    name: tuple[str, ...]
    parts: tuple[Part, ...]
    spelled: tuple[str, ...] | None

    @cached_property
    def stems(self) -> frozenset[str]:
        """All stems of all parts."""
        return frozenset(stem for part in self.parts for stem, _ in part)

    @cached_property
    def naming(self) -> frozenset[str]:
        """The stems that may name an item: those of the words themselves."""
        return frozenset(part[0][0] for part in self.parts)
