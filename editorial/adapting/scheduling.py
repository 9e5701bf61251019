"""When an adaptation goes live, and until when: Wagtail's own dates, set by publishers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from content_models.models import AdaptationPage
from publishing.errors import DomainError
from publishing.store import check_publishable
from tenants.models import Tenant, User

from .draft import Draft
from .errors import AdaptationPlanned, ExpiryBeforeGoLive, NothingToSchedule, ScheduleInPast
from .types import Schedule


def in_zone_of(tenant: Tenant, instant: datetime | None) -> datetime | None:
    """The instant; one without a time zone is the state's own time."""
    if instant is None or timezone.is_aware(instant):
        return instant
    return instant.replace(tzinfo=ZoneInfo(tenant.time_zone))


def check_times(go_live_at: datetime | None, expire_at: datetime | None) -> None:
    """Refuse dates that cannot be kept.

    Raises:
        NothingToSchedule: neither is given.
        ScheduleInPast, ExpiryBeforeGoLive.
    """
    now = timezone.now()
    if go_live_at is None and expire_at is None:
        raise NothingToSchedule
    for field, instant in (("go_live_at", go_live_at), ("expire_at", expire_at)):
        if instant is not None and instant <= now:
            raise ScheduleInPast(field=field)
    if go_live_at is not None and expire_at is not None and expire_at <= go_live_at:
        raise ExpiryBeforeGoLive


def check_has_something(draft: Draft, go_live_at: datetime | None) -> None:
    """Refuse dates for nothing: the beginning needs changes to publish, the end something that is published.

    Raises:
        NothingToSchedule.
    """
    page = draft.stored_page
    if page is None or (not page.has_unpublished_changes and (go_live_at is not None or not page.live)):
        raise NothingToSchedule


def check_not_planned(draft: Draft) -> None:
    """Refuse changes of a scheduled draft: Wagtail locks it, so that what was approved is not changed.

    Raises:
        AdaptationPlanned.
    """
    revision = _scheduled(draft)
    if revision is not None and revision.approved_go_live_at is not None:
        raise AdaptationPlanned(at=timezone.localtime(revision.approved_go_live_at, ZoneInfo(draft.tenant.time_zone)))


def schedule_of(draft: Draft) -> Schedule | None:
    """What is planned for the draft's page; None when nothing is. One statement, more when something is."""
    revision = _scheduled(draft)
    if draft.stored_page is None or revision is None:
        return None
    planned = revision.as_object()
    return Schedule(
        go_live_at=revision.approved_go_live_at,
        expire_at=planned.expire_at,
        problem=_problem(planned),
    )


def unscheduled(draft: Draft, by: User) -> AdaptationPage:
    """Let the draft's page stay a draft: what was planned does not happen. Wagtail's history says who cancelled it.

    Raises:
        NothingToSchedule: nothing is planned.
    """
    revision, page = _scheduled(draft), draft.draft_page
    if revision is None or page is None or draft.stored_page is None:
        raise NothingToSchedule
    revision.approved_go_live_at = None
    revision.save(user=by, update_fields=["approved_go_live_at"])
    page.go_live_at, page.expire_at = None, draft.stored_page.expire_at if draft.stored_page.live else None
    page.save_revision(user=by)
    if not draft.stored_page.live:
        _save_fields(draft.stored_page, go_live_at=None, expire_at=None)
    return page


def unexpired(draft: Draft, by: User) -> AdaptationPage:
    """Let what is published stay so: it no longer ends by itself.

    Raises:
        NothingToSchedule: it has no end.
    """
    stored_page, page = draft.stored_page, draft.draft_page
    if stored_page is None or page is None or not stored_page.live or stored_page.expire_at is None:
        raise NothingToSchedule
    had_changes = stored_page.has_unpublished_changes
    _save_fields(stored_page, expire_at=None)
    if _scheduled(draft) is None:
        page.expire_at = None
        revision = page.save_revision(user=by, changed=False)
        if not had_changes:
            _save_fields(stored_page, has_unpublished_changes=False, live_revision=revision)
    log(instance=stored_page, action="wagtail.edit", user=by)
    return page


def without_past_dates(page: AdaptationPage) -> None:
    """Remove dates that have passed from a draft in memory: published later, it would end at once."""
    now = timezone.now()
    if page.go_live_at is not None and page.go_live_at <= now:
        page.go_live_at = None
    if page.expire_at is not None and page.expire_at <= now:
        page.expire_at = None


def _scheduled(draft: Draft) -> Revision | None:
    revision: Revision | None = None if draft.stored_page is None else draft.stored_page.scheduled_revision
    return revision


def _problem(planned: AdaptationPage) -> str:
    try:
        check_publishable(planned)
    except DomainError as error:
        return error.message
    return ""


def _save_fields(page: AdaptationPage, **values: object) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save(update_fields=list(values), clean=False)
