"""A file that somebody uploads, as a table of texts. What cannot be read for sure is refused, with row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from python_calamine import CalamineError, CalamineWorkbook

from tenants.spreadsheets import from_text, is_fault, is_formula

from .errors import FileRefused
from .workbooks import MOST_COLUMNS, first_sheet, place

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
"""The largest directory of a state has some hundreds of offices."""
MOST_CHARACTERS_OF_CELL = 4_000
LAST_ROW = MOST_ROWS + 200
"""Above the offices there may be some rows of titles, and empty ones between."""

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""The format of Excel before 2007, and that of a workbook with a password."""
DELIMITERS = (",", ";", "\t", "|")
NAMES_OF_DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("vertical bars"),
}
IsHeading = Callable[[Sequence[str]], bool]
MOST_ROWS_ABOVE_HEADINGS = 10

_READ_TWICE = re.compile("Ã[\u0080-\u00bf±³¡©ºš“‘]|Â[¿¡°ºª]|â€")
"""UTF-8 that a program has read as Latin-1, and saved so."""
_INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b\ufeff]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with something in it.

    Attributes:
        number: as the spreadsheet counts, from 1.
        cells: as many as the table has headings.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read of a file.

    Attributes:
        read_as: how it was read, in words.
    """

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    read_as: str


def read_table(data: bytes, *, is_heading: IsHeading) -> Table:
    """Read an uploaded file: XLSX, or CSV with any of the usual separators and encodings.

    Args:
        is_heading: tells of the texts of a row whether it is the one that names the columns.
    Raises:
        FileRefused: it cannot be read for sure.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused.too_large()
    if not data.strip():
        raise FileRefused(sentence=_("This file is empty. Choose the one with the offices."))
    if data.startswith(OLD_EXCEL):
        raise FileRefused(
            sentence=_(
                "This is a file of Excel before 2007, or it has a password. Save it as “Libro de Excel (.xlsx)”, "
                "without a password, and upload that one."
            )
        )
    rows, read_as = _rows_of_workbook(data) if data.startswith(ZIP) else _rows_of_text(data)
    return _table(rows, read_as, is_heading)


def _rows_of_workbook(data: bytes) -> tuple[Iterable[Sequence[Any]], str]:
    name = first_sheet(data, most_rows=LAST_ROW)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused.damaged() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the library raises of what it cannot read is no Exception
            raise
        raise FileRefused.damaged() from error
    return rows, _("Excel, sheet “%(name)s”") % {"name": name[:80]}


def _rows_of_text(data: bytes) -> tuple[Iterable[Sequence[Any]], str]:
    text, encoding = _decoded(data)
    lines = text.lstrip("\ufeff")
    delimiter = ""
    if lines[:5].lower().startswith("sep="):
        delimiter, lines = lines[4:5], lines.split("\n", 1)[1] if "\n" in lines else ""
    delimiter = delimiter if delimiter in DELIMITERS else _delimiter_of(lines)
    words = _("CSV with %(separators)s, %(encoding)s")
    return _parsed(lines, delimiter), words % {"separators": NAMES_OF_DELIMITERS[delimiter], "encoding": encoding}


def _decoded(data: bytes) -> tuple[str, str]:
    for marks, name in (((b"\xff\xfe", b"\xfe\xff"), "utf-16"), ((b"\xef\xbb\xbf",), "utf-8-sig")):
        if data.startswith(marks):
            try:
                return data.decode(name), name.upper().removesuffix("-SIG")
            except UnicodeDecodeError as error:
                raise FileRefused.damaged() from error
    if b"\x00" in data:
        raise FileRefused.damaged()
    for name, words in (("utf-8", "UTF-8"), ("cp1252", "Latin-1")):
        try:
            return data.decode(name), words
        except UnicodeDecodeError:
            continue
    raise FileRefused(
        sentence=_("The letters of this file cannot be read. Save it as “Excel (.xlsx)”, and upload that one.")
    )


