"""Spreadsheets of Excel, looked at before anything reads them: how large they become, and what no import can read.

An XLSX is a ZIP of XML. It may unfold to any size, have one cell in the last row of the last column, or show one long
text in every cell; each would fill the memory of whoever reads it. So its parts are unpacked here in small pieces, and
only what stays within bounds is read by the library (`tables`).
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from .errors import FileRefused

MOST_INFLATED_BYTES = 60 * 1024 * 1024
MOST_PARTS = 500
MOST_CHARACTERS = 20_000_000
"""Of all cells together: one text may stand in many."""
MOST_COLUMNS = 200
MOST_ELEMENTS = 1_000_000
"""Of all parts together, so that reading them takes seconds at most; 5,000 offices in 25 columns need half of it."""
PIECE_BYTES = 64 * 1024
LOCAL_HEADER = struct.Struct("<4s22xHH")
LOCAL_SIGNATURE = b"PK\x03\x04"
DEFLATED = 8
ENCRYPTED = 0x1

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STRINGS = "sharedstrings.xml"


@dataclass(slots=True)
class Scanned:
    """What a part of a workbook contains.

    Attributes:
        rows, columns: as far as its cells reach.
        formula, fault, merged: the address of the first of them, such as `C5` and `A1:B2`; empty: there is none.
        texts: the number, in the list of texts, of each cell that shows one.
        lengths: of the texts that this part lists.
        sheets: name, id and state of the sheets that this part lists.
        targets: where each id leads.
    """

    rows: int = 0
    columns: int = 0
    formula: str = ""
    fault: str = ""
    merged: str = ""
    texts: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)


def first_sheet(data: bytes, *, most_rows: int) -> str:
    """Return the name of the first sheet that people see, once the workbook is found harmless and readable.

    Raises:
        FileRefused: it is not; the sentence names the cell where there is one.
    """
    parts = _scanned(data, most_rows)
    workbook = parts.get(WORKBOOK.lower())
    relations = parts.get(RELATIONS.lower())
    visible = [(name, key) for name, key, state in workbook.sheets if state == "visible"] if workbook else []
    if relations is None or not visible:
        raise FileRefused(sentence=_("This file has no sheet that can be read. Save it again as “Excel (.xlsx)”."))
    name, key = visible[0]
    target = relations.targets.get(key, "")
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    sheet = parts.get(path.lower())
    if sheet is None:
        raise FileRefused(sentence=_("This file has no sheet that can be read. Save it again as “Excel (.xlsx)”."))
    _check_sheet(sheet, parts)
    return name


def _check_sheet(sheet: Scanned, parts: Mapping[str, Scanned]) -> None:
    if sheet.formula:
        raise FileRefused.formula(place_of(sheet.formula))
    if sheet.fault:
        raise FileRefused.fault(place_of(sheet.fault))
    if sheet.merged:
        raise FileRefused(
            sentence=_(
                "The cells %(cells)s are merged, so it is not clear to which rows their text belongs. Separate them, "
                "write the text in each row, and upload the file again."
            )
            % {"cells": sheet.merged}
        )
    lengths = next((part.lengths for name, part in parts.items() if name.endswith(STRINGS)), [])
    if sum(lengths[number] for number in sheet.texts if 0 <= number < len(lengths)) > MOST_CHARACTERS:
        raise FileRefused.too_large()


def _scanned(data: bytes, most_rows: int) -> dict[str, Scanned]:
    """What each part in XML contains, by its path in lower case."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused.damaged() from error
    with archive:
        entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise FileRefused.too_large()
    found: dict[str, Scanned] = {}
    inflated = elements = 0
    for entry in entries:
        name = entry.filename.lower()
        scanner = _Scanner(most_rows) if name.endswith((".xml", ".rels")) else None
        for piece in _pieces(data, entry):
            inflated += len(piece)
            if inflated > MOST_INFLATED_BYTES:
                raise FileRefused.too_large()
            if scanner is not None:
                elements += piece.count(b"<") - piece.count(b"</")
                if elements > MOST_ELEMENTS:
                    raise FileRefused.too_large()
                scanner.feed(piece)
        if scanner is not None:
            scanner.close()
            found[name] = scanner.found
    return found


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack an entry piece by piece, whatever size the archive says that it has."""
    if entry.flag_bits & ENCRYPTED:
        raise FileRefused(sentence=_("This file has a password. Save it without one, and upload it again."))
    header = data[entry.header_offset : entry.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_SIGNATURE):
        raise FileRefused.damaged()
    _signature, name_bytes, extra_bytes = LOCAL_HEADER.unpack(header)
    start = entry.header_offset + LOCAL_HEADER.size + name_bytes + extra_bytes
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if entry.compress_type != DEFLATED:
        raise FileRefused.damaged()
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not unpacking.eof:
        try:
            piece = unpacking.decompress(packed, PIECE_BYTES)
        except zlib.error as error:
            raise FileRefused.damaged() from error
        if not piece and not unpacking.unconsumed_tail:
            return
        packed = unpacking.unconsumed_tail
        yield piece


class _Scanner:
    """Reads one part as it is unpacked."""

    def __init__(self, most_rows: int) -> None:
        self.found = Scanned()
        self._most_rows = most_rows
        self._row = self._column = 0
        self._cell = ""
        self._is_text_cell = self._is_in_text = False
        self._value = ""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._parser = parser

    def feed(self, piece: bytes) -> None:
        """Read on."""
        try:
            self._parser.Parse(piece, False)
        except expat.ExpatError as error:
            raise FileRefused.damaged() from error

    def close(self) -> None:
        """End."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise FileRefused.damaged() from error

    def _refuse_doctype(self, *_arguments: object) -> None:
        raise FileRefused.damaged()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = name.rpartition(":")[2]
        if element == "c":
            self._start_cell(attributes)
        elif element == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
            self._check_bounds()
        elif element == "f" and self._cell and not self.found.formula:
            self.found.formula = self._cell
        elif element == "v" and self._is_text_cell:
            self._value = ""
            self._is_in_text = True
        elif element == "mergeCell" and not self.found.merged:
            self.found.merged = attributes.get("ref", "?")
        else:
            self._start_other(element, attributes)

    def _start_other(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "si":
            self.found.lengths.append(0)
        elif element == "sheet":
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self.found.sheets.append((attributes.get("name", ""), key, attributes.get("state", "visible")))
        elif element == "Relationship":
            self.found.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        address = attributes.get("r", "")
        letters = address.rstrip("0123456789")
        if address:
            self._row = _number(address[len(letters) :], self._row)
            self._column = _column_number(letters)
        else:
            self._column += 1
        self._cell = address or f"{column_letters(self._column - 1)}{self._row}"
        self._is_text_cell = attributes.get("t") == "s"
        if attributes.get("t") == "e" and not self.found.fault:
            self.found.fault = self._cell
        self._check_bounds()

    def _check_bounds(self) -> None:
        if self._row > self._most_rows:
            raise FileRefused.too_many_rows(self._most_rows)
        if self._column > MOST_COLUMNS:
            raise FileRefused.too_many_columns(MOST_COLUMNS)
        self.found.rows = max(self.found.rows, self._row)
        self.found.columns = max(self.found.columns, self._column)

    def _end(self, name: str) -> None:
        element = name.rpartition(":")[2]
        if element == "c":
            self._cell, self._is_text_cell = "", False
        elif element == "v" and self._is_in_text:
            self.found.texts.append(_number(self._value, -1))
            self._is_in_text = False

    def _characters(self, text: str) -> None:
        if self._is_in_text:
            self._value += text[:20]
        elif self.found.lengths:
            self.found.lengths[-1] += len(text)


def place(number: int, column: int, text: str = "") -> str:
    """Return where a cell is, in words: “row 7, column C”.

    Args:
        number: of its row, from 1.
        column: from 0.
        text: what stands there, to be said as well.
    """
    values = {"row": number, "column": column_letters(column), "text": text[:60]}
    if text:
        return _("row %(row)s, column %(column)s (“%(text)s”)") % values
    return _("row %(row)s, column %(column)s") % values


def place_of(address: str) -> str:
    """Return the same of what a spreadsheet calls `C7`."""
    letters = address.rstrip("0123456789")
    return place(_number(address[len(letters) :], 1), _column_number(letters) - 1)


def column_letters(index: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + max(ord(letter) - ord("A") + 1, 0)
    return number


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
