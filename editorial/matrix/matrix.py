"""From what the rows say to the matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from content_models.kinds import ItemKind
from editorial.portals import portal_of
from tenants.days import day_of
from tenants.models import LIBRARY_CODE, LIBRARY_ID, Tenant, TenantStatus
from tenants.viewer import Viewer

from . import statement
from .statement import Found
from .types import Cell, Column, LocalPages, Matrix, Row, Status

KINDS = (
    ItemKind.HOME,
    ItemKind.SECTION,
    ItemKind.GUIDANCE,
    ItemKind.SCRIPT,
    ItemKind.TERM,
    ItemKind.ORGANIZATION,
    ItemKind.OFFICE,
    ItemKind.NOTICE,
)
"""The kinds of national text, in the order of the rows."""


def matrix_of(*, viewer: Viewer, now: datetime) -> Matrix:
    """Return all national texts beside the states that the viewer may read. Two queries, and the scope's.

    Args:
        now: what is due before the day that it is then, by the clocks of the state or the library, is overdue.
    Returns:
        Rows by kind and in published order; columns by code, those of launched states first.
    """
    tenants = Tenant.objects.with_codes([LIBRARY_CODE, *viewer.tenants]).select_related("site").order_by("code")
    today = {tenant.pk: day_of(tenant, now) for tenant in tenants}
    states = sorted((one for one in tenants if not one.is_library), key=lambda one: not _is_launched(one))
    columns = {one.pk: Column(one.code, one.name, portal_of(one), _is_launched(one)) for one in states}
    notes, texts, local = _sorted_out(statement.read(today))
    rows = [_row(versions, notes, columns, today) for versions in texts.values()]
    order = list(KINDS)
    rows.sort(key=lambda pair: (order.index(ItemKind(pair[1].kind)), pair[0], pair[1].path))
    return Matrix(
        tuple(columns.values()),
        tuple(row for _, row in rows),
        {column.code: _local(local[pk], notes.get(pk, {}), texts, today[pk]) for pk, column in columns.items()},
    )


def _is_launched(tenant: Tenant) -> bool:
    return tenant.status == TenantStatus.LAUNCHED


@dataclass(slots=True)
class _Notes:
    """What the rows of one tenant say about one text."""

    changes: bool = False
    hides: bool = False
    due_on: date | None = None
    task: dict[str, Any] | None = None
    pinned_to: int | None = None

    @property
    def layer(self) -> Status:
        """What citizens read."""
        if self.hides:
            return Status.HIDDEN
        return Status.ADAPTED if self.changes else Status.INHERITED

    def cell(self, today: date) -> Cell:
        """The cell, with the heaviest of what was said."""
        dates = [self.due_on] if self.due_on is not None and self.due_on < today else []
        if self.task is not None:
            dates.append(date.fromisoformat(self.task["dueOn"]))
        due_on = min(dates, default=None)
        status = self.layer
        if due_on is not None and due_on < today:
            status = Status.OVERDUE
        elif self.task is not None or self.pinned_to is not None:
            status = Status.TO_REVIEW
        return Cell(status, self.layer, self.task["id"] if self.task else None, due_on, self.pinned_to)


@dataclass(slots=True)
class _Counted:
    """A state's own pages, from the rows of the statement."""

    by_kind: dict[str, int] = field(default_factory=dict)
    overdue: set[str] = field(default_factory=set)


_NotesByTenant = Mapping[int, Mapping[str, _Notes]]
_Texts = Mapping[str, list[dict[str, Any]]]


def _sorted_out(found: Iterable[Found]) -> tuple[_NotesByTenant, _Texts, Mapping[int, _Counted]]:
    notes: dict[int, dict[str, _Notes]] = defaultdict(lambda: defaultdict(_Notes))
    texts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    local: dict[int, _Counted] = defaultdict(_Counted)
    for one in found:
        match one.what:
            case "text":
                texts[one.key].append(one.facts)
            case "local":
                local[one.tenant_id].by_kind[one.facts["kind"]] = one.facts["count"]
                local[one.tenant_id].overdue |= set(one.facts["overdue"])
            case _:
                _note(notes[one.tenant_id][one.key], one)
    return notes, texts, local


def _note(notes: _Notes, one: Found) -> None:
    match one.what:
        case "layer":
            notes.changes |= one.facts["changes"]
            notes.hides |= one.facts["hides"]
            notes.due_on = _earlier(notes.due_on, one.facts["dueOn"])
        case "task":
            notes.task = one.facts
        case "pin":
            notes.pinned_to = one.facts["number"]


def _earlier(day: date | None, written: str | None) -> date | None:
    days = [one for one in (day, date.fromisoformat(written) if written else None) if one is not None]
    return min(days, default=None)


def _row(
    versions: list[dict[str, Any]], notes: _NotesByTenant, columns: Mapping[int, Column], today: Mapping[int, date]
) -> tuple[str, Row]:
    """One text with its sort key: it is shown in the first language, and due when any of its languages is."""
    text = min(versions, key=lambda one: (one["position"], one["locale"]))
    key = text["key"]
    about = notes.get(LIBRARY_ID, {}).get(key)
    national = _Notes(task=about.task if about else None)
    for version in versions:
        national.due_on = _earlier(national.due_on, version["reviewDueOn"])
    return text["sort_key"], Row(
        key=key,
        kind=text["kind"],
        locale=text["locale"],
        title=text["title"],
        path=text["path"],
        page_id=text["page_id"],
        roles=tuple(text["roles"] or text["servesRoles"] or filter(None, [text["role"]])),
        stage=text["stage"] or "",
        national=national.cell(today[LIBRARY_ID]),
        cells={
            column.code: notes[pk][key].cell(today[pk])
            for pk, column in columns.items()
            if pk in notes and key in notes[pk]
        },
    )


def _local(counted: _Counted, notes: Mapping[str, _Notes], texts: _Texts, today: date) -> LocalPages:
    """A state's own pages; a task about a text that is gone is counted with them, since no row can show it."""
    tasks = {key: one.cell(today).status for key, one in notes.items() if key not in texts and one.task is not None}
    overdue = counted.overdue | {key for key, status in tasks.items() if status is Status.OVERDUE}
    return LocalPages(counted.by_kind, len(tasks.keys() - overdue), len(overdue))
