"""Whether an office is open: hours with holidays and nights, in the office's own time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

COUNTRY = "MX"
LOOK_AHEAD_DAYS = 60
"""A change that is further off is told as none: no answer is kept that long."""


def is_open(office: Mapping[str, Any], at: datetime) -> bool | None:
    """Whether an office is open at an instant; None when its hours are not known, or not known on this holiday."""
    hours = _hours(office)
    if hours is None:
        return None
    state, _ = hours.state(_local(office, at))
    return {State.OPEN: True, State.CLOSED: False}.get(state)


def next_change(office: Mapping[str, Any], at: datetime) -> datetime | None:
    """When that answer changes next, in UTC; None when the hours are not known, or never within 60 days."""
    hours = _hours(office)
    if hours is None:
        return None
    local = _local(office, at)
    change = hours.next_change(local)
    if change is None or change - local > timedelta(days=LOOK_AHEAD_DAYS):
        return None
    return change.astimezone(UTC)


def _hours(office: Mapping[str, Any]) -> OpeningHours | None:
    schedule = office.get("schedule")
    return None if not schedule else _parsed(schedule["osm"], office["timeZone"])


def _local(office: Mapping[str, Any], at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(office["timeZone"]))


@lru_cache(maxsize=512)
def _parsed(osm: str, time_zone: str) -> OpeningHours:
    return OpeningHours(osm, timezone=ZoneInfo(time_zone), country=COUNTRY)
