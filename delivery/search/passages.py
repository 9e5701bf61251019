"""The lines of an item's text, prepared for finding words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from content_models.spanish_order import fold

from .words import WORD, Language


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of an item's text, and where in it each stem stands."""

    text: str
    places: Mapping[str, tuple[tuple[int, int], ...]]


class Passages:
    """The lines of a text: at least one.

    Attributes:
        lines: in their order.
        having: by stem, the numbers of the lines that have it.
    """

    def __init__(self, text: str, language: Language) -> None:
        lines = [_passage(line, language) for line in text.split("\n") if line]
        self.lines = lines or [Passage("", {})]
        having: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self.lines):
            for stem in line.places:
                having[stem].append(number)
        self.having: Mapping[str, list[int]] = dict(having)


def _passage(line: str, language: Language) -> Passage:
    places: dict[str, list[tuple[int, int]]] = {}
    for match in WORD.finditer(line):
        stem = language.stem(fold(match[0]))
        if stem not in language.stop_stems:
            places.setdefault(stem, []).append(match.span())
    return Passage(line, {stem: tuple(found) for stem, found in places.items()})
