"""Opening hours in the office's own time: nights, holidays, what nobody knows, and when an answer expires."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from content_models.choices import HolidayKind
from delivery.calendars import Calendar, Holiday
from delivery.directory import (
    OfficeFilter,
    distance_meters,
    find_offices,
    is_in_force,
    is_open,
    next_boundary,
    next_change,
)

from .opening import ALWAYS, office

WEEKDAYS = ("Mo-Fr 09:00-15:00", "CLOSED")
UNKNOWN = ("Mo-Fr 09:00-15:00", "UNKNOWN")
NIGHTS = ("Fr-Sa 22:00-04:00", "CLOSED")


def at(text: str) -> datetime:
    """An instant in central Mexico (UTC-6)."""
    return datetime.fromisoformat(f"{text}:00-06:00")


@pytest.mark.parametrize(
    ("case", "hours", "when", "is_open_then"),
    [
        ("in the morning", WEEKDAYS, "2026-11-24T09:00", True),
        ("a minute before", WEEKDAYS, "2026-11-24T08:59", False),
        ("at closing time", WEEKDAYS, "2026-11-24T15:00", False),
        ("on Sunday", WEEKDAYS, "2026-11-22T10:00", False),
        ("Revolution Day, kept on a Monday", WEEKDAYS, "2026-11-16T10:00", False),
        ("Constitution Day, kept on a Monday", WEEKDAYS, "2027-02-01T10:00", False),
        ("Constitution Day itself", WEEKDAYS, "2027-02-05T10:00", True),
        ("Christmas", WEEKDAYS, "2026-12-25T10:00", False),
        ("the Friday before a Saturday’s Labour Day", WEEKDAYS, "2027-04-30T10:00", True),
        ("the Friday before a Saturday’s New Year", WEEKDAYS, "2027-12-31T10:00", True),
        ("Labour Day on a Saturday", ("Sa 09:00-13:00", "CLOSED"), "2027-05-01T10:00", False),
        ("New Year on a Saturday", ("Sa 09:00-13:00", "CLOSED"), "2028-01-01T10:00", False),
        ("the Monday after a Sunday’s holiday", WEEKDAYS, "2028-12-25T10:00", False),
        ("a new federal executive", WEEKDAYS, "2030-10-01T10:00", False),
        ("six years' other Octobers", WEEKDAYS, "2029-10-01T10:00", True),
        ("the first of December, no longer", WEEKDAYS, "2030-12-02T10:00", True),
        ("federal election day", ("Su 09:00-13:00", "CLOSED"), "2027-06-06T10:00", False),
        ("a holiday nobody knows about", UNKNOWN, "2026-12-25T10:00", None),
        ("the same holiday at night", UNKNOWN, "2026-12-25T23:59", None),
        ("after it", UNKNOWN, "2026-12-26T00:00", False),
        ("a holiday like any day", ("Mo-Fr 09:00-15:00", "OPEN"), "2026-12-25T10:00", True),
        ("past midnight", NIGHTS, "2026-11-28T03:59", True),
        ("past midnight into Sunday", NIGHTS, "2026-11-29T03:00", True),
        ("after the night", NIGHTS, "2026-11-28T04:00", False),
        ("an ordinary Friday’s night, in a holiday’s morning", NIGHTS, "2027-05-01T03:59", True),
        ("a holiday’s night does not begin", NIGHTS, "2027-05-01T22:00", False),
        ("nor does it last into Sunday", NIGHTS, "2027-05-02T03:00", False),
        ("a night into a holiday nobody knows about", ("Th 22:00-04:00", "UNKNOWN"), "2026-12-25T03:00", True),
        ("the night of such a holiday", ("Fr 22:00-04:00", "UNKNOWN"), "2026-12-26T03:00", None),
        ("always", ALWAYS, "2026-12-25T03:00", True),
        ("always, and nobody said anything of holidays", ("24/7", "UNKNOWN"), "2026-12-25T03:00", True),
        ("day and night, but not on holidays", ("24/7", "CLOSED"), "2026-12-25T03:00", False),
        ("hours nobody knows", None, "2026-11-24T10:00", None),
    ],
)
def test_is_open(case: str, hours: tuple[str, str] | None, when: str, is_open_then: bool | None) -> None:
    assert is_open(office(hours), at(when)) is is_open_then


@pytest.mark.parametrize(
    ("case", "hours", "origin", "is_open_then"),
    [
        ("the state’s own", WEEKDAYS, "LOCAL", False),
        ("one that nobody knows about", UNKNOWN, "LOCAL", None),
        ("one that works on holidays", ("Mo-Fr 09:00-15:00", "OPEN"), "LOCAL", True),
        ("a federal one", WEEKDAYS, "LIBRARY", True),
    ],
)
def test_a_states_holiday_is_for_its_own_offices(
    case: str, hours: tuple[str, str], origin: str, is_open_then: bool | None
) -> None:
    calendar = Calendar(own=[holiday("2026-11-24")])

    assert is_open(office(hours, origin=origin), at("2026-11-24T10:00"), calendar) is is_open_then
    assert is_open(office(hours, origin=origin), at("2026-11-25T10:00"), calendar) is True


def test_a_national_holiday_that_was_added_is_for_all_offices() -> None:
    calendar = Calendar(national=[holiday("2026-11-24", is_national=True)])

    assert is_open(office(WEEKDAYS, origin="LOCAL"), at("2026-11-24T10:00"), calendar) is False
    assert is_open(office(WEEKDAYS, origin="LIBRARY"), at("2026-11-24T10:00"), calendar) is False


@pytest.mark.parametrize(
    ("case", "hours", "office_key", "is_open_then"),
    [
        ("all offices", ("Mo-Fr 09:00-15:00", "OPEN"), None, False),
        ("all offices, not those that never close", ALWAYS, None, True),
        ("this office", ("Mo-Fr 09:00-15:00", "OPEN"), "here", False),
        ("this office, though it never closes", ALWAYS, "here", False),
        ("another office", ("Mo-Fr 09:00-15:00", "OPEN"), "elsewhere", True),
    ],
)
def test_a_closure_closes_whatever_is_said_of_holidays(
    case: str, hours: tuple[str, str], office_key: str | None, is_open_then: bool
) -> None:
    closed = holiday("2026-11-23", "2026-11-25", kind=HolidayKind.CLOSURE, office_key=office_key)
    calendar = Calendar(own=[closed])
    here = office(hours, key="here")

    assert is_open(here, at("2026-11-24T10:00"), calendar) is is_open_then
    assert is_open(here, at("2026-11-25T10:00"), calendar) is is_open_then
    assert is_open(here, at("2026-11-26T10:00"), calendar) is True
    assert is_open(here, at("2026-11-20T10:00"), calendar) is True


def test_an_answer_expires_when_a_holiday_begins_or_ends() -> None:
    never_closes, unknown = office(ALWAYS, key="here"), office(UNKNOWN)
    calendar = Calendar(own=[holiday("2026-11-24", kind=HolidayKind.CLOSURE, office_key="here")])
    midnight, next_midnight = datetime(2026, 11, 24, 6, tzinfo=UTC), datetime(2026, 11, 25, 6, tzinfo=UTC)

    assert next_change(never_closes, at("2026-11-20T10:00"), calendar) == midnight
    assert next_change(never_closes, at("2026-11-24T10:00"), calendar) == next_midnight
    assert next_change(never_closes, at("2026-11-25T10:00"), calendar) is None
    assert next_change(unknown, at("2026-12-24T16:00")) == datetime(2026, 12, 25, 6, tzinfo=UTC)
    assert next_change(unknown, at("2026-12-25T16:00")) == datetime(2026, 12, 26, 6, tzinfo=UTC)
    assert next_boundary([never_closes], [], at("2026-11-20T10:00"), calendar) == midnight
    assert next_change(office(("24/7", "CLOSED")), at("2026-12-01T10:00")) == datetime(2026, 12, 25, 6, tzinfo=UTC)


def holiday(starts_on: str, ends_on: str | None = None, **fields: Any) -> Holiday:
    first = date.fromisoformat(starts_on)
    last = first if ends_on is None else date.fromisoformat(ends_on)
    return Holiday(fields.pop("kind", HolidayKind.HOLIDAY), "x", first, last, "a source", **fields)


def test_hours_are_in_the_offices_own_time() -> None:
    noon_in_the_capital = at("2026-11-24T10:30")

    assert is_open(office(WEEKDAYS, "America/Mexico_City"), noon_in_the_capital) is True
    assert is_open(office(WEEKDAYS, "America/Tijuana"), noon_in_the_capital) is False


def test_the_next_change_is_in_utc() -> None:
    assert next_change(office(WEEKDAYS), at("2026-11-24T10:00")) == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert next_change(office(ALWAYS), at("2026-11-24T10:00")) is None
    assert next_change(office(None), at("2026-11-24T10:00")) is None


def test_an_answer_expires_at_the_next_boundary_of_all_it_considered() -> None:
    notices: list[Any] = [
        {"startsAt": "2026-11-24T20:00:00Z", "endsAt": None},
        {"startsAt": None, "endsAt": "2026-11-24T17:00:00Z"},
    ]
    now = at("2026-11-24T10:00")

    assert next_boundary([office(WEEKDAYS)], notices, now) == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert next_boundary([office(WEEKDAYS)], [], now) == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert next_boundary([office(None)], [], now) is None


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "holds"),
    [
        (None, None, True),
        ("2026-11-24T16:00:00Z", None, True),
        ("2026-11-24T16:00:01Z", None, False),
        (None, "2026-11-24T16:00:00Z", False),
        (None, "2026-11-24T16:00:01Z", True),
    ],
)
def test_a_notice_holds_from_its_start_until_its_end(starts_at: str | None, ends_at: str | None, holds: bool) -> None:
    assert is_in_force({"startsAt": starts_at, "endsAt": ends_at}, at("2026-11-24T10:00")) is holds


def test_open_now_drops_the_closed_only_and_puts_the_known_first() -> None:
    offices = [
        office(None, name="unknown"),
        office(WEEKDAYS, name="open"),
        office(("Su 10:00-11:00", "CLOSED"), name="closed"),
    ]

    hits = find_offices(offices, "TAB", OfficeFilter(open_now=True), at("2026-11-24T10:00"))

    assert [(hit.item["name"], hit.is_open) for hit in hits] == [("open", True), ("unknown", None)]


def test_an_office_without_a_point_is_measured_from_its_municipality() -> None:
    offices = [
        office(None, name="nowhere"),
        office(None, name="municipality", municipality="Centro"),
        office(None, name="point", latitude=17.99, longitude=-92.95),
        office(None, name="secret", isConfidential=True),
    ]

    hits = find_offices(offices, "TAB", OfficeFilter(near=(17.99, -92.95)), at("2026-11-24T10:00"))

    assert [(hit.item["name"], hit.is_approximate) for hit in hits] == [
        ("point", False),
        ("municipality", True),
        ("nowhere", False),
    ]
    assert hits[0].distance_meters == 0
    assert hits[2].distance_meters is None


def test_offices_are_found_by_the_words_of_their_services_and_place() -> None:
    services = [{"name": "Atención a víctimas", "description": None}]
    offices = [office(None, name="a", services=services, municipality="Teapa"), office(None, name="b")]
    now = at("2026-11-24T10:00")

    assert [hit.item["name"] for hit in find_offices(offices, "TAB", OfficeFilter(service="VICTIMAS"), now)] == ["a"]
    assert [hit.item["name"] for hit in find_offices(offices, "TAB", OfficeFilter(municipality="teapa"), now)] == ["a"]
    assert find_offices(offices, "TAB", OfficeFilter(kind="COURT"), now) == ()


def test_distance_is_the_great_circle() -> None:
    villahermosa, mexico_city = (17.9895, -92.9475), (19.4326, -99.1332)

    assert round(distance_meters(villahermosa, mexico_city) / 1000) == 671
    assert distance_meters(villahermosa, villahermosa) == 0
