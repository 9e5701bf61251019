"""The legal basis of what a page says, gathered as numbered notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from content_models.shapes.parts import LegalReference


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note: its number on the page, its text, and whether a person has checked it."""

    number: int
    text: str
    is_verified: bool


@dataclass(slots=True)
class Footnotes:
    """The notes of one page; the same text is one note wherever it is cited."""

    listed: list[Footnote] = field(default_factory=list)

    def numbers(self, references: Iterable[LegalReference]) -> list[int]:
        """Return the numbers of these legal references, in order, adding those that are new."""
        numbers = [self._number(reference["text"], reference["verified"]) for reference in references]
        return list(dict.fromkeys(numbers))

    def _number(self, text: str, is_verified: bool) -> int:
        for note in self.listed:
            if (note.text, note.is_verified) == (text, is_verified):
                return note.number
        self.listed.append(Footnote(len(self.listed) + 1, text, is_verified))
        return len(self.listed)
