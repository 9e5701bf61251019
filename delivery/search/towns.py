"""Names of places of the whole country: whoever names one says where, whether or not the state has anything there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from content_models.municipalities import names_of_places

from .words import folded_words


def without_towns(words: Sequence[str]) -> list[str]:
    """Return folded words without the whole names of municipalities and their seats, the longest names first."""
    towns = _towns()
    longest = max(map(len, towns))
    rest: list[str] = []
    place = 0
    while place < len(words):
        lengths = range(min(longest, len(words) - place), 0, -1)
        length = next((length for length in lengths if tuple(words[place : place + length]) in towns), 0)
        if not length:
            rest.append(words[place])
        place += max(length, 1)
    return rest


@cache
def _towns() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(folded_words(name)) for name in names_of_places())
