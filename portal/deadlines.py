"""Time limits in words, and when they end."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import ngettext

from content_models.choices import DeadlineUnit
from content_models.shapes.blocks import DeadlineFields


def amount_in_words(deadline: DeadlineFields) -> str:
    """Return how long a `DeadlineBlock` lasts: `48 hours`, `3 to 10 business days`."""
    least, most = deadline["amount"], deadline.get("amountMax") or deadline["amount"]
    if least == most:
        return _exactly(deadline["unit"], least)
    return _between(deadline["unit"], least, most)


def _exactly(unit: str, amount: int) -> str:
    texts = {
        DeadlineUnit.HOURS: ngettext("%(amount)s hour", "%(amount)s hours", amount),
        DeadlineUnit.DAYS: ngettext("%(amount)s day", "%(amount)s days", amount),
        DeadlineUnit.BUSINESS_DAYS: ngettext("%(amount)s business day", "%(amount)s business days", amount),
        DeadlineUnit.MONTHS: ngettext("%(amount)s month", "%(amount)s months", amount),
        DeadlineUnit.YEARS: ngettext("%(amount)s year", "%(amount)s years", amount),
    }
    return texts[DeadlineUnit(unit)] % {"amount": amount}


def _between(unit: str, least: int, most: int) -> str:
    texts = {
        DeadlineUnit.HOURS: ngettext("%(least)s to %(most)s hour", "%(least)s to %(most)s hours", most),
        DeadlineUnit.DAYS: ngettext("%(least)s to %(most)s day", "%(least)s to %(most)s days", most),
        DeadlineUnit.BUSINESS_DAYS: ngettext(
            "%(least)s to %(most)s business day", "%(least)s to %(most)s business days", most
        ),
        DeadlineUnit.MONTHS: ngettext("%(least)s to %(most)s month", "%(least)s to %(most)s months", most),
        DeadlineUnit.YEARS: ngettext("%(least)s to %(most)s year", "%(least)s to %(most)s years", most),
    }
    return texts[DeadlineUnit(unit)] % {"least": least, "most": most}


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
