"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .documents import IndexedDocument
from .snippets import Highlight, Marker

SURE = 0.5
"""From this confidence on, the first item is more likely meant than all others together."""


class SearchHit:
    """The key of an item that fits, with the passage that shows why, which is made when it is asked for.

    `probability` is how likely it is meant, among all that was found.
    """

    def __init__(self, row: IndexedDocument, score: float, marker: Marker, probability: float = 0.0) -> None:
        self.key = row.key
        self.kind = row.kind
        self.score = score
        self.probability = probability
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
    """What fits, best first, and the spelling that was looked for when it is another one.

    `is_danger`: it sounds as if somebody were in danger now. Then the emergency number is shown above all else, and the
    page for whoever is in danger is among the first three, if pages are looked for; first where nothing is likely.
    `is_certain_danger`: words of danger were said, too (`[danger]` of `everyday/es.txt`). Of whatever else sounds like
    it a third is none, so that people who answer are told in a line, not by an alarm (docs/decisions/0013).
    `is_likely_danger`: it sounds like danger, and a word of danger, harm or urgency was said (`[harm]` and
    `[violence]`, too; of `[theft]` not where one of `[things]` is), or the page for whoever is in danger is the
    likeliest of all. On the sites the rest is a line.
    """

    hits: tuple[SearchHit, ...]
    did_you_mean: str | None = None
    is_danger: bool = False
    is_certain_danger: bool = False
    is_likely_danger: bool = False

    @property
    def confidence(self) -> float:
        """How likely the likeliest item is the one that is meant, from 0 to 1; 0 where nothing was found."""
        return max((hit.probability for hit in self.hits), default=0.0)

    @property
    def is_ambiguous(self) -> bool:
        """Whether people should be asked which of the first items they mean."""
        return bool(self.hits) and self.confidence < SURE
