"""An edition that the library has just written, for adoption and reviews."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition that the library has just written.

    Attributes:
        number_before: of the edition that the library has served until now; 0 if it served none.
        is_changed: whether the document is another than before.
    """

    key: str
    locale: str
    kind: str
    title: str
    number: int
    number_before: int
    is_changed: bool

    @property
    def text(self) -> tuple[str, str]:
        """Which text, and in which language."""
        return self.key, self.locale
