"""Opening hours against a second implementation that reads a clock on the wall, over ten years and in border zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_models.choices import HolidayKind, HolidayRule, Weekday
from content_models.schedules import Period, compile_osm
from delivery.calendars import Calendar, Holiday
from delivery.opening_hours import LOOK_AHEAD_DAYS, is_open, next_change
from tests.thoroughness import tries

from .opening import office
from .test_national_holidays import by_the_law

pytestmark = pytest.mark.slow

ZONES = (
    "America/Mexico_City",
    "America/Tijuana",
    "America/Ojinaga",
    "America/Ciudad_Juarez",
    "America/Matamoros",
    "America/Hermosillo",
    "America/Cancun",
    "America/Mazatlan",
)
FIRST, LAST = date(2024, 1, 1), date(2034, 12, 31)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLOCK_CHANGES = ("2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07", "2031-03-09")


def first_minute(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first minute at which a clock on the wall shows this or later, found by looking at it every minute."""
    wanted = datetime.combine(day, at)
    offset = datetime.combine(day - 2 * DAY, time(), zone).utcoffset()
    assert offset is not None
    likely = datetime.combine(day, at, UTC) - offset
    if {(likely + hours * HOUR).astimezone(zone).utcoffset() for hours in (-2, 2)} == {offset}:
        return likely  # no clock is changed hereabouts
    minute = likely - 2 * HOUR
    while minute.astimezone(zone).replace(tzinfo=None) < wanted:
        minute += MINUTE
    return minute


first_minute_of = lru_cache(maxsize=None)(first_minute)


def expected(periods: list[Period], rule: str, special: dict[date, str], at: datetime, zone: ZoneInfo) -> bool | None:
    """Whether it is open, said in another way: each shift of the days around is looked at by itself."""
    today = at.astimezone(zone).date()
    answers: set[bool | None] = set()
    for day in (today - 2 * DAY, today - DAY, today, today + DAY):
        kind = special.get(day) or ("HOLIDAY" if day in by_the_law(day.year) else "")
        answer: bool | None = True
        if kind == "CLOSURE" or (kind == "HOLIDAY" and rule == "CLOSED"):
            continue
        if kind == "HOLIDAY" and rule == "UNKNOWN":
            answer = None
            if day == today:
                answers.add(None)
        for period in periods:
            if Weekday.values[day.weekday()] not in period.days:
                continue
            closes_on = day if period.closes_at > period.opens_at else day + DAY
            begins = first_minute_of(day, period.opens_at, zone)
            if begins <= at < first_minute_of(closes_on, period.closes_at, zone):
                answers.add(answer)
    if True in answers:
        return True
    return None if None in answers else False


def with_hours(periods: list[Period], rule: str, zone: str) -> Any:
    schedule = {
        "isAlwaysOpen": False,
        "periods": [
            {"days": list(one.days), "opensAt": f"{one.opens_at:%H:%M}", "closesAt": f"{one.closes_at:%H:%M}"}
            for one in periods
        ],
        "holidays": rule,
        "osm": compile_osm(periods, is_always_open=False, holidays=rule),
    }
    return office(None, zone, schedule=schedule)


def calendar_of(special: dict[date, str]) -> Calendar:
    return Calendar(own=[Holiday(HolidayKind(kind), "x", day, day, "a source") for day, kind in special.items()])


times = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
periods = st.lists(
    st.builds(
        Period, days=st.sets(st.sampled_from(Weekday.values), min_size=1).map(tuple), opens_at=times, closes_at=times
    ).filter(lambda one: one.opens_at != one.closes_at or one.opens_at == time(0)),
    min_size=1,
    max_size=3,
)
rules = st.sampled_from(HolidayRule.values)
days = st.one_of(
    st.dates(FIRST, LAST),
    st.sampled_from(sorted(day for year in range(FIRST.year, LAST.year + 1) for day in by_the_law(year))),
    st.sampled_from([date.fromisoformat(day) for day in CLOCK_CHANGES]),
)
zones = st.sampled_from(ZONES)


