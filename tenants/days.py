"""Calendar days by a tenant's own clocks: neither the server's day nor that of UTC.

Whatever compares a day with the present, or writes the present day down, asks here which day it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import timezone


class InTimeZone(Protocol):
    """A tenant, or what readers and screens have of one."""

    @property
    def time_zone(self) -> str:
        """Its IANA name."""


def day_of(tenant: InTimeZone, at: datetime) -> date:
    """Return the day that an instant falls on for a tenant."""
    return at.astimezone(ZoneInfo(tenant.time_zone)).date()


def today_of(tenant: InTimeZone) -> date:
    """Return the day that it is for a tenant."""
    return day_of(tenant, timezone.now())


def is_over(day: date, *, tenant: InTimeZone, now: datetime) -> bool:
    """Whether a day has ended for a tenant: what is due on a day is overdue from the next one on."""
    return day < day_of(tenant, now)
