"""Opening hours, compiled to OpenStreetMap's notation and read back by its parser."""

from datetime import datetime, time

import pytest
from opening_hours import OpeningHours

from content_models.choices import HolidayRule
from content_models.schedules import Period, ScheduleInvalid, compile_osm

WORKING_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")


def at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    """A moment on the office's own clock."""
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 (hours are compared on the office's own clock, without a zone)


def compiled(*periods: Period, holidays: HolidayRule = HolidayRule.OPEN, is_always_open: bool = False) -> str:
    return compile_osm(periods, is_always_open=is_always_open, holidays=holidays)


@pytest.mark.parametrize(
    ("case", "periods", "osm"),
    [
        ("working days", [Period(WORKING_DAYS, time(9), time(15))], "Mo-Fr 09:00-15:00"),
        ("days apart", [Period(("MONDAY", "WEDNESDAY", "SUNDAY"), time(9), time(15))], "Mo,We,Su 09:00-15:00"),
        (
            "two periods a day",
            [Period(("MONDAY",), time(16), time(19)), Period(("MONDAY",), time(9), time(14))],
            "Mo 09:00-14:00,16:00-19:00",
        ),
        ("past midnight", [Period(("FRIDAY",), time(22), time(4))], "Fr 22:00-04:00"),
        ("until midnight", [Period(("FRIDAY",), time(18), time(0))], "Fr 18:00-24:00"),
        ("a whole day", [Period(("SATURDAY",), time(0), time(0))], "Sa 00:00-24:00"),
        (
            "different days",
            [Period(WORKING_DAYS, time(9), time(18)), Period(("SATURDAY",), time(9), time(13))],
            "Mo-Fr 09:00-18:00, Sa 09:00-13:00",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and ":" not in value else "",
)
def test_compiles_periods(case: str, periods: list[Period], osm: str) -> None:
    assert compiled(*periods) == osm


@pytest.mark.parametrize(
    ("holidays", "osm"),
    [
        (HolidayRule.CLOSED, "Sa 00:00-24:00; PH off"),
        (HolidayRule.OPEN, "Sa 00:00-24:00"),
        (HolidayRule.UNKNOWN, "Sa 00:00-24:00; PH unknown"),
    ],
)
def test_says_what_holds_on_public_holidays(holidays: HolidayRule, osm: str) -> None:
    assert compiled(Period(("SATURDAY",), time(0), time(0)), holidays=holidays) == osm


@pytest.mark.parametrize(
    ("holidays", "osm"),
    [(HolidayRule.CLOSED, "24/7; PH off"), (HolidayRule.OPEN, "24/7"), (HolidayRule.UNKNOWN, "24/7")],
)
def test_what_is_always_open_is_never_unknown(holidays: HolidayRule, osm: str) -> None:
    assert compiled(is_always_open=True, holidays=holidays) == osm


def test_what_lasts_past_midnight_is_not_cut_off_by_the_next_day() -> None:
    osm = compiled(Period(("FRIDAY",), time(22), time(4)), Period(("SATURDAY",), time(10), time(14)))

    hours = OpeningHours(osm)

    assert hours.is_open(at(2026, 11, 27, 23, 0))  # Friday
    assert hours.is_open(at(2026, 11, 28, 3, 59))
    assert not hours.is_open(at(2026, 11, 28, 4, 0))
    assert hours.is_open(at(2026, 11, 28, 10, 0))
    assert not hours.is_open(at(2026, 11, 28, 14, 0))


def test_sunday_night_lasts_into_monday() -> None:
    hours = OpeningHours(compiled(Period(("SUNDAY",), time(22), time(2))))

    assert hours.is_open(at(2026, 11, 30, 1, 0))  # Monday
    assert not hours.is_open(at(2026, 11, 29, 1, 0))


def test_holidays_close_an_office_that_is_otherwise_open() -> None:
    osm = compiled(Period(WORKING_DAYS, time(9), time(15)), holidays=HolidayRule.CLOSED)

    hours = OpeningHours(osm, country="MX")

    assert hours.is_closed(at(2026, 9, 16, 10, 0))  # Independence Day, a Wednesday
    assert hours.is_open(at(2026, 9, 17, 10, 0))


def test_refuses_a_schedule_without_hours() -> None:
    with pytest.raises(ScheduleInvalid):
        compiled()
    with pytest.raises(ScheduleInvalid):
        compiled(Period((), time(9), time(15)))
