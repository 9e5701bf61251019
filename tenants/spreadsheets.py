"""Texts as cells of spreadsheets."""

from __future__ import annotations

import re
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet carry a cell out. Source: OWASP, CSV Injection."""

_FAULT = r"(?:#[¡¿]?[A-ZÁÉÍÓÚÑ][A-ZÁÉÍÓÚÑ0-9_/]*[!?]|#N/[AD]|#GETTING_DATA|#OBTENIENDO_DATOS|##+|Err:[0-9]{3}) *(?=;|$)"
"""What a spreadsheet shows of a formula that failed, or of a column that is too narrow, in English and in Spanish."""
_FAULTY = re.compile(rf"(?:^|;) *{_FAULT}")
_FORMULA = re.compile(
    r"""(?:^|;)\ *
    (?: \{?=                            # whatever follows
      | [+\-@]\ *[A-Z][A-Z0-9.]+\(      # a function behind another sign
      | [+\-@]\ *\w+\|\ *'               # another program
      | [+\-]\$?[A-Z]{1,3}\$?[0-9]+\ *(?:[+\-*/^:&]|;|$)  # another cell
    )""",
    re.VERBOSE,
)
_CARRIED_OUT = rf"(?='*(?:[=+\-@\t\r]|\{{=|{_FAULT}))"
_STARTS = re.compile(rf"((?:^|;) *){_CARRIED_OUT}")
"""Where a cell begins: also behind each semicolon, which separates cells where the comma is that of numbers."""
_TEXT_AS_CELL = re.compile(rf"((?:^|;) *)'{_CARRIED_OUT}")


def as_text(value: str) -> str:
    """Return what a spreadsheet shows as it is, and never carries out; `from_text` reads it back."""
    return _STARTS.sub(r"\1'", value)


def from_text(cell: str) -> str:
    """Return the text that `as_text` wrote into a cell."""
    return _TEXT_AS_CELL.sub(r"\1", cell)


def is_formula(cell: str) -> bool:
    """Return whether a cell is one that a spreadsheet carries out. Telephones and numbers with a sign are none."""
    return bool(_FORMULA.search(cell))


def is_fault(cell: str) -> bool:
    """Return whether a cell is what a spreadsheet shows in the place of a value: `#REF!`, `#N/D`, `####`."""
    return bool(_FAULTY.search(cell))


class TextCells:
    """Before one of Wagtail's lists among the bases: what begins as a formula does stays a text in its export."""

    FORMAT_CSV: str

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return what is written into a cell."""
        written = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]  # of the list
        is_formula_possible = export_format == self.FORMAT_CSV  # XLSX says which cells are texts
        return as_text(written) if is_formula_possible and isinstance(written, str) else written
