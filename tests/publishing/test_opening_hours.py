"""Opening hours in the office's own time: nights, holidays, what nobody knows, and when an answer expires."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from publishing.directory import Wish, distance_meters, find_offices, is_in_force, is_open, next_boundary, next_change

WEEKDAYS = "Mo-Fr 09:00-15:00; PH off"
NIGHTS = "Fr-Sa 22:00-04:00"


def office(osm: str | None, zone: str = "America/Mexico_City", **fields: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "name": "x",
        "organizationKind": "PROSECUTOR",
        "services": [],
        "municipality": None,
        "latitude": None,
        "longitude": None,
        "isConfidential": False,
    }
    return {**empty, "timeZone": zone, "schedule": None if osm is None else {"osm": osm}, **fields}


def at(text: str) -> datetime:
    """An instant in central Mexico (UTC-6)."""
    return datetime.fromisoformat(f"{text}:00-06:00")


@pytest.mark.parametrize(
    ("case", "osm", "when", "is_open_then"),
    [
        ("in the morning", WEEKDAYS, "2026-11-24T09:00", True),
        ("a minute before", WEEKDAYS, "2026-11-24T08:59", False),
        ("at closing time", WEEKDAYS, "2026-11-24T15:00", False),
        ("on Sunday", WEEKDAYS, "2026-11-22T10:00", False),
        ("Revolution Day, kept on a Monday", WEEKDAYS, "2026-11-16T10:00", False),
        ("Constitution Day, kept on a Monday", WEEKDAYS, "2027-02-01T10:00", False),
        ("Christmas", WEEKDAYS, "2026-12-25T10:00", False),
        ("a holiday nobody knows about", "Mo-Fr 09:00-15:00; PH unknown", "2026-12-25T10:00", None),
        ("a holiday like any day", "Mo-Fr 09:00-15:00", "2026-12-25T10:00", True),
        ("past midnight", NIGHTS, "2026-11-28T03:59", True),
        ("past midnight into Sunday", NIGHTS, "2026-11-29T03:00", True),
        ("after the night", NIGHTS, "2026-11-28T04:00", False),
        ("always", "24/7", "2026-12-25T03:00", True),
        ("hours nobody knows", None, "2026-11-24T10:00", None),
    ],
)
def test_is_open(case: str, osm: str | None, when: str, is_open_then: bool | None) -> None:
    assert is_open(office(osm), at(when)) is is_open_then


def test_hours_are_in_the_offices_own_time() -> None:
    noon_in_the_capital = at("2026-11-24T10:30")

    assert is_open(office(WEEKDAYS, "America/Mexico_City"), noon_in_the_capital) is True
    assert is_open(office(WEEKDAYS, "America/Tijuana"), noon_in_the_capital) is False


def test_the_next_change_is_told_in_utc() -> None:
    assert next_change(office(WEEKDAYS), at("2026-11-24T10:00")) == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert next_change(office("24/7"), at("2026-11-24T10:00")) is None
    assert next_change(office(None), at("2026-11-24T10:00")) is None


def test_an_answer_expires_at_the_next_boundary_of_all_it_considered() -> None:
    notices = [
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
    offices = [office(None, name="unknown"), office(WEEKDAYS, name="open"), office("Su 10:00-11:00", name="closed")]

    hits = find_offices(offices, "TAB", Wish(open_now=True), at("2026-11-24T10:00"))

    assert [(hit.item["name"], hit.is_open) for hit in hits] == [("open", True), ("unknown", None)]


def test_an_office_without_a_point_is_measured_from_its_municipality() -> None:
    offices = [
        office(None, name="nowhere"),
        office(None, name="municipality", municipality="Centro"),
        office(None, name="point", latitude=17.99, longitude=-92.95),
        office(None, name="secret", isConfidential=True),
    ]

    hits = find_offices(offices, "TAB", Wish(near=(17.99, -92.95)), at("2026-11-24T10:00"))

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

    assert [hit.item["name"] for hit in find_offices(offices, "TAB", Wish(service="VICTIMAS"), now)] == ["a"]
    assert [hit.item["name"] for hit in find_offices(offices, "TAB", Wish(municipality="teapa"), now)] == ["a"]
    assert find_offices(offices, "TAB", Wish(kind="COURT"), now) == ()


def test_distance_is_the_great_circle() -> None:
    villahermosa, mexico_city = (17.9895, -92.9475), (19.4326, -99.1332)

    assert round(distance_meters(villahermosa, mexico_city) / 1000) == 671
    assert distance_meters(villahermosa, villahermosa) == 0
