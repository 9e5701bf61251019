"""The passage of an item that shows why it was found, and where in it the words are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from .documents import IndexedDocument

SNIPPET_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a snippet that fits the query, from `start` to before `end`, in characters."""

    start: int
    end: int


class Marker:
    """Finds and marks what a query looks for: its stems, and how much each is worth."""

    def __init__(self, worth: Mapping[str, float]) -> None:
        self._element_weights = tuple(worth.items())

    def passage(self, row: IndexedDocument) -> tuple[str, tuple[Highlight, ...]]:
        """The line with most of what is looked for, cut to size around the first of it; or else the first line."""
        having = row.passages.having
        worths: dict[int, list[float]] = {}
        for stem, worth in self._element_weights:
            for number in having.get(stem, ()):
                worths.setdefault(number, []).append(worth)
        # Exact sums, and so the same in whatever order: equal lines stay equal in every process.
        best = min(worths, key=lambda number: (-fsum(worths[number]), number), default=0)
        line = row.passages.lines[best]
        found = sorted(place for stem, _ in self._element_weights for place in line.places.get(stem, ()))
        return _cut(line.text, found)


def _cut(text: str, found: list[tuple[int, int]]) -> tuple[str, tuple[Highlight, ...]]:
    first = found[0][0] if found else 0
    start = 0 if len(text) <= SNIPPET_LENGTH else max(0, min(first - SNIPPET_LENGTH // 4, len(text) - SNIPPET_LENGTH))
    if start:
        start = text.find(" ", start, first) + 1 or start
    snippet = text[start : start + SNIPPET_LENGTH]
    marks = [Highlight(left - start, right - start) for left, right in found]
    return snippet, tuple(mark for mark in marks if mark.start >= 0 and mark.end <= len(snippet))
