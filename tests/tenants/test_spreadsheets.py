"""Texts as cells: no part of one begins as a formula does, and each is read back as it was."""

import pytest

from tenants.spreadsheets import as_text, from_text

CELLS = [
    ("a formula", "=1+1", "'=1+1"),
    ("a formula behind a semicolon", "Nota;=1+1", "Nota;'=1+1"),
    ("a number with a plus behind a semicolon", "911; +52 993", "911; '+52 993"),
    ("several", "=a;@b; -c", "'=a;'@b; '-c"),
    ("an apostrophe of its own", "'=1; '=2", "''=1; ''=2"),
    ("nothing to carry out", "Denuncia; Mediación 1+1", "Denuncia; Mediación 1+1"),
]


@pytest.mark.parametrize(("what", "text", "cell"), CELLS, ids=[row[0] for row in CELLS])
def test_what_a_spreadsheet_would_carry_out_stays_a_text(what: str, text: str, cell: str) -> None:
    assert (as_text(text), from_text(cell)) == (cell, text)
