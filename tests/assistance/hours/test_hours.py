"""When a state answers: by day of the week, on days with other hours, on holidays, and when clocks change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from assistance.hours.selectors import CLOSED, Staffing, spans_between, staffing_by, staffing_of
from assistance.models import ServiceHours
from content_models.choices import HolidayKind
from delivery.calendars import NATIONAL, Calendar, Holiday
from tenants.models import AuditEntry, StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.tenants.factories import member
from tests.world import World

WEEK = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"]
NEW_YEAR = date(2027, 1, 1)


def hours(
    *periods: tuple[list[str], str, str],
    zone: str = "America/Mexico_City",
    always: bool = False,
    holidays: str = "CLOSED",
    exceptions: dict[str, list[tuple[str, str]]] | None = None,
) -> ServiceHours:
    """Hours that are not stored."""
    found = ServiceHours(tenant=Tenant(code="XNO", time_zone=zone), channel="PHONE")
    rows = [
        {"days": days, "opens_at": time.fromisoformat(opens), "closes_at": time.fromisoformat(closes)}
        for days, opens, closes in periods
    ]
    if rows or always:
        found.schedule = [("schedule", {"is_always_open": always, "periods": rows, "holidays": holidays})]
    found.exceptions = [
        (
            "day",
            {
                "on": date.fromisoformat(day),
                "name": "Turno especial",
                "spans": [
                    {"opens_at": time.fromisoformat(opens), "closes_at": time.fromisoformat(closes)}
                    for opens, closes in spans
                ],
            },
        )
        for day, spans in (exceptions or {}).items()
    ]
    return found


def local(text: str, offset: str = "-06:00") -> datetime:
    return datetime.fromisoformat(f"{text}{offset}").astimezone(UTC)


OFFICE_HOURS = hours((WEEK, "08:00", "20:00"))


@pytest.mark.parametrize(
    ("given", "at", "expected"),
    [
        (OFFICE_HOURS, "2026-11-30T10:00", Staffing(is_open=True, closes_at=local("2026-11-30T20:00"))),
        (OFFICE_HOURS, "2026-11-30T20:00", Staffing(is_open=False, opens_at=local("2026-12-01T08:00"))),
        (OFFICE_HOURS, "2026-11-28T10:00", Staffing(is_open=False, opens_at=local("2026-11-30T08:00"))),
        (hours(), "2026-11-30T10:00", Staffing(is_open=False)),
        (hours(always=True, holidays="OPEN"), "2026-11-30T03:00", Staffing(is_open=True)),
        (
            hours((WEEK, "08:00", "14:00"), (WEEK, "14:00", "20:00")),
            "2026-11-30T13:59",
            Staffing(is_open=True, closes_at=local("2026-11-30T20:00")),
        ),
        (
            hours((["FRIDAY"], "22:00", "06:00")),
            "2026-12-05T05:00",
            Staffing(is_open=True, closes_at=local("2026-12-05T06:00")),
        ),
    ],
    ids=["open", "closed at the minute", "weekend", "no hours", "day and night", "shifts that touch", "over midnight"],
)
def test_somebody_answers_by_the_day_of_the_week(given: ServiceHours, at: str, expected: Staffing) -> None:
    assert staffing_by(given, local(at)) == expected


def test_a_day_with_other_hours_has_no_others_and_says_why() -> None:
    given = hours(
        (WEEK, "08:00", "20:00"), exceptions={"2026-12-24": [("08:00", "12:00")], "2026-12-31": [], "2027-01-01": []}
    )

    assert staffing_by(given, local("2026-12-24T13:00")) == Staffing(
        is_open=False, opens_at=local("2026-12-28T08:00"), reason="Turno especial"
    )
    assert staffing_by(given, local("2026-12-31T10:00")).is_open is False


@pytest.mark.parametrize(("rule", "answers"), [("CLOSED", False), ("OPEN", True), ("UNKNOWN", False)])
def test_a_holiday_is_what_the_hours_say_of_holidays(rule: str, answers: bool) -> None:
    given = hours((WEEK, "08:00", "20:00"), holidays=rule)

    assert NATIONAL.between(NEW_YEAR, NEW_YEAR)
    assert staffing_by(given, local("2027-01-01T10:00")).is_open is answers


def test_nobody_answers_while_the_state_is_closed() -> None:
    closure = Holiday(HolidayKind.CLOSURE, "Mudanza", date(2026, 11, 30), date(2026, 11, 30), "Aviso")

    assert staffing_by(OFFICE_HOURS, local("2026-11-30T10:00"), Calendar(own=[closure])).is_open is False


def test_hours_are_those_of_the_clocks_where_they_change() -> None:
    """Ciudad Juárez put its clocks forward on 8 March 2026 at 2:00: from -07:00 to -06:00."""
    given = hours((["SUNDAY"], "01:00", "04:00"), zone="America/Ciudad_Juarez")

    spans = list(spans_between(given, local("2026-03-08T00:00", "-07:00"), local("2026-03-08T12:00")))

    assert [(one.starts_at, one.ends_at) for one in spans] == [
        (local("2026-03-08T01:00", "-07:00"), local("2026-03-08T04:00", "-06:00"))
    ]


@pytest.fixture
def coordinator(world: World) -> User:
    return member(world.tenants["XNO"], StaffRole.COORDINATOR, "coordina")


@pytest.fixture
def browser(coordinator: User) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


def url(channel: str = "phone", code: str = "XNO") -> str:
    return reverse("service_hours:hours", args=[code, channel])


def form(**more: Any) -> dict[str, Any]:
    week = {f"schedule-0-value-periods-0-value-days-{i}": day for i, day in enumerate(WEEK)}
    return {
        "schedule-count": "1",
        "schedule-0-type": "schedule",
        "schedule-0-order": "0",
        "schedule-0-deleted": "",
        "schedule-0-value-periods-count": "1",
        "schedule-0-value-periods-0-order": "0",
        "schedule-0-value-periods-0-deleted": "",
        "schedule-0-value-periods-0-value-days": list(week.values()),
        "schedule-0-value-periods-0-value-opens_at": "8",
        "schedule-0-value-periods-0-value-closes_at": "20:00",
        "schedule-0-value-holidays": "CLOSED",
        "exceptions-count": "0",
        "call_backs_per_hour": "6",
        "seen": "",
        **more,
    }


def day(number: int, on: str) -> dict[str, str]:
    prefix = f"exceptions-{number}"
    return {
        f"{prefix}-type": "day",
        f"{prefix}-order": str(number),
        f"{prefix}-deleted": "",
        f"{prefix}-value-on": on,
        f"{prefix}-value-name": "",
        f"{prefix}-value-spans-count": "0",
    }


def test_a_coordinator_writes_hours_and_they_hold_at_once(world: World, browser: Client) -> None:
    north = world.tenants["XNO"]
    at = local("2026-11-30T10:00")
    assert staffing_of(tenant=north, channel="PHONE", at=at) == CLOSED
    assert "Todavía sin horario" in browser.get(reverse("service_hours:channels", args=["XNO"])).content.decode()

    answer = browser.post(url(), form(), follow=True)

    assert answer.status_code == 200, answer.content.decode()
    assert staffing_of(tenant=north, channel="PHONE", at=at).is_open
    assert staffing_of(tenant=north, channel="CHAT", at=at) == CLOSED
    with scope_of_all_tenants():
        assert AuditEntry.objects.filter(tenant=north, action="assistance.hours").count() == 1


def test_what_adds_hours_has_a_word_beside_its_sign(browser: Client) -> None:
    page = browser.get(url()).content.decode()

    assert "assistance/hours.css" in page
    assert "--add: 'Agregar'" in page


def test_what_another_person_saved_meanwhile_is_not_undone(world: World, browser: Client) -> None:
    seen = browser.get(url()).context["seen"]
    browser.post(url(), form(seen=seen))

    answer = browser.post(url(), form(seen=seen, call_backs_per_hour="2"))

    assert answer.status_code == 409
    assert "Otra persona" in answer.content.decode()
    with tenant_scope([world.tenants["XNO"].pk]):
        assert ServiceHours.objects.get().call_backs_per_hour == 6


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"schedule-0-value-periods-0-value-closes_at": "8"}, "Cierra a la misma hora en que abre"),
        ({"call_backs_per_hour": "0"}, "Escribe un número del 1 al 500"),
        ({"exceptions-count": "2", **day(0, "2026-12-24"), **day(1, "24 dic 2026")}, "Un día está dos veces"),
        ({"exceptions-count": "1", **day(0, "24/12")}, "Escribe el año con cuatro cifras"),
    ],
)
def test_what_cannot_be_meant_is_refused_beside_its_field(
    world: World, browser: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = browser.post(url(), form(**wrong))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page or json.dumps(sentence)[1:-1] in page  # blocks have their errors as JSON
    with tenant_scope([world.tenants["XNO"].pk]):
        assert not ServiceHours.objects.exists()


def test_of_others_nothing_is_there(world: World, browser: Client) -> None:
    for path in (url(code="XSU"), url("web"), url("zzz"), reverse("service_hours:channels", args=["XSU"])):
        assert browser.get(path).status_code == 404
    editor = member(world.tenants["XNO"], StaffRole.EDITOR, "edita")
    client = Client()
    client.force_login(editor)
    assert client.get(url()).status_code == 404


def test_the_database_shows_no_hours_of_others(world: World) -> None:
    north, south = world.tenants["XNO"], world.tenants["XSU"]
    with tenant_scope([south.pk]):
        ServiceHours.objects.create(tenant=south, channel="PHONE")
    with tenant_scope([north.pk]):
        assert not ServiceHours.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            ServiceHours.objects.create(tenant=south, channel="CHAT")
