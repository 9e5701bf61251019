"""Offices that somebody called and confirmed, which wait for one's approval: read and approved together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogContext

from content_models.models import OfficePage
from content_models.revisions import differing_fields
from content_models.trees import tenant_of
from editorial.change_rows import ChangeRow, change_rows
from editorial.offices.confirming import words_of
from editorial.reviewers import Sent, sent_to
from publishing.errors import DomainError, ErrorCode
from publishing.store import check_publishable
from tenants.models import User

from .changes import changes_of_draft, step_awaited

MOST_AT_ONCE = 40
"""So many are shown, and can be approved, at once; the others come after them."""

OF_CONFIRMATION = frozenset({"needs_confirmation", "assured_on", "assured_by", "verification_records"})
"""The fields that confirming an office changes."""


class ConfirmationsChanged(DomainError):
    """One of several offices cannot be approved as it was shown; none is."""

    code = ErrorCode.NOT_WAITING
    sentence = _("Nothing is approved yet. “%(office)s”: %(reason)s")


MEANWHILE = _("it was changed, or decided about, after you opened this screen. It stands below as it is now.")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An office that was called.

    Attributes:
        revision: id of the draft that was sent.
        phones, hours: what was confirmed.
        changes: what else the draft changes; empty where it only confirms.
    """

    page_id: int
    revision: int
    title: str
    sent: Sent
    assured_on: date | None
    phones: tuple[str, ...]
    hours: str
    changes: tuple[ChangeRow, ...]

    @property
    def marked_as(self) -> str:
        """What the form sends of it: which office, and as it was shown."""
        return f"{self.page_id}-{self.revision}"


def waiting_confirmations(page_ids: list[int]) -> QuerySet[OfficePage]:
    """Return those of some pages that are offices whose draft says that they were confirmed."""
    offices = OfficePage.objects.filter(pk__in=page_ids, live=True, needs_confirmation=True)
    return offices.filter(latest_revision__content__needs_confirmation=False)


def confirmations_for(user: User) -> list[Confirmation]:
    """Return what waits for somebody's approval, the longest first. A few statements for each."""
    sent = {one.page_id: one for one in sent_to(user)}
    pages = {page.pk: page for page in waiting_confirmations(list(sent)).select_related("latest_revision")}
    ordered = [pages[page_id] for page_id in sent if page_id in pages]
    return [_confirmation(page, sent[page.pk]) for page in ordered[:MOST_AT_ONCE]]


@transaction.atomic
def approve_confirmations(user: User, seen: Mapping[int, int]) -> int:
    """Approve offices together: all of them, or none.

    Args:
        seen: the id of the draft that was shown, by that of the page.
    Returns:
        How many they are.
    Raises:
        ConfirmationsChanged: one of them cannot be approved as it was shown.
    """
    awaited = waiting_confirmations([one.page_id for one in sent_to(user)]).in_bulk()
    for page_id, revision in seen.items():
        page = awaited.get(page_id)
        step = step_awaited(page, user) if page is not None else None
        if page is None or step is None or page.latest_revision_id != revision:
            title = OfficePage.objects.filter(pk=page_id).values_list("draft_title", flat=True).first()
            raise ConfirmationsChanged(office=title if page is not None else "…", reason=MEANWHILE)
        try:
            check_publishable(page.get_latest_revision_as_object())
            with LogContext(user=user):
                step.task.specific.on_action(step, user, "approve")
        except DomainError as error:
            raise ConfirmationsChanged(office=page.draft_title, reason=error.message) from error
    return len(seen)


def _confirmation(page: OfficePage, sent: Sent) -> Confirmation:
    draft, tenant = page.get_latest_revision_as_object(), tenant_of(page)
    only_confirms = differing_fields(OfficePage, page.serializable_data(), draft.serializable_data()) <= OF_CONFIRMATION
    changes = () if only_confirms or tenant is None else changes_of_draft(page, draft, tenant).changes
    return Confirmation(
        page_id=page.pk,
        revision=page.latest_revision_id or 0,
        title=draft.title,
        sent=sent,
        assured_on=draft.assured_on,
        phones=tuple(str(block.value["display"]) for block in draft.phones),
        hours=words_of(draft) or draft.hours_text.strip(),
        changes=tuple(change_rows(changes)),
    )
