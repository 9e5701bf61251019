"""Whether a text names a kind of organization, in full or as people call it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from content_models.shapes.documents import OrganizationItem
from delivery.search.words import Language, folded_words, language_of

SHORTEST_STEM = 6
"""So many letters two words begin with, at least, if they are to be forms of one: defensor, defensoría."""


def places_of_names(kind: OrganizationItem, words: Sequence[str]) -> Iterator[frozenset[int]]:
    """Yield, for each name of a kind of organization, at which places of folded words it stands; empty: it does not."""
    language = language_of(kind["servedLocale"])
    stems = [language.stem(word) for word in words]
    for name in _names_of(kind, language):
        yield _places_of(name, stems)


def is_named(kind: OrganizationItem, text: str) -> bool:
    """Return whether a text names a kind of organization."""
    return any(places_of_names(kind, folded_words(text)))


def is_named_in_full(kind: OrganizationItem, text: str) -> bool:
    """Return whether a text has one of the titles of a kind of organization, word for word."""
    said = f" {' '.join(folded_words(text))} "
    titles = (" ".join(folded_words(title)) for title in _titles_of(kind))
    return any(title and f" {title} " in said for title in titles)


def _titles_of(kind: OrganizationItem) -> list[str]:
    """Return what a kind of organization is called; what stands in brackets only explains it."""
    return re.split(r" o | / ", re.sub(r"\([^)]*\)", " ", kind["name"]))


def _names_of(kind: OrganizationItem, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield the stems of each name of a kind of organization."""
    for name in (*_titles_of(kind), *kind["alsoCalled"]):
        if stems := tuple(map(language.stem, language.content_words(folded_words(name)))):
            yield stems


def _places_of(name: Iterable[str], stems: Sequence[str]) -> frozenset[int]:
    """Return at which places of a text the words of a name stand; none unless all do."""
    found = [next((place for place, stem in enumerate(stems) if _is_form(stem, of)), None) for of in name]
    return frozenset(place for place in found if place is not None) if None not in found else frozenset()


def _is_form(stem: str, other: str) -> bool:
    shorter, longer = sorted((stem, other), key=len)
    return shorter == longer or (len(shorter) >= SHORTEST_STEM and longer.startswith(shorter))
