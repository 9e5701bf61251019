"""The lines of an item's text, ready to be looked through for words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..spanish_order import fold
from .words import WORD, Language


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of an item's text, and where in it each stem stands."""

    text: str
    places: Mapping[str, tuple[tuple[int, int], ...]]


def passages_of(text: str, language: Language) -> tuple[Passage, ...]:
    """The lines of a text, with where each stem stands in them; at least one."""
    return tuple(_passage(line, language) for line in text.split("\n") if line) or (Passage("", {}),)


def _passage(line: str, language: Language) -> Passage:
    places: dict[str, list[tuple[int, int]]] = {}
    for match in WORD.finditer(line):
        stem = language.stem(fold(match[0]))
        if stem not in language.nothing:
            places.setdefault(stem, []).append(match.span())
    return Passage(line, {stem: tuple(found) for stem, found in places.items()})
