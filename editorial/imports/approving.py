"""Approving what an editor imported: what was edited since is left as it is, and named."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from wagtail.log_actions import LogContext

from publishing.models import ImportStatus, OfficeImport, OfficeImportRow
from publishing.services.publish import publish_page
from tenants.models import User

from .applying import APPROVED, logged_in_history, record
from .checking import nothing
from .doubts import DOUBTFUL, doubtful_rows
from .errors import ImportNotReady
from .rolling_back import DONE, each_row, held_pages, why_not_approved


def approve(office_import: OfficeImport, by: User, *, step: Callable[[], None] = nothing) -> None:
    """Publish what an editor's import has made drafts of: those that nobody has changed since.

    What is doubtful is looked up once more: the worker may take it long after it was approved.

    Raises:
        ImportNotReady: one of them cannot be published, or something is doubtful by now; nothing has changed.
    """
    rows = list(office_import.rows.filter(act__in=DONE).exclude(revision_after=None))
    pages = held_pages(office_import, rows)
    if doubtful_rows(office_import):
        raise ImportNotReady(sentence=str(DOUBTFUL))

    def approve_row(row: OfficeImportRow) -> str:
        page = pages.get(row.office_key)
        left = why_not_approved(row, page)
        if page is not None and not left and (not page.live or page.has_unpublished_changes):
            with logged_in_history(office_import, page, APPROVED, by):
                publish_page(page=page.get_latest_revision_as_object(), by=by)
        return left

    with transaction.atomic(), LogContext(user=by):
        each_row(rows, approve_row, step)
        office_import.status, office_import.approved_by = ImportStatus.APPLIED, by
        office_import.save(update_fields=["status", "approved_by"])
        record(office_import, APPROVED, by)
