"""What a query asks for: its words corrected, and beside them what the content says for what people say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

SHORTEST_BEGINNING = 3
MOST_BEGINNINGS = 40
MOST_WORDS = 60
MOST_CORRECTED = 15
"""So many unknown words are taken for others: finding what is like one takes as long as the rest of a short query."""
SAID = 0.9
"""How much the content's words are worth when people said it in theirs."""
LITERALLY = 0.6
"""How much the words of a saying are worth by themselves."""
HINTED = 0.35
"""The same, where it is said of many things."""
TOLD = 1.4
"""How much a situation counts, for each unit of what tells it."""
TOLD_SINGLY = 0.7
"""The same, where one thing alone tells it, in a few words."""
SAID_AT_LENGTH = 4
"""One thing that is said in so many words tells as much as two."""
DESCRIBED = 0.7
"""The same, where it describes a word that is not asked for."""
NEAR = 0.5
"""How much what a question is near to counts, for each unit of what is said around it …"""
NEAR_AT_ALL = 7.0
"""… at least some two things …"""
NEAR_SURELY = 0.4
"""… for what is not asked for, where so much of it is said that it is sure …"""
SURE = 12.0
"""… that is, some three things that are said of nothing else …"""
NEAR_UNASKED = 0.25
"""… and else for a word, where nobody tells of oneself."""
BEGUN = 0.6
"""How much a longer word is worth when only its beginning was typed."""
CORRECTED = 0.85

Alternative = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Part:
    """One thing that is asked for, in any of several ways: each is stems that count together, with their worth.

    Where `tells` is given, that is what it counts for an item that has all of a way, however rare the words are.
    """

    alternatives: tuple[Alternative, ...]
    tells: float | None = None

    @cached_property
    def stems(self) -> frozenset[str]:
        """All its stems."""
        return frozenset(stem for way in self.alternatives for stem, _ in way)


@dataclass(frozen=True)
class Query:
    """What is asked for, part by part.

    `typed` is the whole, folded; `name` its words that say something; `wishes` tell what kind of thing is looked for,
    each once, in order; `spelled` are the words as they were taken, None when that is how they were typed.
    """

    typed: str
    name: tuple[str, ...]
    parts: tuple[Part, ...]
    wishes: tuple[str, ...]
    spelled: tuple[str, ...] | None

    @cached_property
    def stems(self) -> frozenset[str]:
        """All stems that fit, however they were come by."""
        return frozenset().union(*(part.stems for part in self.parts))

    @cached_property
    def naming(self) -> frozenset[str]:
        """The stems that may name an item: what was said, and what is meant by it, but not what is only hinted at."""
        said = {stem for part in self.parts for stem, _ in part.alternatives[0]}
        meant = {stem for part in self.parts for way in part.alternatives for stem, weight in way if weight > HINTED}
        return frozenset(said | meant)
