"""Texts as cells: no part of one begins as a formula does, and each is read back as it was."""

import pytest

from tenants.spreadsheets import as_text, from_text, is_fault, is_formula

CELLS = [
    ("a formula", "=1+1", "'=1+1"),
    ("a formula behind a semicolon", "Nota;=1+1", "Nota;'=1+1"),
    ("a number with a plus behind a semicolon", "911; +52 993", "911; '+52 993"),
    ("several", "=a;@b; -c", "'=a;'@b; '-c"),
    ("an apostrophe of its own", "'=1; '=2", "''=1; ''=2"),
    ("a formula of many cells", "{=A1}", "'{=A1}"),
    ("what failed", "#N/D; 911", "'#N/D; 911"),
    ("nothing to carry out", "Denuncia; Mediación 1+1", "Denuncia; Mediación 1+1"),
]


@pytest.mark.parametrize(("what", "text", "cell"), CELLS, ids=[row[0] for row in CELLS])
def test_what_a_spreadsheet_would_carry_out_stays_a_text(what: str, text: str, cell: str) -> None:
    assert (as_text(text), from_text(cell)) == (cell, text)


FORMULAS = [
    *("=1+1", '=HYPERLINK("http://example.org";"x")', "=", " =A1", "{=SUM(A1:A9)}", "@SUM(1)", "-SUMA(A1;B1)", "+A1"),
    *("-$B$2*2", "+cmd|' /C calc'!A0", "Denuncia;=1+1", '="01000"'),
]
FAULTS = [
    *("#REF!", "#¡REF!", "#N/A", "#N/D", "#¡VALOR!", "#DIV/0!", "#¡DIV/0!", "#NAME?", "#¿NOMBRE?", "#NUM!", "#¡NULO!"),
    *("#ERROR!", "#GETTING_DATA", "########", "Err:508", "Denuncia; #N/A; Mediación"),
]
VALUES = [
    *("'=1+1", "-92.93028", "+52 993 316 0707", "+52-993-316-0707 ext. 2", "-", "@fiscaliatabasco", "- Guardia (24 h)"),
    *("#12", "# 12-A", "Calle #12; Interior #3", "#urgente!", "a=b", "1+1", "993 316 0707; +52 993 316 0708", "C#"),
    *("'#N/A", "'@SUM(1)", "", "Denuncia; Mediación"),
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_a_spreadsheet_carries_out_is_a_formula(cell: str) -> None:
    assert (is_formula(cell), is_fault(cell), is_formula(as_text(cell)), from_text(as_text(cell))) == (
        *(True, False, False),
        cell,
    )


@pytest.mark.parametrize("cell", FAULTS)
def test_what_it_shows_in_the_place_of_a_value_is_a_fault(cell: str) -> None:
    assert (is_fault(cell), is_formula(cell), is_fault(as_text(cell)), from_text(as_text(cell))) == (
        *(True, False, False),
        cell,
    )


@pytest.mark.parametrize("cell", VALUES)
def test_what_people_write_is_neither(cell: str) -> None:
    assert (is_formula(cell), is_fault(cell)) == (False, False)
