"""Files of offices, as people save them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADINGS = (
    "clave",
    "fuente de la clave",
    "clave externa",
    "institución",
    "nombre",
    "municipio",
    "teléfonos",
    "horario",
)


def as_csv(rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV of some rows, the headings among them."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], *, merged: str = "") -> bytes:
    """A workbook of some rows; values keep their types."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if merged:
        book.active.merge_cells(merged)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(data: bytes, path: str, content: bytes) -> bytes:
    """A workbook with another part in the place of one of its own."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == path else old.read(entry))
        if path not in old.namelist():
            new.writestr(path, content)
    return written.getvalue()
