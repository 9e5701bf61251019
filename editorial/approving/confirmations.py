"""Offices that somebody called and confirmed, which wait for one's approval: read and approved together."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogContext
from wagtail.models import Page, Revision

from content_models.confidential_places import wait_for_others
from content_models.kinds import ItemKind
from content_models.loaded_versions import version_of
from content_models.models import OfficePage
from content_models.office_confirmation import facts_of, missing_to_confirm
from content_models.office_doubts import Doubt, seal_of
from content_models.paths import root_path_of
from content_models.revisions import differing_fields
from editorial.change_rows import ChangeRow, change_rows
from editorial.comparing import PieceChange
from editorial.office_answers import answer_doubts, doubts_of_draft
from editorial.offices.selectors import place_of, words_of
from editorial.readable_fields import column_of, fields_of
from editorial.reviewers import Sent, sent_to, step_awaited
from editorial.sender_messages import messages_of
from publishing.errors import DomainError, ErrorCode
from publishing.store import check_publishable
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.trees import is_below, states_at, tree_paths

from .changes import changes_of_draft

MOST_AT_ONCE = 40
"""So many are shown, and can be approved, at once; the others come after them."""

OF_CONFIRMATION = frozenset({"needs_confirmation", "assured_on", "assured_by", "verification_records"})
"""The fields that confirming an office changes."""

_WITHOUT_CHANGES = OF_CONFIRMATION | {"go_live_at", "expire_at"}
"""With the dates, which are shown apart."""

_SAID_OF_CONFIRMATION = frozenset(name for name in fields_of(ItemKind.OFFICE) if column_of(name) in OF_CONFIRMATION)
"""The same fields, as documents call them."""


class ConfirmationsChanged(DomainError):
    """One of several offices cannot be approved as it was shown; none is."""

    code = ErrorCode.NOT_WAITING
    sentence = _("Nothing is approved yet. “%(office)s”: %(reason)s")


NOTHING_DOUBTFUL: Mapping[int, str] = MappingProxyType({})

MEANWHILE = _("it was changed, or decided about, after you opened this screen. It stands below as it is now.")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An office that was called.

    Attributes:
        version: of the draft that was sent.
        phones, hours, place: what was confirmed; `place` are the lines of the address, none for a confidential place.
        message: what was written beside it.
        goes_live_at, expires_at: when it is to be published, and withdrawn.
        changes: what else the draft changes; empty where it only confirms.
        doubts: what is doubtful about it; `seal` is what of it nobody has answered.
    """

    page_id: int
    version: str
    title: str
    sent: Sent
    message: str
    goes_live_at: datetime | None
    expires_at: datetime | None
    assured_on: date | None
    phones: tuple[str, ...]
    hours: str
    place: tuple[str, ...]
    is_confidential: bool
    changes: tuple[ChangeRow, ...]
    doubts: tuple[Doubt, ...] = ()

    @property
    def seal(self) -> str:
        """What tells whether the same is doubtful as was shown."""
        return seal_of(self.doubts)

    @property
    def only_confirms(self) -> bool:
        """Whether it only confirms: nothing else is published by approving it, nor asked about, nor put off."""
        return not (self.changes or self.doubts or self.goes_live_at or self.expires_at)

    @property
    def changed(self) -> frozenset[str]:
        """The fields, as documents call them, that are read old and new."""
        return frozenset(row.address for row in self.changes)

    @property
    def marked_as(self) -> str:
        """What the form sends of it: which office, as it was shown, and what was doubtful: a mark answers."""
        return f"{self.page_id}-{self.version}-{self.seal}"


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of offices that were approved together, by their titles.

    Attributes:
        planned: these are published on their day.
        awaited: these wait for the next approval.
    """

    published: list[str]
    planned: list[str]
    awaited: list[str]


def waiting_confirmations(page_ids: list[int]) -> QuerySet[OfficePage]:
    """Return those of some pages that are offices of a state whose draft says that they were confirmed. One query.

    What is national is approved on the screen that shows its effect in the states.
    """
    offices = OfficePage.objects.filter(pk__in=page_ids, live=True, needs_confirmation=True)
    states = offices.exclude(is_below(tree_paths([LIBRARY_ID])))
    return states.filter(latest_revision__content__needs_confirmation=False)


def confirmations_for(user: User) -> list[Confirmation]:
    """Return what waits for somebody's approval, the longest first.

    They are read together; only what changes more than the confirmation takes statements of its own.
    """
    sent = {one.page_id: one for one in sent_to(user)}
    pages = {page.pk: page for page in waiting_confirmations(list(sent)).select_related("latest_revision")}
    ordered = [pages[page_id] for page_id in sent if page_id in pages][:MOST_AT_ONCE]
    messages = messages_of({page.pk: sent[page.pk].since for page in ordered})
    states = states_at({root_path_of(page) for page in ordered})
    return [
        _confirmation(page, sent[page.pk], messages.get(page.pk, ""), states.get(root_path_of(page)))
        for page in ordered
    ]


def has_confirmations(user: User) -> bool:
    """Whether a confirmed office waits for somebody's approval."""
    return waiting_confirmations([one.page_id for one in sent_to(user)]).exists()