@given(several=periods, rule=rules, day=days, zone=zones, data=st.data())
@settings(max_examples=tries(50, long=400), deadline=None)
def test_is_open_as_the_minutes_say(
    several: list[Period], rule: str, day: date, zone: str, data: st.DataObject
) -> None:
    special = data.draw(
        st.dictionaries(st.sampled_from([day - DAY, day, day + DAY]), st.sampled_from(HolidayKind.values))
    )
    here, calendar, tz = with_hours(several, rule, zone), calendar_of(special), ZoneInfo(zone)
    start = datetime.combine(day, time(), UTC) + data.draw(st.integers(0, 36 * 60)) * MINUTE

    assert is_open(here, start, calendar) is expected(several, rule, special, start, tz)


@given(several=periods, rule=rules, day=days, zone=zones, data=st.data())
@settings(max_examples=tries(30, long=200), deadline=None)
def test_changes_next_when_the_minutes_say(
    several: list[Period], rule: str, day: date, zone: str, data: st.DataObject
) -> None:
    special = data.draw(st.dictionaries(st.sampled_from([day, day + DAY]), st.sampled_from(HolidayKind.values)))
    here, calendar, tz = with_hours(several, rule, zone), calendar_of(special), ZoneInfo(zone)
    start = datetime.combine(day, time(), UTC) + data.draw(st.integers(0, 24 * 60)) * MINUTE
    now = expected(several, rule, special, start, tz)

    change = next_change(here, start, calendar)

    until = start + 2 * DAY if change is None else min(change, start + 2 * DAY)
    minute = start
    while minute < until:
        assert expected(several, rule, special, minute, tz) is now
        minute += 7 * MINUTE
    if change is not None:
        assert start < change <= start + timedelta(days=LOOK_AHEAD_DAYS)
        assert expected(several, rule, special, change - MINUTE, tz) is now
        assert expected(several, rule, special, change, tz) is not now


@pytest.mark.parametrize(
    ("zone", "rule"),
    [
        ("America/Tijuana", "CLOSED"),
        ("America/Ojinaga", "UNKNOWN"),
        ("America/Ciudad_Juarez", "CLOSED"),
        ("America/Hermosillo", "OPEN"),
        ("America/Cancun", "UNKNOWN"),
    ][:: tries(5, long=1)],
)
def test_ten_years_of_changes_are_those_of_the_clock_on_the_wall(zone: str, rule: str) -> None:
    """A chain of next changes from the first day to the last, and nothing between."""
    several = [
        Period(("MONDAY", "WEDNESDAY", "FRIDAY"), time(22), time(2, 15)),
        Period(("SATURDAY", "SUNDAY"), time(1, 30), time(9)),
    ]
    here, calendar, tz = with_hours(several, rule, zone), Calendar(), ZoneInfo(zone)
    start, end = first_minute(FIRST, time(), tz), first_minute(LAST, time(), tz)

    at, chain = start, {}
    while (change := next_change(here, at, calendar)) is not None and change < end:
        chain[change] = is_open(here, change, calendar)
        at = change

    every_day = [FIRST + number * DAY for number in range((LAST - FIRST).days)]
    at_times = [time(), *(at for one in several for at in (one.opens_at, one.closes_at))]
    found, before = {}, expected(several, rule, {}, start, tz)
    for moment in sorted({first_minute_of(day, at, tz) for day in every_day for at in at_times}):
        now = expected(several, rule, {}, moment, tz)
        if now is not before:
            found[moment] = now
        before = now
    assert len(chain) > 3000
    assert chain == found


def test_a_time_that_the_clocks_skip_is_when_they_are_put_forward() -> None:
    # In Tijuana 02:00 became 03:00 on 8 March 2026, at 10:00 UTC.
    here = office(("Su 02:30-06:00", "CLOSED"), "America/Tijuana")

    assert next_change(here, datetime(2026, 3, 8, 8, tzinfo=UTC)) == datetime(2026, 3, 8, 10, tzinfo=UTC)
    assert next_change(here, datetime(2026, 3, 8, 10, tzinfo=UTC)) == datetime(2026, 3, 8, 13, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first_one() -> None:
    # In Tijuana 02:00 became 01:00 on 1 November 2026, at 09:00 UTC.
    here = office(("Su 00:00-01:30", "CLOSED"), "America/Tijuana")

    assert next_change(here, datetime(2026, 11, 1, 7, 30, tzinfo=UTC)) == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert is_open(here, datetime(2026, 11, 1, 9, 15, tzinfo=UTC)) is False
