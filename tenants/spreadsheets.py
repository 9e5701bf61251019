"""Texts as cells of spreadsheets."""

from __future__ import annotations

import re
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet carry a cell out. Source: OWASP, CSV Injection."""


_STARTS = re.compile(r"(^|; *)(?='*[=+\-@\t\r])")
"""Where a cell begins: also behind each semicolon, which separates cells where the comma is that of numbers."""
_TEXT_AS_CELL = re.compile(r"(^|; *)'(?='*[=+\-@\t\r])")


def as_text(value: str) -> str:
    """Return what a spreadsheet shows as it is, and never carries out; `from_text` reads it back."""
    return _STARTS.sub(r"\1'", value)


def from_text(cell: str) -> str:
    """Return the text that `as_text` wrote into a cell."""
    return _TEXT_AS_CELL.sub(r"\1", cell)


class TextCells:
    """Before one of Wagtail's lists among the bases: what begins as a formula does stays a text in its export."""

    FORMAT_CSV: str

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return what is written into a cell."""
        written = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]  # of the list
        is_formula_possible = export_format == self.FORMAT_CSV  # XLSX says which cells are texts
        return as_text(written) if is_formula_possible and isinstance(written, str) else written
