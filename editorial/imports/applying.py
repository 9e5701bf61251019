"""Importing a checked file: each office through the publishing services, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import Revision

from content_models.models import OfficePage
from content_models.revisions import has_same_content
from publishing.errors import DomainError
from publishing.models import ImportStatus, OfficeIdentifier, OfficeImport, RowAct
from publishing.services.publish import publish_page, unpublish_page
from tenants.audit import append
from tenants.models import Tenant, User

from .checking import Checked, check, is_as_shown, nothing, store_outcome
from .directory import Directory
from .errors import ImportChanged, ImportNotReady
from .resource import Save
from .rights import publishes
from .row_plans import RowPlan
from .storing import StoreRefused, stored_together

APPLIED = "offices.import.apply"
SENT = "offices.import.send"
SENT_BACK = "offices.import.send_back"
APPROVED = "offices.import.approve"
ROLLED_BACK = "offices.import.roll_back"


class _Unfit(Exception):
    """The file is not imported as it is; the transaction must be rolled back."""

    def __init__(self, checked: Checked, reason: str) -> None:
        super().__init__(reason)
        self.checked, self.reason = checked, reason


def apply(office_import: OfficeImport, by: User, *, step: Callable[[], None] = nothing) -> None:
    """Import a file: published if whoever imports it publishes, or else as drafts that wait for approval together.

    Raises:
        ImportNotReady: its rows would do something else than was shown, or are refused by now. Nothing has changed but
            the preview, which shows how it is now.
    """
    is_published = publishes(office_import.tenant, by)
    try:
        with transaction.atomic(), LogContext(user=by):
            checked = _applied(office_import, by, step, is_published=is_published)
            store_outcome(office_import, checked, status=ImportStatus.APPLIED if is_published else ImportStatus.SENT)
            office_import.rows.update(cells=[])
            office_import.applied_at, office_import.applied_by = timezone.now(), by
            office_import.save(update_fields=["applied_at", "applied_by"])
            record(office_import, APPLIED if is_published else SENT, by)
    except _Unfit as unfit:
        office_import.refresh_from_db()
        store_outcome(office_import, unfit.checked)
        raise ImportNotReady(sentence=unfit.reason) from unfit


def record(office_import: OfficeImport, action: str, by: User) -> None:
    """Add to the state's audit log what was done with an import, and to how many offices."""
    counted = {name: office_import.totals.get(name, 0) for name in ("create", "change", "withdraw")}
    append(office_import, action, tenant_id=office_import.tenant_id, by=by, details=counted)


@contextmanager
def logged_in_history(office_import: OfficeImport, page: OfficePage, action: str, by: User) -> Iterator[None]:
    """Let an office's history say what is done with it here, and that it was done with an import.

    Each office has a context of its own: of all that one context logs, Wagtail shows the last entry of each act only.
    """
    with LogContext(user=by):
        yield
        if OfficePage.objects.filter(pk=page.pk).exists():  # to undo an import may delete it
            log(instance=page, action=action, user=by, data={"file": office_import.file_name})


def _applied(office_import: OfficeImport, by: User, step: Callable[[], None], *, is_published: bool) -> Checked:
    pages: dict[int, RowPlan] = {}
    checked: Checked | None = None
    action = APPLIED if is_published else SENT

    def saving(directory: Directory) -> Save:
        def save(plan: RowPlan, office: OfficePage) -> None:
            with logged_in_history(office_import, office, action, by):
                _save(directory, plan, office, by=by, is_published=is_published)
            pages[office.pk] = plan

        return save

    try:
        with stored_together():
            checked = check(office_import, by, save=saving, step=step)
            _check_fit(office_import, checked)
            for present in checked.withdrawn:
                present.published = revision_of_published(present.page, present.latest)
                with logged_in_history(office_import, present.page, action, by):
                    unpublish_page(page=copy(present.page), by=by)  # how it was is kept beside the import
    except StoreRefused as error:
        if checked is None:
            raise
        for pk, reason in error.reasons.items():
            pages[pk].refuse("title", reason)
        raise _Unfit(checked, _("Some offices cannot stand beside others: the rows say which.")) from error
    return checked


