"""The hours in which a call can be promised, and how many are promised already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F

from assistance.hours.selectors import calendar_of, hours_of, spans_between
from assistance.models import CallBack, CallBackResult, ServiceHours
from content_models.choices import Channel
from delivery.calendars import Calendar
from tenants.models import Tenant
from tenants.scope import tenant_scope

DAYS_AHEAD = 4
"""Further off nobody is promised a call: whoever needs help then calls again."""
LENGTH = timedelta(hours=1)
SHORTEST = timedelta(minutes=15)
"""What is left of an hour at its end, or before the service closes, must be worth a call."""


@dataclass(frozen=True, slots=True)
class Window:
    """An hour in which calls are made.

    Attributes:
        booked, capacity: how many are promised, and how many can be.
    """

    starts_at: datetime
    ends_at: datetime
    booked: int
    capacity: int

    @property
    def has_room(self) -> bool:
        """Whether an operator may promise a further call."""
        return self.booked < self.capacity

    @property
    def has_room_for_visitors(self) -> bool:
        """Whether somebody may ask for a further call themselves: half of each hour is left to operators."""
        return self.booked < (self.capacity + 1) // 2


def windows_of(*, tenant: Tenant, now: datetime) -> list[Window]:
    """Return the hours in which a state's telephone service calls back, the next first; full ones, too.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    hours = hours_of(tenant=tenant, channel=Channel.PHONE)
    if hours is None:
        return []
    slots = list(_slots(hours, now, calendar_of(tenant)))
    booked = _booked(tenant, slots[0][0]) if slots else {}
    return [Window(start, end, booked.get(start, 0), hours.call_backs_per_hour) for start, end in slots]


def _slots(hours: ServiceHours, now: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield hours from the beginning of each span of service on, so that they are the same whenever it is asked."""
    until = now + timedelta(days=DAYS_AHEAD)
    for span in spans_between(hours, now, until, calendar):
        start = span.starts_at
        while start < min(span.ends_at, until):
            end = min(start + LENGTH, span.ends_at)
            if end - max(start, now) >= SHORTEST:
                yield start, end
            start += LENGTH


def _booked(tenant: Tenant, since: datetime) -> dict[datetime, int]:
    with tenant_scope([tenant.pk]):
        of_windows = (
            CallBack.objects.for_tenants([tenant.pk])
            .filter(window_starts_at__gte=since)
            .exclude(completed_at__lt=F("window_starts_at"))  # made before its hour
            .exclude(attempts__result=CallBackResult.CALLED_OFF)
            .values_list("window_starts_at")
            .annotate(count=Count("pk"))
        )
        return dict(of_windows)
