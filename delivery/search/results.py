"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .documents import IndexedDocument
from .snippets import Highlight, Marker


class SearchHit:
    """The key of an item that fits, with the passage that shows why, which is made when it is asked for."""

    def __init__(self, row: IndexedDocument, score: float, marker: Marker) -> None:
        self.key = row.key
        self.kind = row.kind
        self.score = score
        self._row = row
        self._marker = marker

    @property
    def snippet(self) -> str:
        """The passage that fits best, as plain text."""
        return self._passage[0]

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """Where in the snippet words fit, in order."""
        return self._passage[1]

    @cached_property
    def _passage(self) -> tuple[str, tuple[Highlight, ...]]:
        return self._marker.passage(self._row)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What fits, best first, and the spelling that was looked for when it is another one."""

    hits: tuple[SearchHit, ...]
    did_you_mean: str | None = None
