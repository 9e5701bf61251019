"""Whether an office is open: hours with holidays and nights, in the office's own time.

Each period is judged by the day on which it begins: a shift that begins on an ordinary Friday lasts into a holiday
Saturday, and one that would begin on a holiday does not begin. Times are those of the office's clocks: a time that a
change of the clocks skips is the instant of the change, one that comes twice is the first of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from content_models.choices import HolidayRule, Weekday
from content_models.shapes.documents import OfficeItem
from content_models.shapes.parts import Schedule
from tenants.bounded import BoundedMap

from .calendars import NATIONAL, Calendar, DayKind

LOOK_AHEAD_DAYS = 60
"""A change that is further off is given as none: no answer is kept that long."""
ONE_DAY = timedelta(days=1)
LOOK_AHEAD = LOOK_AHEAD_DAYS * ONE_DAY


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """A schedule, read: by day of the week (0 is Monday) the times from which and until which it is open."""

    is_always_open: bool
    holidays: HolidayRule
    periods: tuple[tuple[tuple[time, time], ...], ...]


class Span(NamedTuple):
    """A span of time in which an office is open (True), or in which that is not known (None)."""

    starts_at: datetime
    ends_at: datetime
    is_open: bool | None


def is_open(office: OfficeItem, at: datetime, calendar: Calendar = NATIONAL) -> bool | None:
    """Whether an office is open at an instant.

    Args:
        at: an aware instant.
        calendar: the holidays and closures of the state; as a rule those of national law alone.
    Returns:
        None when its hours are not known, or not known on this holiday.
    """
    schedule = office.get("schedule")
    if not schedule:
        return None
    zone = ZoneInfo(office["timeZone"])
    today = at.astimezone(zone).date()
    hours = _hours(schedule)
    before = _spans(today - ONE_DAY, hours, office, zone, calendar)
    return _state_at(at, (*before, *_spans(today, hours, office, zone, calendar)))


def next_change(office: OfficeItem, at: datetime, calendar: Calendar = NATIONAL) -> datetime | None:
    """When that answer changes next.

    Args:
        at, calendar: as for `is_open`.
    Returns:
        An instant in UTC; None when the hours are not known, or do not change within 60 days.
    """
    schedule = office.get("schedule")
    if not schedule:
        return None
    hours = _hours(schedule)
    if _never_changes(hours, office, calendar):
        return None
    zone = ZoneInfo(office["timeZone"])
    day = at.astimezone(zone).date()
    now = is_open(office, at, calendar)
    before = _spans(day - ONE_DAY, hours, office, zone, calendar)
    for _ in range(LOOK_AHEAD_DAYS + 1):
        spans = _spans(day, hours, office, zone, calendar)
        both, day = (*before, *spans), day + ONE_DAY
        edges = [edge for span in both for edge in (span.starts_at, span.ends_at) if edge > at]
        for edge in sorted(edges):
            # What begins on the following day has a say in what is after its midnight.
            if edge < _instant(day, time(), zone) and _state_at(edge, both) is not now:
                return edge if edge - at <= LOOK_AHEAD else None
        before = spans
    return None


def special_day(office: OfficeItem, at: datetime, calendar: Calendar = NATIONAL) -> tuple[DayKind, list[str]] | None:
    """What an instant's day is for an office.

    Args:
        at, calendar: as for `is_open`.
    Returns:
        The kind of day with the names of what makes it so, national law first; None where the hours are the usual ones.
    """
    schedule = office.get("schedule")
    if not schedule:
        return None
    day = at.astimezone(ZoneInfo(office["timeZone"])).date()
    kind = calendar.kind_of(day, office)
    is_kept = schedule["holidays"] == HolidayRule.OPEN or (
        schedule["isAlwaysOpen"] and schedule["holidays"] == HolidayRule.UNKNOWN
    )
    if kind is DayKind.ORDINARY or (kind is DayKind.HOLIDAY and is_kept):
        return None
    return kind, calendar.names_on(day, office)


def spans_on(day: date, schedule: Schedule, zone: ZoneInfo, kind: DayKind) -> tuple[Span, ...]:
    """Return what begins on a day by a schedule.

    Args:
        day: of the calendar of the place, whose clocks are those of `zone`.
        kind: what the day is there.
    """
    return _spans_of(_hours(schedule), zone, day, kind)


def span(day: date, opens_at: time, closes_at: time, zone: ZoneInfo, is_open: bool | None = True) -> Span:
    """Return the hours that begin on a day; a closing at or before the opening is on the next day.

    Args:
        opens_at, closes_at: hours on the clocks of `zone`.
        is_open: whether it is open then; None: nobody knows.
    """
    closes_on = day if closes_at > opens_at else day + ONE_DAY
    return Span(_instant(day, opens_at, zone), _instant(closes_on, closes_at, zone), is_open)


def _state_at(at: datetime, spans: tuple[Span, ...]) -> bool | None:
    states = [span.is_open for span in spans if span.starts_at <= at < span.ends_at]
    return True if True in states else None if states else False


def _never_changes(hours: Hours, office: OfficeItem, calendar: Calendar) -> bool:
    return hours.is_always_open and hours.holidays != HolidayRule.CLOSED and not calendar.closes(office)


def _spans(day: date, hours: Hours, office: OfficeItem, zone: ZoneInfo, calendar: Calendar) -> tuple[Span, ...]:
    """What begins on a day of an office's calendar."""
    return _spans_of(hours, zone, day, calendar.kind_of(day, office))


@lru_cache(maxsize=16_384)
def _spans_of(hours: Hours, zone: ZoneInfo, day: date, kind: DayKind) -> tuple[Span, ...]:
    if kind is DayKind.CLOSURE or (kind is DayKind.HOLIDAY and hours.holidays == HolidayRule.CLOSED):
        return ()
    # An office that is always open is so on holidays, too, unless its hours say otherwise.
    is_unknown = kind is DayKind.HOLIDAY and hours.holidays == HolidayRule.UNKNOWN and not hours.is_always_open
    periods = hours.periods[day.weekday()]
    spans = [span(day, opens_at, closes_at, zone, None if is_unknown else True) for opens_at, closes_at in periods]
    return (span(day, time(), time(), zone, None), *spans) if is_unknown else tuple(spans)


_read: BoundedMap[tuple[str, str], Hours] = BoundedMap(1_000)


def _hours(schedule: Schedule) -> Hours:
    """Read a schedule; ones of equal notation are read once."""
    key = (schedule["osm"], schedule["holidays"])
    hours = _read.get(key)
    if hours is None:
        periods = tuple(tuple(_periods_on(day, schedule)) for day in Weekday.values)
        hours = Hours(bool(schedule["isAlwaysOpen"]), HolidayRule(schedule["holidays"]), periods)
        _read.put(key, hours)
    return hours


def _periods_on(day: str, schedule: Schedule) -> list[tuple[time, time]]:
    if schedule["isAlwaysOpen"]:
        return [(time(), time())]
    return [
        (time.fromisoformat(period["opensAt"]), time.fromisoformat(period["closesAt"]))
        for period in schedule["periods"]
        if day in period["days"]
    ]


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the clocks of a zone read a time of a day or a later one."""
    local = datetime.combine(day, at, zone)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    return first if first <= second else _end_of_gap(second, first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two others at which clocks are put forward."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
