"""Whether anybody answers at an instant, and when somebody does next.

Hours begin on a day of the state's own calendar: a day with hours of its own has these and no others, a closure of the
state's calendar none, a holiday what the schedule says of holidays. Hours that are not known are hours without anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from assistance.models import ServiceHours
from assistance.models.hours import exceptions_in
from content_models.documents.parts import schedule as schedule_of
from content_models.shapes.documents import OfficeItem
from content_models.shapes.parts import Origin, Schedule
from delivery import state_view
from delivery.calendars import NATIONAL, Calendar
from delivery.opening_hours import ONE_DAY, Span, span, spans_on
from publishing.errors import StoreUnavailable
from tenants.databases import READER
from tenants.models import Tenant
from tenants.reconnecting import with_reconnect
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class Staffing:
    """Whether somebody answers on a channel.

    Attributes:
        opens_at: when somebody answers next, in UTC; None: somebody does now, or nobody within 60 days.
        closes_at: until when somebody answers, in UTC; None: nobody does now, or day and night.
        reason: what makes this day other than its day of the week, as somebody wrote it; empty: nothing.
    """

    is_open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    reason: str = ""


CLOSED = Staffing(is_open=False)


def staffing_of(*, tenant: Tenant, channel: str, at: datetime) -> Staffing:
    """Return whether somebody answers in a state on a channel at an instant.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    hours = hours_of(tenant=tenant, channel=channel)
    return CLOSED if hours is None else staffing_by(hours, at, calendar_of(tenant))


def is_offered_on_sites(*, tenant_id: int, channel: str, at: datetime) -> bool:
    """Return whether somebody answers on a channel at an instant or within 60 days; read as the sites read.

    Raises:
        StoreUnavailable: the database does not answer.
    """

    def read() -> ServiceHours | None:
        # No more than `cms.roles.READABLE_COLUMNS` lets the sites read.
        with tenant_scope([tenant_id], using=READER):
            return (
                ServiceHours.objects.using(READER)
                .for_tenant(tenant_id)
                .filter(channel=channel)
                .select_related("tenant")
                .only("channel", "schedule", "exceptions", "tenant__code", "tenant__time_zone")
                .first()
            )

    hours = with_reconnect(read, unavailable=StoreUnavailable)
    if hours is None:
        return False
    staffing = staffing_by(hours, at, calendar_of(hours.tenant))
    return staffing.is_open or staffing.opens_at is not None


def hours_of(*, tenant: Tenant, channel: str) -> ServiceHours | None:
    """Return what is written of a state's hours on a channel; None: nothing."""
    with tenant_scope([tenant.pk]):
        return ServiceHours.objects.for_tenant(tenant.pk).select_related("tenant").filter(channel=channel).first()


def calendar_of(tenant: Tenant) -> Calendar:
    """Return a state's holidays and closures; those of national law alone while it serves nothing.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="hours of service")
    return state_view.for_viewer(viewer, tenant.code).directory.calendar


def staffing_by(hours: ServiceHours, at: datetime, calendar: Calendar = NATIONAL) -> Staffing:
    """Return whether somebody answers at an instant, by what is written of it.

    Args:
        at: an aware instant.
        calendar: the holidays and closures of the state.
    """
    today = at.astimezone(_zone(hours)).date()
    reason = next((str(one["name"]) for one in exceptions_in(hours) if one["on"] == today), "")
    until = at + timedelta(days=LOOK_AHEAD_DAYS)
    following = next(spans_between(hours, at, until, calendar), None)
    if following is None:
        return Staffing(is_open=False, reason=reason)
    if following.starts_at > at:
        return Staffing(is_open=False, opens_at=following.starts_at, reason=reason)
    return Staffing(is_open=True, closes_at=None if following.ends_at > until else following.ends_at, reason=reason)


def spans_between(
    hours: ServiceHours, first: datetime, last: datetime, calendar: Calendar = NATIONAL
) -> Iterator[Span]:
    """Yield the spans in which somebody answers and that a time touches, in order; those that touch are one.

    Args:
        first, last: aware instants, the last one excluded.
    """
    pending: Span | None = None
    for one in _spans(hours, first, last, calendar):
        if pending is not None and one.starts_at <= pending.ends_at:
            pending = pending._replace(ends_at=max(pending.ends_at, one.ends_at))
        else:
            if pending is not None:
                yield pending
            pending = one
    if pending is not None:
        yield pending


def _spans(hours: ServiceHours, first: datetime, last: datetime, calendar: Calendar) -> Iterator[Span]:
    zone = _zone(hours)
    schedule = schedule_of(hours.schedule)
    day, until = first.astimezone(zone).date() - ONE_DAY, last.astimezone(zone).date()
    special = {one["on"]: one["spans"] for one in exceptions_in(hours)}
    while day <= until:
        if day in special:
            spans = [span(day, one["opens_at"], one["closes_at"], zone) for one in special[day]]
        else:
            spans = [] if schedule is None else _usual(day, schedule, zone, hours, calendar)
        for one in sorted(spans):
            if one.ends_at > first and one.starts_at < last:
                yield one
        day += ONE_DAY


def _usual(day: date, schedule: Schedule, zone: ZoneInfo, hours: ServiceHours, calendar: Calendar) -> list[Span]:
    as_office = cast(OfficeItem, {"key": f"service {hours.channel}", "schedule": schedule, "origin": Origin.LOCAL})
    return [one for one in spans_on(day, schedule, zone, calendar.kind_of(day, as_office)) if one.is_open]


def _zone(hours: ServiceHours) -> ZoneInfo:
    return ZoneInfo(hours.tenant.time_zone)
