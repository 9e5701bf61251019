"""Texts as cells of spreadsheets."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet carry a cell out. Source: OWASP, CSV Injection."""


def as_text(value: str) -> str:
    """Return what a spreadsheet shows as it is, and never carries out."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
