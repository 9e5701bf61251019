"""What a search gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from content_models.overlay import Item

from .documents import Searched
from .snippets import Highlight, Marker


class SearchHit:
    """An item that fits, with the passage that shows why. Item and passage are made when asked for."""

    def __init__(self, row: Searched, score: float, marker: Marker, item: Callable[[str], Any]) -> None:
        self.key = row.key
        self.kind = row.kind
        self.score = score
        self._row = row
        self._marker = marker
        self._item = item

    @property
    def item(self) -> Item:
        """The item itself."""
        found: Item = self._item(self.key)
        return found

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