def _delimiter_of(text: str) -> str:
    """The separator that makes the most columns of the first lines with something in them."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:10]
    widths = {
        delimiter: max((len(row) for row in csv.reader(lines, delimiter=delimiter)), default=0)
        for delimiter in DELIMITERS
    }
    return max(DELIMITERS, key=lambda delimiter: widths[delimiter])


def _parsed(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sentence = _(
                "Row %(row)s cannot be read: a quotation mark is opened and not closed, or stands in the middle of a "
                "text. Write it twice, or leave it out."
            )
            raise FileRefused(sentence=sentence % {"row": number + 1}) from error
        number += 1
        yield row


def _table(rows: Iterable[Sequence[Any]], read_as: str, is_heading: IsHeading) -> Table:
    headings: tuple[str, ...] = ()
    found: list[TableRow] = []
    first: tuple[int, tuple[str, ...]] | None = None
    for number, values in enumerate(rows, start=1):
        if number > LAST_ROW:
            raise FileRefused.too_many_rows(MOST_ROWS)
        texts = _without_empty_end([_text(value) for value in values])
        if len(texts) > MOST_COLUMNS:
            raise FileRefused.too_many_columns(MOST_COLUMNS)
        _check_cells(number, texts)
        cells = [from_text(text) for text in texts]
        if not cells:
            continue
        if not headings and len(found) <= MOST_ROWS_ABOVE_HEADINGS and is_heading(cells):
            headings, found = tuple(cells), []
            continue
        first = first or (number, tuple(cells))
        found.append(TableRow(number, tuple(cells)))
    if not headings and first is not None:
        headings, found = first[1], [row for row in found if row.number != first[0]]
    if not found:
        raise FileRefused(
            sentence=_(
                "This file has no rows of offices. Its first row names the columns, and each further row is one."
            )
        )
    if len(found) > MOST_ROWS:
        raise FileRefused.too_many_rows(MOST_ROWS)
    return Table(headings, tuple(_as_wide(row, headings) for row in found), read_as)


def _as_wide(row: TableRow, headings: Sequence[str]) -> TableRow:
    """A row with as many cells as there are headings."""
    if len(row.cells) > len(headings):
        sentence = _(
            "Row %(row)s has %(cells)s columns, and only %(headings)s have a heading. A text with a comma or semicolon "
            "needs quotation marks around it; or a heading is missing."
        )
        values = {"row": row.number, "cells": len(row.cells), "headings": len(headings)}
        raise FileRefused(sentence=sentence % values)
    return TableRow(row.number, row.cells + ("",) * (len(headings) - len(row.cells)))


def _check_cells(number: int, cells: Sequence[str]) -> None:
    """Refuse what no cell of a directory is, in whatever column it stands.

    Args:
        cells: as the file has them: an apostrophe stands before what an export has neutralised.
    """
    for column, cell in enumerate(cells):
        if is_formula(cell):
            raise FileRefused.formula(place(number, column, cell))
        if is_fault(cell):
            raise FileRefused.fault(place(number, column, cell))
        if "\ufffd" in cell or _READ_TWICE.search(cell):
            sentence = _(
                "The accents are broken in %(place)s: “%(text)s”. The file was saved with the wrong encoding: write "
                "them anew, or take the original file, and save it as “Excel (.xlsx)”."
            )
            raise FileRefused(sentence=sentence % {"place": place(number, column), "text": cell[:60]})
        if len(cell) > MOST_CHARACTERS_OF_CELL:
            sentence = _("The text in %(place)s has %(length)s characters; at most %(most)s are read. Shorten it.")
            values = {"place": place(number, column), "length": len(cell), "most": MOST_CHARACTERS_OF_CELL}
            raise FileRefused(sentence=sentence % values)


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    """A cell's value as somebody would type it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else _as_typed(str(value))


def _as_typed(text: str) -> str:
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")).strip()
