"""Sending an editor's import back with comments, as one, and sending it for review again as its offices are then."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content_models.models import OfficePage
from editorial.sender_messages import COMMENT_MISSING, MOST_CHARACTERS
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow
from tenants.models import User
from tenants.scope import tenant_scope

from .applying import SENT, SENT_BACK, record
from .belonging import DRAFTED, why_not_sent
from .checking import BATCH
from .errors import ImportNotReady
from .rights import check_may_import, check_publishes
from .rolling_back import held_pages, in_review, is_edited_since
from .working import lock_imports


@transaction.atomic
def send_back(*, office_import: OfficeImport, by: User, comment: str) -> OfficeImport:
    """Ask whoever sent an import to correct it. Its offices stay the drafts that they are.

    Args:
        comment: what is to be changed.
    Raises:
        NotVisible, ImportForbidden, ImportBusy.
        ImportNotReady: it does not wait for approval, or the comment is missing.
    """
    check_may_import(office_import.tenant, by)
    check_publishes(office_import.tenant, by)
    written = comment.strip()[:MOST_CHARACTERS]
    if not written:
        raise ImportNotReady(sentence=str(COMMENT_MISSING))
    with tenant_scope([office_import.tenant_id]):
        lock_imports(office_import)
        _check_is(office_import, ImportStatus.SENT, _("This import does not wait for approval."))
        office_import.status, office_import.comment = ImportStatus.SENT_BACK, written
        office_import.sent_back_at, office_import.sent_back_by = timezone.now(), by
        office_import.save(update_fields=["status", "comment", "sent_back_at", "sent_back_by"])
        record(office_import, SENT_BACK, by)
    return office_import


@transaction.atomic
def send_again(*, office_import: OfficeImport, by: User) -> OfficeImport:
    """Send an import for review again, with what was corrected of its offices on their own pages.

    An office that is in review by itself, or was published since, is decided on its own page.

    Raises:
        NotVisible, ImportBusy.
        ImportNotReady: it was not sent back.
    """
    check_may_import(office_import.tenant, by)
    with tenant_scope([office_import.tenant_id]):
        lock_imports(office_import)
        _check_is(office_import, ImportStatus.SENT_BACK, _("This import was not sent back."))
        rows = list(office_import.rows.filter(DRAFTED))
        pages = held_pages(office_import, rows)
        reviewed = in_review([page.pk for page in pages.values()])
        for row in rows:
            page = pages.get(row.office_key)
            if page is not None and not why_not_sent(page, reviewed):
                row.revision_after = _kept_draft(row, page, by)
        OfficeImportRow.objects.bulk_update(rows, ["revision_after"], batch_size=BATCH)
        office_import.status = ImportStatus.SENT
        office_import.applied_at, office_import.applied_by = timezone.now(), by
        office_import.save(update_fields=["status", "applied_at", "applied_by"])
        record(office_import, SENT, by)
    return office_import


def _kept_draft(row: OfficeImportRow, page: OfficePage, by: User) -> int:
    """Return the revision that is sent: of what was corrected a new one, so that no form still open saves over it."""
    if row.revision_after is not None and not is_edited_since(row, page):
        return row.revision_after
    saved: int = page.get_latest_revision_as_object().save_revision(user=by, changed=False, clean=False).pk
    return saved


def _check_is(office_import: OfficeImport, status: ImportStatus, otherwise: str) -> None:
    """Refuse what was decided meanwhile, or is being worked on.

    Raises:
        ImportNotReady.
    """
    office_import.refresh_from_db(fields=["status", "work"])
    if office_import.status != status or office_import.work:
        raise ImportNotReady(sentence=otherwise)
