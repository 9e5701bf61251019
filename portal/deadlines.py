"""When time limits end."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from content_models.choices import DeadlineUnit
from content_models.shapes.blocks import DeadlineFields


def end_of(deadline: DeadlineFields, since: datetime) -> datetime | date:
    """Return when a `DeadlineBlock` ends at the latest, as the desk computes it (`frontend/src/desk/deadlines.ts`).

    Hours are elapsed hours, whatever the clocks do; days, months and years are those of the place's calendar, of which
    the first is the one after the event. Business days are Monday to Friday.

    Args:
        since: when what it runs from happened, in the zone of the place.
    """
    most = deadline.get("amountMax") or deadline["amount"]
    unit, day = DeadlineUnit(deadline["unit"]), since.date()
    if unit == DeadlineUnit.HOURS:
        return (since.astimezone(UTC) + timedelta(hours=most)).astimezone(since.tzinfo)
    if unit == DeadlineUnit.DAYS:
        return day + timedelta(days=most)
    if unit == DeadlineUnit.BUSINESS_DAYS:
        return _business_days_after(day, most)
    return _months_after(day, most if unit == DeadlineUnit.MONTHS else 12 * most)


def _business_days_after(day: date, days: int) -> date:
    while days:
        day += timedelta(days=1)
        days -= day.isoweekday() <= 5
    return day


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
