"""National texts, as their editors publish them: the effect before, the publication, and the way back.

The library's people and administrators only; to everybody else none of this exists. Editors see, publishers act.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.log_actions import LogContext
from wagtail.models import Page, Revision

from content_models.adaptable import ADAPTABLE
from content_models.languages import bcp47
from content_models.loaded_versions import version_of_draft
from content_models.models import ContentPage
from editorial.comparing import PieceChange
from editorial.national import editions
from editorial.national.errors import (
    DraftChanged,
    EditionChanged,
    NationalPageLocked,
    NotAwaited,
    UrgentCannotWait,
    UrgentInReview,
)
from editorial.national.impact import impact_of_draft, impacts_of_drafts
from editorial.national.rights import (
    approval_awaited,
    can_publish,
    check_may_see,
    may_decide_urgency,
    visible_among,
)
from editorial.national.types import EditionEntry, EditionName, Impact, Withdrawal
from editorial.national.withdrawal_impact import withdrawal_of_page, withdrawals_of_pages
from publishing.errors import ContentIncomplete, NotVisible
from publishing.models import Pin
from publishing.publication import checked_reason, mark
from publishing.store import check_publishable
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID, User


def impact_of(*, page: ContentPage, by: User) -> Impact:
    """What publishing the latest draft of a library page would do in the states.

    Raises:
        NotVisible: the page is not the library's, or the user is not of the library.
    """
    check_may_see(page=page, by=by)
    return impact_of_draft(page, page.get_latest_revision_as_object(), by)


def withdrawal_of(*, page: ContentPage, by: User) -> Withdrawal:
    """What withdrawing a library page would do in the states.

    Raises:
        NotVisible: the page is not the library's, or the user is not of the library.
    """
    check_may_see(page=page, by=by)
    return withdrawal_of_page(page)


def impacts_of(*, pages: Iterable[ContentPage], by: User) -> tuple[Impact, ...]:
    """What publishing the latest drafts of some pages together would do.

    Pages that are not the library's, or not visible to the user, are left out.
    """
    visible = visible_among(pages=pages, by=by)
    return impacts_of_drafts([(page, page.get_latest_revision_as_object()) for page in visible], by)


def withdrawals_of(*, pages: Iterable[ContentPage], by: User) -> tuple[Withdrawal, ...]:
    """What withdrawing some pages together would do.

    Pages that are not the library's, or not visible to the user, are left out.
    """
    return withdrawals_of_pages(visible_among(pages=pages, by=by))


@transaction.atomic
def publish_draft(*, page: ContentPage, by: User, version: str, urgent_reason: str | None = None) -> ContentPage:
    """Publish the latest draft of a library page, or plan it where it has a date to come.

    What is published already is not published twice, unless a state still waits for what is urgent now.

    Args:
        version: of the draft whose effect was seen.
        urgent_reason: why it is an urgent legal correction, which states that review first serve at once; None: it is
            none. Its history, and whoever has to review it, say so.
    Raises:
        NotVisible, PublishPagePermissionError: the user may not.
        DraftChanged: another draft has been saved since.
        UrgentReasonMissing, UrgentCannotWait: an urgent correction without a reason, or with a date to come.
        UrgentInReview: an urgent correction of what waits for the user's approval.
        DomainError: it cannot be published. Nothing has changed.
    """
    check_may_see(page=page, by=by)
    fresh = _locked(page)
    _check_may_publish(fresh, by)
    if version_of_draft(fresh) != version:
        raise DraftChanged(title=fresh.draft_title)
    is_urgent = checked_reason(urgent_reason) is not None
    if is_urgent and not may_decide_urgency(page=fresh, by=by):
        raise UrgentInReview(title=fresh.draft_title)
    if fresh.live and not fresh.has_unpublished_changes and not (is_urgent and _is_awaited(fresh)):
        return fresh
    draft = fresh.get_latest_revision_as_object()
    if is_urgent and impact_of_draft(fresh, draft, by).goes_live_at is not None:
        raise UrgentCannotWait
    check_publishable(draft, is_urgent=is_urgent)
    _publish(fresh.get_latest_revision(), by, urgent_reason=urgent_reason if fresh.kind in ADAPTABLE else None)
    return _locked(page)


@transaction.atomic
def approve_draft(*, page: ContentPage, by: User, version: str, comment: str = "") -> ContentPage:
    """Approve the draft of a library page that waits for it, which publishes or plans it.

    Args:
        version: of the draft whose effect was seen.
        comment: kept in the page's history.
    Raises:
        NotVisible: the user is not of the library.
        NotAwaited: it does not wait for the user's approval any more.
        DraftChanged: another draft has been saved since.
        DomainError: it cannot be published. Nothing has changed.
    """
    check_may_see(page=page, by=by)
    fresh = _locked(page)
    waiting = approval_awaited(page=fresh, by=by)
    if waiting is None:
        raise NotAwaited(title=fresh.draft_title)
    if version_of_draft(fresh) != version:
        raise DraftChanged(title=fresh.draft_title)
    check_publishable(fresh.get_latest_revision_as_object())
    with LogContext(user=by):
        waiting.task.specific.on_action(waiting, by, "approve", comment=comment)
    return _locked(page)


def count_editions(*, page: ContentPage, by: User) -> int:
    """How many editions a library page has in its language.

    Raises:
        NotVisible: the page is not the library's, or the user is not of the library.
    """
    check_may_see(page=page, by=by)
    with scope_of(LIBRARY_ID):
        return editions.editions_of_page(page).count()


def editions_of(*, page: ContentPage, by: User, first: int = 0, last: int = 10) -> tuple[EditionEntry, ...]:
    """The editions of a library page, the newest first: those from place `first` up to, not including, `last`.

    Args:
        first, last: places counted from 0; `last` is not included.
    Raises:
        NotVisible: the page is not the library's, or the user is not of the library.
    """
    check_may_see(page=page, by=by)
    with scope_of(LIBRARY_ID):
        return editions.entries(page, first, last)


def names_of_editions(*, page: ContentPage, by: User) -> tuple[EditionName, ...]:
    """All editions of a library page, the newest first, to choose two of them.

    Raises:
        NotVisible: the page is not the library's, or the user is not of the library.
    """
    check_may_see(page=page, by=by)
    with scope_of(LIBRARY_ID):
        return editions.names(page)


def compare_editions(*, page: ContentPage, by: User, earlier: int, later: int) -> tuple[PieceChange, ...]:
    """Compare any two editions of a library page.

    Args:
        earlier, later: their numbers; what `later` says is what the changes tell as said now.
    Returns:
        What differs, in reading order: of a script, node by node.
    Raises:
        NotVisible: the page is not the library's, or the user is not of the library.
        EditionUnknown: there is no such edition.
    """
    check_may_see(page=page, by=by)
    with scope_of(LIBRARY_ID):
        return editions.compared(page, earlier, later)


@transaction.atomic
def roll_back(*, page: ContentPage, by: User, number: int, seen: int | None = None) -> ContentPage:
    """Publish anew, as a new edition, what an earlier edition of a library page was made of.

    A draft that is not published stays the latest draft, and what is planned stays planned. What passed at once as an
    urgent correction goes back at once, also in states that review first.

    Args:
        number: of the edition.
        seen: the present edition's number, as shown to the user: repeating the act does not undo it.
    Raises:
        NotVisible, PublishPagePermissionError: the user may not.
        NothingToGoBackTo: the edition says what is published.
        EditionUnknown, EditionNotKept: there is no such edition, or the draft that it was made of is gone.
        EditionChanged: another edition has been published since `seen`.
        NationalPageLocked: by somebody else.
        ContentIncomplete, another DomainError: it cannot be published as it was, its path is taken by now, say. Nothing
            has changed.
    """
    check_may_see(page=page, by=by)
    fresh = _locked(page)
    _check_may_publish(fresh, by)
    if fresh.locked and fresh.locked_by_id != by.pk:
        raise NationalPageLocked(title=fresh.title)
    with scope_of(LIBRARY_ID):
        if seen is not None and seen != editions.current_number(fresh):
            raise EditionChanged(title=fresh.title)
        revision = editions.revision_to_go_back_to(fresh, number)
        current = editions.editions_of_page(fresh).filter(number=editions.current_number(fresh)).first()
        waiting = editions.waiting_draft(fresh)
    planned = dict(fresh.revisions.exclude(approved_go_live_at=None).values_list("pk", "approved_go_live_at"))
    earlier = _restored(fresh, revision)
    reason = None
    if current is not None and current.is_urgent:
        with override(settings.LANGUAGE_CODE):
            reason = gettext("The library went back to an earlier edition.")
    check_publishable(earlier, is_urgent=reason is not None)
    try:
        saved = earlier.save_revision(user=by, previous_revision=revision, log_action=True)
        _publish(saved, by, urgent_reason=reason)
    except ValidationError as error:
        raise ContentIncomplete(sentence=" ".join(error.messages), paths=()) from error
    if waiting is not None:
        _put_back(waiting, planned)
    for pk, goes_live_at in planned.items():
        Revision.objects.filter(pk=pk).update(approved_go_live_at=goes_live_at)
    return _locked(page)


def _publish(revision: Revision, by: User, *, urgent_reason: str | None) -> None:
    """Publish this very revision: what was seen, or restored."""
    fresh = Revision.objects.get(pk=revision.pk)
    mark(fresh, by=by, urgent_reason=urgent_reason)
    fresh.publish(user=by)


def _check_may_publish(page: ContentPage, by: User) -> None:
    if not can_publish(page=page, by=by):
        raise PublishPagePermissionError


def _is_awaited(page: ContentPage) -> bool:
    """Whether a state that reviews first still holds an earlier edition."""
    key, locale = str(page.translation_key), bcp47(page.locale.language_code)
    with scope_of(LIBRARY_ID):
        return Pin.objects.holding().filter(key=key, locale=locale).exists()


def _locked(page: ContentPage) -> ContentPage:
    """The page as the database has it, held until the transaction ends."""
    found = Page.objects.select_for_update().filter(pk=page.pk).first()
    specific = found.specific if found is not None else None
    if not isinstance(specific, ContentPage):
        raise NotVisible
    return specific


def _restored(page: ContentPage, revision: Revision) -> ContentPage:
    """The page as a revision says, with the dates that it has now: no publication waits, none ends sooner."""
    restored: ContentPage = revision.as_object()
    restored.go_live_at = None
    restored.expire_at = page.expire_at
    return restored


def _put_back(waiting: Revision, planned: dict[int, datetime]) -> None:
    """Make a draft that waited the latest one again, with its author, and with its date if it had one."""
    draft = Revision.objects.get(pk=waiting.pk).as_object()
    copy = draft.save_revision(user=waiting.user, changed=True, clean=False)
    if waiting.pk in planned:
        planned[copy.pk] = planned.pop(waiting.pk)
