"""Files as people save them: read rightly, or refused with row, column and what to do."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from editorial.imports.columns import COLUMNS, MOST_PARTS_OF_CELL, guessed, is_heading
from editorial.imports.errors import FileRefused
from editorial.imports.tables import MOST_ROWS, Table, read_table
from editorial.imports.workbooks import MOST_ELEMENTS

from .files import as_csv, as_xlsx, with_part

ROWS = [["nombre", "municipio", "código postal"], ["Oficina Ñandú", "Centro", "01000"]]
SHEET = "xl/worksheets/sheet1.xml"
TYPES = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def read(data: bytes) -> Table:
    return read_table(data, is_heading=is_heading)


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read(data)
    return refused.value.message


@pytest.mark.parametrize(
    ("data", "read_as"),
    [
        pytest.param(as_csv(ROWS), "CSV con comas, UTF-8", id="UTF-8"),
        pytest.param(as_csv(ROWS, encoding="utf-8-sig"), "CSV con comas, UTF-8", id="BOM"),
        pytest.param(as_csv(ROWS, encoding="utf-16", delimiter="\t"), "CSV con tabuladores, UTF-16", id="UTF-16"),
        pytest.param(as_csv(ROWS, encoding="cp1252", delimiter=";"), "CSV con punto y coma, Latin-1", id="Latin-1"),
        pytest.param(b"sep=;\n" + as_csv(ROWS, delimiter=";"), "CSV con punto y coma, UTF-8", id="sep"),
        pytest.param(as_xlsx(ROWS), "Excel, hoja «Sheet»", id="Excel"),
        pytest.param(as_csv([["Directorio 2026"], [], *ROWS]), "CSV con comas, UTF-8", id="a title above"),
    ],
)
def test_reads_what_people_save(data: bytes, read_as: str) -> None:
    table = read(data)

    assert table.headings == tuple(ROWS[0])
    assert [row.cells for row in table.rows] == [tuple(ROWS[1])]
    assert table.read_as == read_as


def test_values_of_excel_are_read_as_they_are_typed() -> None:
    rows: list[list[Any]] = [
        ["nombre", "municipio", "a", "b", "c", "d"],
        ["X", "Y", 9933136550, 1000.0, date(2026, 11, 30), 17.5],
    ]

    [row] = read(as_xlsx(rows)).rows

    assert row.cells[2:] == ("9933136550", "1000", "2026-11-30", "17.5")


def test_what_an_export_neutralised_is_read_back() -> None:
    rows = [["nombre", "municipio"], ["'=cmd", "''-5"], ["'Hara", "'+52 993"]]

    assert [row.cells for row in read(as_csv(rows)).rows] == [("=cmd", "'-5"), ("'Hara", "+52 993")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"  ", "vacío", id="empty"),
        pytest.param(as_csv(ROWS[:1]), "no tiene filas", id="headings alone"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"x" * 99, "contraseña", id="old Excel"),
        pytest.param(b"PK\x03\x04" + b"x" * 99, "no se puede abrir", id="no archive"),
        pytest.param(b"nombre,municipio\x00,x", "no se puede abrir", id="no text"),
        pytest.param("nombre,municipio\nOficina Ã³,Centro\n".encode(), "fila 2, columna A", id="broken accents"),
        pytest.param(b'nombre,municipio\nA,B\n"C,D\n', "La fila 3", id="a quotation mark"),
        pytest.param(as_csv([*ROWS, ["a", "b", "c", "d"]]), "La fila 3 tiene 4", id="too many cells"),
        pytest.param(as_csv([ROWS[0], ["x" * 5000, ""]]), "fila 2, columna A", id="a long text"),
        pytest.param(as_xlsx([ROWS[0], ["=1+1", "Centro", "x"]]), "una fórmula en fila 2, columna A", id="a formula"),
        pytest.param(as_csv([ROWS[0], ["x", "=1+1", ""]]), "fórmula en fila 2, columna B («=1+1»)", id="one in CSV"),
        pytest.param(as_csv([["=A1"], *ROWS]), "fórmula en fila 1, columna A", id="one above the headings"),
        pytest.param(as_csv([[*ROWS[0], "otra"], ["x", "y", "z", "#N/D"]]), "fila 2, columna D", id="what failed"),
        pytest.param(as_xlsx([ROWS[0], ["x", "#REF!", ""]]), "fila 2, columna B", id="what failed in Excel"),
        pytest.param(as_xlsx([ROWS[0], ["x", "y", "#¡REF!"]]), "fila 2, columna C («#¡REF!»)", id="its text in Excel"),
        pytest.param(as_xlsx([*ROWS, ["A", "B", "C"]], merged="A2:A3"), "A2:A3", id="merged cells"),
    ],
)
def test_refuses_what_is_not_sure(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_200_000_rows_are_refused() -> None:
    assert "5,000" in refusal(b"nombre,municipio\n" + b"Oficina,Centro\n" * 200_000)


def test_200_000_rows_of_excel_are_refused_before_they_are_read() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    sheet = TYPES.format("".join(row.format(number) for number in range(1, 200_001)))

    assert str(MOST_ROWS + 200) in refusal(with_part(as_xlsx(ROWS), SHEET, sheet.encode())).replace(",", "")


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        pytest.param("xl/media/zeros.png", b"0" * 80_000_000, "demasiado grande", id="a bomb"),
        pytest.param(SHEET, TYPES.format('<row r="1"><c r="XFD1"/></row>').encode(), "columnas", id="a far column"),
        pytest.param(SHEET, TYPES.format('<row r="1048576"/>').encode(), "5,200", id="a far row"),
        pytest.param(SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "no se puede abrir", id="entities"),
        pytest.param(SHEET, b"<worksheet", "no se puede abrir", id="half a sheet"),
    ],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(path: str, content: bytes, said: str) -> None:
    assert said in refusal(with_part(as_xlsx(ROWS), path, content))


def test_one_long_text_in_many_cells_is_refused() -> None:
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 3000))
    data = with_part(as_xlsx(ROWS), "xl/sharedStrings.xml", strings.format("x" * 20_000).encode())

    assert "demasiado grande" in refusal(with_part(data, SHEET, TYPES.format(cells).encode()))


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["NOMBRE", "Código Postal", "Teléfonos"], {"title": 0, "postal_code": 1, "phones": 2}),
        (["Nombre de la oficina", "C.P.", "Correo electrónico"], {"title": 0, "postal_code": 1, "email": 2}),
        (["Horario de atención (L-V)", "Domicilio completo"], {"schedule": 0, "address": 1}),
        (["nombre", "nombre"], {"title": 0}),
        (["", "cosa"], {}),
        (["fuente", "fuente de la clave"], {"source": 0, "id_source": 1}),
    ],
)
def test_columns_are_guessed_by_their_headings(headings: list[str], expected: dict[str, int]) -> None:
    assert guessed(headings) == expected


def test_each_heading_of_an_export_is_recognized() -> None:
    headings = [column.column_name for column in COLUMNS.values()]

    assert guessed(headings) == {name: index for index, name in enumerate(COLUMNS)}


def test_the_document_names_each_column() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[3] / "docs" / "imports.md").read_text()
    [table, *_] = text[text.index("| columna |") :].split("\n\n")
    listed: list[Any] = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[1:]

    assert listed == [column.column_name for column in COLUMNS.values()]


@pytest.mark.parametrize("element", [b"<x/>", b"<x></x>"])
def test_refuses_millions_of_empty_elements_before_they_are_parsed(element: bytes) -> None:
    part = b"<sst>" + element * (MOST_ELEMENTS + 1) + b"</sst>"

    assert "demasiado grande" in refusal(with_part(as_xlsx(ROWS), "xl/other.xml", part))


@pytest.mark.parametrize("name", ["services", "phones", "accessibility", "areas_served"])
def test_a_cell_has_so_many_texts_at_most(name: str) -> None:
    widget = COLUMNS[name].widget

    assert len(widget.clean(";".join(f"55{n:08}" for n in range(MOST_PARTS_OF_CELL)))) == MOST_PARTS_OF_CELL
    with pytest.raises(ValidationError, match=str(MOST_PARTS_OF_CELL)):
        widget.clean(";".join("abc"[: 1 + n % 3] for n in range(MOST_PARTS_OF_CELL + 1)))
