"""The matrix in words, signs and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content_models.adaptable import ADAPTABLE
from content_models.choices import Role, Stage
from content_models.kinds import ItemKind
from editorial.matrix.types import Cell, Column, Matrix, Row, Status

from .filter_form import KIND_LABELS

ICONS: Mapping[Status, str] = {
    Status.INHERITED: "",
    Status.ADAPTED: "edit",
    Status.HIDDEN: "no-view",
    Status.TO_REVIEW: "clipboard-list",
    Status.OVERDUE: "warning",
}
"""The sign of each status, of Wagtail's icons; what is inherited has a dot, as it is most of the table."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the template shows it.

    Attributes:
        words: all its facts, in one line.
        url: of the text in that state; empty where there is none to open.
        is_elsewhere: the address leads out of the admin.
    """

    state: str
    status: Status
    icon: str
    words: str
    url: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the template shows it.

    Attributes:
        about: the kind of text, and its roles.
        sums: what the states do with it, in words; empty when all inherit.
        national_words: what the library itself has to do; empty when nothing.
    """

    title: str
    url: str
    about: str
    sums: str
    national_status: Status
    national_words: str
    national_url: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """A status with its sign and how many there are."""

    status: Status
    icon: str
    count: int


@dataclass(frozen=True, slots=True)
class ShownState:
    """A state with its sums: a column's head and foot, or a line of the list on a telephone."""

    code: str
    name: str
    url: str
    tallies: tuple[Tally, ...]
    local: int
    local_words: str
    is_launched: bool


def rows_of(matrix: Matrix, rows: list[Row]) -> list[ShownRow]:
    """Return some rows of a matrix."""
    return [_row(matrix, row) for row in rows]


def states_of(matrix: Matrix) -> list[ShownState]:
    """Return the columns with their sums."""
    counts = matrix.counts_by_column()
    return [
        ShownState(
            column.code,
            column.name,
            reverse("adapting:list", args=[column.code]),
            tallies_of(counts[column.code]),
            matrix.local_of(column.code).total,
            local_words(matrix, column.code),
            column.is_launched,
        )
        for column in matrix.columns
    ]


def groups_of(matrix: Matrix) -> list[tuple[str, int]]:
    """Return what the columns are headed by, those of launched states and the others, each with its columns."""
    launched = sum(column.is_launched for column in matrix.columns)
    groups = ((_("In service"), launched), (_("Not in service"), len(matrix.columns) - launched))
    return [(words, count) for words, count in groups if count]


def tallies_of(counts: Counter[Status]) -> tuple[Tally, ...]:
    """Return counts in the order of the statuses."""
    return tuple(Tally(status, ICONS[status], counts[status]) for status in Status)


def local_words(matrix: Matrix, code: str) -> str:
    """Return in words how many pages of its own a state has, of which kinds, and what is to be done with them."""
    pages = matrix.local_of(code)
    parts = [f"{KIND_LABELS[ItemKind(kind)]}: {count}" for kind, count in sorted(pages.by_kind.items())]
    parts += [_("to review: %(count)s") % {"count": pages.to_review}] if pages.to_review else []
    parts += [_("overdue: %(count)s") % {"count": pages.overdue}] if pages.overdue else []
    return ", ".join(parts)


def words_of(cell: Cell) -> str:
    """Return all facts of a cell in words."""
    layer = [str(cell.layer.label).lower()] if cell.status is not cell.layer else []
    return ", ".join([str(cell.status.label), *layer, *_details(cell)])


def about_of(row: Row) -> str:
    """Return the kind of a text, and its roles, in words."""
    return " · ".join([str(KIND_LABELS[ItemKind(row.kind)]), *([roles_of(row)] if row.roles else [])])


def roles_of(row: Row) -> str:
    """Return the roles of a text in words; empty when it is for all."""
    return ", ".join(str(Role(role).label) for role in row.roles)


def stage_of(row: Row) -> str:
    """Return the stage of a text in words; empty when it has none."""
    return str(Stage(row.stage).label) if row.stage else ""


def national_words(row: Row) -> str:
    """Return in words what the library itself has to do with a text; empty when nothing."""
    if row.national.status is Status.INHERITED:
        return ""
    status = ", ".join([str(row.national.status.label).lower(), *_details(row.national)])
    return _("In the library: %(status)s") % {"status": status}


def _details(cell: Cell) -> list[str]:
    details = []
    if cell.due_on is not None:
        details.append(_("due on %(day)s") % {"day": date_format(cell.due_on, "SHORT_DATE_FORMAT")})
    if cell.pinned_to == 0:
        details.append(_("not served yet"))
    elif cell.pinned_to is not None:
        details.append(_("still edition %(number)s") % {"number": cell.pinned_to})
    return details


def _row(matrix: Matrix, row: Row) -> ShownRow:
    edit_url = reverse("wagtailadmin_pages:edit", args=[row.page_id])
    task_id = row.national.task_id
    return ShownRow(
        title=row.title,
        url=edit_url,
        about=about_of(row),
        sums=_sums(matrix.counts_of_row(row)) if len(matrix.columns) > 1 else "",
        national_status=row.national.status,
        national_words=national_words(row),
        national_url=reverse("reviews:task", args=[task_id]) if task_id else edit_url,
        cells=tuple(_cell(row, column) for column in matrix.columns),
    )


def _sums(counts: Counter[Status]) -> str:
    words_by_status = {
        Status.ADAPTED: ngettext("%(count)s adapts it", "%(count)s adapt it", counts[Status.ADAPTED]),
        Status.HIDDEN: ngettext("%(count)s hides it", "%(count)s hide it", counts[Status.HIDDEN]),
        Status.TO_REVIEW: ngettext("%(count)s to review", "%(count)s to review", counts[Status.TO_REVIEW]),
        Status.OVERDUE: ngettext("%(count)s overdue", "%(count)s overdue", counts[Status.OVERDUE]),
    }
    return " · ".join(words % {"count": counts[status]} for status, words in words_by_status.items() if counts[status])


def _cell(row: Row, column: Column) -> ShownCell:
    cell = row.cell(column.code)
    url, is_elsewhere = _address(row, column, cell)
    return ShownCell(column.name, cell.status, ICONS[cell.status], words_of(cell), url, is_elsewhere)


def _address(row: Row, column: Column, cell: Cell) -> tuple[str, bool]:
    """Where a text is in a state: its task, its workbench, or, for what is not adapted, the state's portal."""
    if cell.task_id is not None:
        return reverse("reviews:task", args=[cell.task_id]), False
    if ItemKind(row.kind) in ADAPTABLE:
        return reverse("adapting:text", args=[column.code, row.key]), False
    return (column.portal + row.path, True) if column.portal else ("", False)