@transaction.atomic
def approve_confirmations(user: User, seen: Mapping[int, str], seals: Mapping[int, str] = NOTHING_DOUBTFUL) -> Approved:
    """Approve offices together: all of them, or none. Their pages are locked meanwhile.

    Args:
        seen: the version of the draft that was shown, by the id of the page.
        seals: what was shown as doubtful, and is said to be correct, by the id of the page.
    Raises:
        ConfirmationsChanged: one of them cannot be approved as it was shown.
    """
    if len(seen) > MOST_AT_ONCE:  # so many are never shown together
        raise ConfirmationsChanged(office="…", reason=MEANWHILE)
    own = [one.page_id for one in sent_to(user) if one.page_id in seen]
    wait_for_others(*Page.objects.filter(pk__in=own).values_list("translation_key", flat=True))
    awaited = waiting_confirmations(own).select_related("latest_revision").in_bulk()
    steps = []
    for page_id, version in seen.items():
        page = awaited.get(page_id)
        step = step_awaited(page, user) if page is not None else None
        if page is None or step is None or version_of(page.latest_revision) != version:
            raise ConfirmationsChanged(office=page.draft_title if page is not None else "…", reason=MEANWHILE)
        draft = page.get_latest_revision_as_object()
        missing = missing_to_confirm(facts_of(draft))
        if missing:
            raise ConfirmationsChanged(office=page.draft_title, reason=" ".join(missing.values()))
        try:
            answer_doubts(page, user, seals.get(page_id, ""))
            check_publishable(draft)
        except DomainError as error:
            raise ConfirmationsChanged(office=page.draft_title, reason=error.message) from error
        steps.append((page, step))
    for page, step in steps:
        try:
            with LogContext(user=user):
                step.task.specific.on_action(step, user, "approve")
        except DomainError as error:
            raise ConfirmationsChanged(office=page.draft_title, reason=error.message) from error
    return _approved([page for page, _step in steps])


def _approved(pages: list[OfficePage]) -> Approved:
    """What became of offices, as they were approved. Two queries."""
    approved = Approved([], [], [])
    published = OfficePage.objects.filter(pk__in=[page.pk for page in pages], needs_confirmation=False)
    drafts = Revision.objects.filter(pk__in=[page.latest_revision_id for page in pages])
    are_published = set(published.values_list("pk", flat=True))
    are_planned = set(drafts.filter(approved_go_live_at__isnull=False).values_list("pk", flat=True))
    for page in pages:
        if page.pk in are_published:
            approved.published.append(page.draft_title)
        elif page.latest_revision_id in are_planned:
            approved.planned.append(page.draft_title)
        else:
            approved.awaited.append(page.draft_title)
    return approved


def _confirmation(page: OfficePage, sent: Sent, message: str, state: Tenant | None) -> Confirmation:
    content = page.latest_revision.content
    is_more = not differing_fields(OfficePage, page.serializable_data(), content) <= _WITHOUT_CHANGES
    changes: tuple[PieceChange, ...] = ()
    doubts: list[Doubt] = []
    if is_more and state is not None:
        latest = page.get_latest_revision_as_object()
        found, doubts = changes_of_draft(page, latest, state).changes, doubts_of_draft(page, latest, state)
        follows = _SAID_OF_CONFIRMATION if latest.verified else {*_SAID_OF_CONFIRMATION, "verified"}
        changes = tuple(one for one in found if one.address not in follows)
    draft = _shown(page, content)
    return Confirmation(
        page_id=page.pk,
        version=version_of(page.latest_revision),
        title=draft.title,
        sent=sent,
        message=message,
        goes_live_at=draft.go_live_at,
        expires_at=draft.expire_at,
        assured_on=draft.assured_on,
        phones=tuple(str(block.value["display"]) for block in draft.phones),
        hours=words_of(draft) or draft.hours_text.strip(),
        place=place_of(draft),
        is_confidential=draft.is_confidential,
        changes=tuple(change_rows(changes)),
        doubts=tuple(doubts),
    )


_SHOWN = (
    "title",
    "go_live_at",
    "expire_at",
    "assured_on",
    "phones",
    "schedule",
    "hours_text",
    "is_confidential",
    "address",
    "neighborhood",
    "postal_code",
    "locality",
    "municipality",
)


def _shown(page: OfficePage, content: Mapping[str, Any]) -> OfficePage:
    """The page with what is shown of its draft; a whole draft would take ten statements."""
    draft = copy(page)
    for name in _SHOWN:
        setattr(draft, name, page._meta.get_field(name).to_python(content[name]))
    return draft
