"""The offices of a state as a file that an import reads back, unchanged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from content_models.models import OfficePage
from tenants.models import Tenant, User
from tenants.plain_text import folded
from tenants.scope import tenant_scope
from tenants.spreadsheets import FORMULA_STARTS, as_text, is_fault, is_formula

from .columns import COLUMNS
from .directory import Directory, ExistingOffice, cell_of, directory_of
from .rights import check_may_import
from .situations import situation_of, statuses_of_imports

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

NUMBERS = frozenset({"latitude", "longitude"})
"""Columns of numbers: a minus before them is carried out by no spreadsheet."""
WIDE = {"title": 38, "organization": 34, "address": 38, "phones": 34, "schedule": 28, "key": 38, "situation": 48}
"""Of characters; the others are `WIDTH`."""
WIDTH = 20
BYTE_ORDER_MARK = "\ufeff"
"""By it Excel recognizes UTF-8."""


def offices_as_csv(*, tenant: Tenant, by: User) -> bytes:
    """Return the offices of a state as CSV in UTF-8: no cell begins as a formula does.

    Raises:
        NotVisible: it is not their state.
    """
    names, rows = _rows(tenant, by)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([COLUMNS[name].column_name for name in names])
    for row in rows:
        writer.writerow([cell if name in NUMBERS else as_text(cell) for name, cell in zip(names, row, strict=True)])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def offices_as_xlsx(*, tenant: Tenant, by: User) -> bytes:
    """Return the offices of a state as a workbook of Excel: every cell but those of points is a text, and stays one.

    Raises:
        NotVisible: it is not their state.
    """
    from openpyxl import Workbook  # 5 MiB of each process, and few ever write one
    from openpyxl.utils import get_column_letter

    names, rows = _rows(tenant, by)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Oficinas")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDE.get(name, WIDTH)
    sheet.append([_cell(sheet, COLUMNS[name].column_name, is_heading=True) for name in names])
    for row in rows:
        sheet.append([_value(sheet, name, cell) for name, cell in zip(names, row, strict=True)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _rows(tenant: Tenant, by: User) -> tuple[list[str], Iterator[list[str]]]:
    check_may_import(tenant, by)
    names = list(COLUMNS)
    with tenant_scope([tenant.pk]):
        directory, imports = directory_of(tenant), statuses_of_imports(tenant)
    offices = [one for one in directory.offices.values() if not one.is_withdrawn]
    offices.sort(key=lambda office: _place(office.draft, directory))
    return names, (_row(office, names, directory, imports) for office in offices)


def _row(office: ExistingOffice, names: Sequence[str], directory: Directory, imports: Mapping[UUID, str]) -> list[str]:
    return [
        situation_of(office, imports) if name == "situation" else cell_of(name, office.draft, directory)
        for name in names
    ]


def _place(office: OfficePage, directory: Directory) -> tuple[str, str]:
    organization = directory.organization_of(office)
    return folded(organization.title) if organization is not None else "", folded(office.title)


def _value(sheet: object, name: str, text: str) -> WriteOnlyCell | float | None:
    if name in NUMBERS:
        return float(text) if text else None
    return _cell(sheet, text)


def _cell(sheet: object, text: str, *, is_heading: bool = False) -> WriteOnlyCell:
    """A cell that is a text, also where it looks like a number; what an import refuses is neutralised as in CSV."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    text = as_text(text) if is_formula(text) or is_fault(text) else text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(FORMULA_STARTS)
    if is_heading:
        cell.font = Font(bold=True)
    return cell