def _check_fit(office_import: OfficeImport, checked: Checked) -> None:
    if checked.is_refused:
        raise _Unfit(checked, _("The directory has changed since the preview: some rows cannot be imported any more."))
    if checked.has_open_questions or not is_as_shown(office_import, checked):
        raise _Unfit(checked, ImportChanged().message)


def _save(directory: Directory, plan: RowPlan, office: OfficePage, *, by: User, is_published: bool) -> None:
    """Save one office, and publish it.

    Raises:
        ValidationError: it is refused; the transaction is as before.
    """
    try:
        with transaction.atomic():
            if plan.act == RowAct.CREATE:
                _create(directory, plan, office, by)
            elif plan.changed or plan.is_revived:
                _change(plan, office, by)
            if plan.identifier is not None and plan.key is not None:
                identify(directory.tenant, plan.key, plan.identifier)
            if is_published and plan.revision_after is not None:
                publish_page(page=office, by=by)
    except DomainError as error:
        plan.refuse("title", error.message)
        raise ValidationError({"title": error.message}) from error
    except ValidationError as error:
        reason = " ".join(error.messages)
        plan.refuse("title", reason)
        raise ValidationError({"title": reason}) from error


def identify(tenant: Tenant, key: Any, pair: tuple[str, str]) -> None:
    """Let an office have an external id; an office that is gone has it no more."""
    source, external_id = pair
    mine = OfficeIdentifier.objects.filter(tenant=tenant)
    mine.filter(source=source, external_id=external_id).exclude(office_key=key).delete()
    OfficeIdentifier.objects.update_or_create(
        tenant=tenant, office_key=key, defaults={"source": source, "external_id": external_id}
    )


def _create(directory: Directory, plan: RowPlan, office: OfficePage, by: User) -> None:
    organization = plan.organization
    if organization is None:  # refused before: a new office names one
        raise ValidationError(_("A new office needs an institution."))
    office.draft_title = office.title
    office.slug = directory.new_slug(office.title, office.municipality)
    office.order = directory.next_order(organization)
    organization.add_child(instance=office)
    log(instance=office, action="wagtail.create", user=by, content_changed=True)
    plan.revision_after = office.save_revision(user=by, log_action=True).pk


def _change(plan: RowPlan, office: OfficePage, by: User) -> None:
    present = plan.present
    if present is None:
        raise ValidationError(_("There is no such office."))
    latest = present.latest
    if latest is None:  # made by a program: what it was before is to be found again
        stored = OfficePage.objects.get(pk=present.page.pk)
        latest = stored.save_revision(clean=False, changed=False)
    plan.revision_before = latest.pk
    plan.live_revision_before = revision_of_published(present.page, latest)
    plan.revision_after = office.save_revision(user=by, log_action=True).pk


def revision_of_published(page: OfficePage, latest: Revision | None) -> int | None:
    """Return the id of a revision that says what is published of an office, to be found again; None: nothing is.

    Where none is noted, or the one that is has been saved over since, the latest may be a draft that nobody has
    approved: then what is published is kept as a revision of its own, older than the latest: a draft that is published
    has changes beside it where there is a younger one. The page itself does not keep it once it is withdrawn: Wagtail's
    form writes drafts into a page that is not published.
    """
    if not page.live:
        return None
    if latest is not None and page.live_revision_id == latest.pk and not page.has_unpublished_changes:
        return int(latest.pk)
    noted = Revision.objects.filter(pk=page.live_revision_id).first() or latest
    stored = OfficePage.objects.get(pk=page.pk)
    content = stored.serializable_data()
    if noted is None or not has_same_content(OfficePage, noted.content, content):
        of_page = {"content_object": stored, "base_content_type": stored.get_base_content_type()}
        kept_at = timezone.now() if latest is None else latest.created_at - timedelta(microseconds=1)
        noted = Revision.objects.create(**of_page, content=content, object_str=str(stored), created_at=kept_at)
    return int(noted.pk)
