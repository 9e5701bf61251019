"""What the offices of an import say in their drafts: what was corrected is shown beside what the file had said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.models import Revision

from content_models.models import ConfidentialPlace, OfficePage
from content_models.page_verification import stored_fields
from editorial.differences import sides
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow

from .columns import COLUMNS
from .directory import stored_value
from .rolling_back import pages_of
from .row_plans import answered_questions
from .words import heading_of

IDS = frozenset({"id_source", "external_id"})
FOLLOWING = frozenset({"needs_confirmation", "assured_by", "answered_questions"})
"""Fields that say nothing by themselves: they follow another one."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """What becomes of a cell.

    Attributes:
        column: its heading.
        after: as the draft says.
        file: what the file said, where that was corrected; empty: it said nothing.
        is_corrected: whether the draft says something else than the import made of it.
    """

    column: str
    before: str
    after: str
    file: str = ""
    is_corrected: bool = False

    @property
    def marked(self) -> tuple[SafeString, SafeString]:
        """What the cell said and says, each part on a line, with what differs marked; of an empty one, what it says."""
        before, after = (text.replace("; ", ";\n") for text in (self.before, self.after))
        return sides(before, after) if before else (SafeString(), format_html("{}", after))


@dataclass(frozen=True, slots=True)
class RowDraft:
    """What an office of an import says now.

    Attributes:
        page_id: None where there is no such page any more.
        others: the names of the fields corrected that are no column of a file.
    """

    row: OfficeImportRow
    title: str
    changes: tuple[CellChange, ...]
    page_id: int | None = None
    others: tuple[str, ...] = ()
    is_corrected: bool = False

    @property
    def answered(self) -> list[dict[str, Any]]:
        """What was asked while the file was checked, and answered; but of what was corrected since."""
        corrected = {change.column for change in self.changes if change.is_corrected}
        return [one for one in answered_questions(self.row.questions) if heading_of(one["column"]) not in corrected]


def drafts_of(office_import: OfficeImport, rows: Sequence[OfficeImportRow]) -> list[RowDraft]:
    """Return what some rows have made of their offices, with what was corrected since.

    That is each draft as it was sent for review, or published; while an import is sent back, as it is now. Of a
    confidential place only that something was corrected. Five queries at most.
    """
    if office_import.status in {ImportStatus.UPLOADED, ImportStatus.CHECKED}:
        return [_as_filed(row, None) for row in rows]
    pages = {page.translation_key: page for page in pages_of(office_import, list(rows))}
    pairs = _revisions_of(office_import, rows, pages)
    revisions = Revision.objects.in_bulk({pk for pair in pairs.values() for pk in pair})
    secret = set(ConfidentialPlace.objects.filter(key__in=pages).values_list("key", flat=True))
    found = []
    for row in rows:
        page, (first, now) = pages.get(row.office_key), pairs.get(row.pk, (0, 0))
        if page is None or first == now or not {first, now} <= revisions.keys():
            found.append(_as_filed(row, page))
        else:
            offices = [page.with_content_json(revisions[pk].content) for pk in (first, now)]
            is_secret = page.translation_key in secret or any(office.is_confidential for office in offices)
            found.append(_corrected(row, *offices, is_secret=is_secret))
    return found


def _revisions_of(
    office_import: OfficeImport, rows: Sequence[OfficeImportRow], pages: Mapping[Any, OfficePage]
) -> dict[int, tuple[int, int]]:
    """The ids of the revision that the import made, and of the one that is shown, by row."""
    ids: dict[str, list[int]] = {}
    of_pages = Revision.page_revisions.filter(object_id__in=[str(page.pk) for page in pages.values()])
    for object_id, pk in of_pages.order_by("pk").values_list("object_id", "pk"):
        ids.setdefault(object_id, []).append(pk)
    found = {}
    for row in rows:
        page = pages.get(row.office_key)
        if page is None or row.revision_after is None:
            continue
        since = (pk for pk in ids.get(str(page.pk), ()) if pk > (row.revision_before or 0))
        is_open = office_import.status == ImportStatus.SENT_BACK and page.latest_revision_id
        shown = page.latest_revision_id if is_open else row.revision_after
        found[row.pk] = (next(since, shown), shown)
    return found


def _as_filed(row: OfficeImportRow, page: OfficePage | None) -> RowDraft:
    changes = (CellChange(heading_of(one["column"]), one["before"], one["after"]) for one in row.changes)
    return RowDraft(row, row.title, tuple(changes), page.pk if page is not None else None)


def _corrected(row: OfficeImportRow, first: OfficePage, now: OfficePage, *, is_secret: bool) -> RowDraft:
    if is_secret:
        ids = [one for one in row.changes if one["column"] in IDS]
        changes = tuple(CellChange(heading_of(one["column"]), one["before"], one["after"]) for one in ids)
        return RowDraft(row, row.title, changes, now.pk, is_corrected=True)
    changes, others = tuple(_cells(row, first, now)), tuple(_others(first, now))
    is_corrected = bool(others) or any(one.is_corrected for one in changes)
    return RowDraft(row, now.title, changes, now.pk, others, is_corrected)


def _cells(row: OfficeImportRow, first: OfficePage, now: OfficePage) -> Iterator[CellChange]:
    """What becomes of each cell, in the order of a file."""
    filed = {one["column"]: one for one in row.changes}
    for name, column in COLUMNS.items():
        one, said, says = filed.get(name), "", ""
        if column.attribute:
            said, says = (column.widget.render(stored_value(page, column.attribute)) for page in (first, now))
        if said != says:
            before = one["before"] if one is not None else said
            file = said if one is not None else ""
            yield CellChange(column.column_name, "" if before == says else before, says, file, is_corrected=True)
        elif one is not None:
            yield CellChange(column.column_name, one["before"], one["after"])


def _others(first: OfficePage, now: OfficePage) -> Iterator[str]:
    columns = {column.attribute for column in COLUMNS.values()}
    said, says = stored_fields(first), stored_fields(now)
    for name in says:
        if name not in columns | FOLLOWING and said.get(name) != says[name]:
            yield str(capfirst(OfficePage._meta.get_field(name).verbose_name))
