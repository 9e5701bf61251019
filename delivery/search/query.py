"""A parsed query: its words, corrected, and the content's words for what people say in theirs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

SHORTEST_BEGINNING = 3
MOST_BEGINNINGS = 40
MOST_WORDS = 60
MOST_CORRECTED = 15
"""How many unknown words are corrected: finding similar words takes as long as the rest of a short query."""
SYNONYM_WEIGHT = 0.9
"""Weight of the content's words for a synonym."""
LITERAL_WEIGHT = 0.6
"""Weight of the words of a synonym by themselves."""
HINT_WEIGHT = 0.35
"""Weight of a hint: a synonym that is used of many things."""
SITUATION_WEIGHT = 1.4
"""Factor of a situation's weight."""
SINGLE_ELEMENT_WEIGHT = 0.7
"""The same, where a single element of a few words describes it."""
LONG_MENTION_WORDS = 4
"""A single element of so many words counts as two."""
DESCRIPTION_WEIGHT = 0.7
"""The same, where it describes a word that is not asked for."""
PARTIAL_WEIGHT = 0.5
"""Factor of a partial match's weight …"""
LEAST_PARTIAL = 7.0
"""… which must have this weight, about two elements …"""
SURE_PARTIAL_WEIGHT = 0.4
"""… for a subject that is not asked for, where the match is sure …"""
SURE_PARTIAL = 12.0
"""… that is, of this weight, about three elements of nothing else …"""
UNREQUESTED_PARTIAL_WEIGHT = 0.25
"""… and else for a word, where the question is not of one's own case."""
PREFIX_WEIGHT = 0.6
"""Weight of a longer word of which only the beginning was typed."""
CORRECTION_WEIGHT = 0.85

Alternative = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Part:
    """One thing that is asked for, in any of several ways: each is stems that count together, with their weights.

    Where `weight` is given, an item that has all stems of a way scores that, whatever their idf.
    """

    alternatives: tuple[Alternative, ...]
    weight: float | None = None

    @cached_property
    def stems(self) -> frozenset[str]:
        """All its stems."""
        return frozenset(stem for way in self.alternatives for stem, _ in way)


@dataclass(frozen=True)
class Query:
    """What is asked for, part by part.

    `typed` is the whole, folded; `name` its words that are no stop words; `intents` say what kind of item is looked
    for, each once, in order; `spelled` are the corrected words, None where nothing was corrected.
    """

    typed: str
    name: tuple[str, ...]
    parts: tuple[Part, ...]
    intents: tuple[str, ...]
    spelled: tuple[str, ...] | None

    @cached_property
    def stems(self) -> frozenset[str]:
        """All stems of all parts."""
        return frozenset().union(*(part.stems for part in self.parts))

    @cached_property
    def naming(self) -> frozenset[str]:
        """The stems that may name an item: those of the query and of its synonyms, but not of hints."""
        spoken = {stem for part in self.parts for stem, _ in part.alternatives[0]}
        ways = (way for part in self.parts for way in part.alternatives)
        return frozenset(spoken | {stem for way in ways for stem, weight in way if weight > HINT_WEIGHT})
