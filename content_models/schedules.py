"""Opening hours: periods by day of the week, compiled to OpenStreetMap's `opening_hours` notation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from opening_hours import validate

from .choices import HolidayRule, Weekday

ALWAYS = "24/7"
_OSM_DAYS = dict(zip(Weekday.values, ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), strict=True))
_ON_HOLIDAYS = {HolidayRule.CLOSED: "; PH off", HolidayRule.UNKNOWN: "; PH unknown", HolidayRule.OPEN: ""}


@dataclass(frozen=True, slots=True)
class Period:
    """Open from `opens_at` to `closes_at` on each of the days, in the office's own time.

    A `closes_at` at or before `opens_at` is on the following day; 00:00 to 00:00 is the whole day.
    """

    days: tuple[str, ...]
    opens_at: time
    closes_at: time


class ScheduleInvalid(ValueError):
    """The periods do not make opening hours."""


def compile_osm(periods: Sequence[Period], *, is_always_open: bool, holidays: str) -> str:
    """Return the opening hours in OpenStreetMap's notation, checked by a parser of it.

    Periods are joined as additional rules (a comma), since an ordinary rule (a semicolon) would cut off what another
    day's period leaves after midnight. What is open day and night on all days is so on holidays, unless it is closed on
    them: without a rule for holidays they are not unknown.

    Raises:
        ScheduleInvalid: there are no hours, or the parser refuses them.
    Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
    """
    rule = HolidayRule(holidays)
    hours = ALWAYS if is_always_open else ", ".join(_rules(periods))
    osm = hours if is_always_open and rule == HolidayRule.UNKNOWN else hours + _ON_HOLIDAYS[rule]
    if not validate(osm):
        raise ScheduleInvalid(osm)
    return osm


def _rules(periods: Sequence[Period]) -> list[str]:
    if not periods:
        raise ScheduleInvalid("no periods")
    spans: dict[str, list[str]] = {}
    for day in Weekday.values:
        of_day = sorted({_span(period) for period in periods if day in period.days})
        if of_day:
            spans[day] = of_day
    groups: dict[str, list[str]] = {}
    for day, of_day in spans.items():
        groups.setdefault(",".join(of_day), []).append(day)
    return [f"{_days(days)} {hours}" for hours, days in groups.items()]


def _span(period: Period) -> str:
    closes = "24:00" if period.closes_at == time(0) else f"{period.closes_at:%H:%M}"
    return f"{period.opens_at:%H:%M}-{closes}"


def _days(days: Sequence[str]) -> str:
    """Write days as ranges: Monday, Tuesday, Wednesday and Friday are `Mo-We,Fr`."""
    runs: list[list[int]] = []
    for position in sorted(Weekday.values.index(day) for day in days):
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    names = list(_OSM_DAYS.values())
    return ",".join(names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}" for run in runs)
