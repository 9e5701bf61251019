"""Calendar days as people write them: “5/12/2026”, “5 dic 2026”, “5/12/26”, “5 dic”; and as computers do."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

from .plain_text import without_accents

MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
NUMBERS = {**SHORT, **{name: number for number, name in enumerate(MONTHS, 1)}, "sept": 9, "setiembre": 9}

FARTHEST_YEARS = 10
"""A year of two digits means one of this century, if it is no farther away than this."""
NEXT_DAYS = 183
"""A day without its year means the next such day, if it comes within this time: later on the last one may be meant."""

LONGEST_MONTH = 31
"""Days; a longer one is a slip of the keys, whatever the month."""

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<by>[/.-])(?P<month>\d{1,2})(?:(?P=by)(?P<year>\d{4}|\d{2}))?")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_IN_WORDS = re.compile(
    r"(?:(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo),? )?"
    r"(?P<day>\d{1,2})(?:\.?[o°]|er)?(?: de |[ /-])(?P<month>[a-z]{3,10})\.?"
    r"(?:(?: del? |,? |[/-])(?P<year>\d{4}|\d{2}))?"
)


class NoSuchDay(ValueError):
    """A month that has fewer days than were written.

    Attributes:
        month, year: of which month of which year.
        days: how many it has.
    """

    def __init__(self, *, month: int, year: int) -> None:
        super().__init__(f"{year}-{month}")
        self.month, self.year = month, year
        self.days = monthrange(year, month)[1]


class YearUnclear(ValueError):
    """It is a day, but of which year it is has to be written with four digits."""


def read_day(text: str, *, today: date | None = None) -> date:
    """Return the day that somebody wrote; the day comes before the month.

    Args:
        today: the day that it is where it was written. Without it the year has to have four digits.
    Raises:
        YearUnclear: it might be that day of another year.
        NoSuchDay: the month has fewer days.
        ValueError: it is none.
    """
    written = without_accents(" ".join(text.split()))
    for form in (_DAY_FIRST, _ISO, _IN_WORDS):
        found = form.fullmatch(written)
        if found is not None:
            month = found["month"]
            return _of_a_year(
                int(found["day"]),
                int(month) if month.isdigit() else NUMBERS.get(month, 0),
                found["year"] or "",
                # Computers write the year first between hyphens; a day and a month alone may be a fraction, or hours.
                today=None if form is _DAY_FIRST and (found["by"] == "-" or not found["year"]) else today,
            )
    raise ValueError(text)


def _of_a_year(day: int, month: int, year: str, *, today: date | None) -> date:
    if len(year) == 4:
        return _day_of(int(year), month, day)
    _day_of(2000 + int(year or 0), month, day)  # a year that has a 29th of February
    if today is None:
        raise YearUnclear
    if year:
        if abs(2000 + int(year) - today.year) > FARTHEST_YEARS:
            raise YearUnclear
        return date(2000 + int(year), month, day)
    for candidate in (today.year, today.year + 1):
        if (month, day) == (2, 29) and not isleap(candidate):
            continue
        found = date(candidate, month, day)
        if timedelta() <= found - today <= timedelta(days=NEXT_DAYS):
            return found
    raise YearUnclear


def _day_of(year: int, month: int, day: int) -> date:
    if MINYEAR <= year <= MAXYEAR and 1 <= month <= len(MONTHS) and monthrange(year, month)[1] < day <= LONGEST_MONTH:
        raise NoSuchDay(month=month, year=year)
    return date(year, month, day)
