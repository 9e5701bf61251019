"""Whether an office is open, in words, on a day that is not like others."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from content_models.choices import HolidayKind
from content_models.shapes.documents import OfficeItem
from delivery.calendars import Calendar, Holiday
from delivery.opening_hours import is_open, next_change
from portal import opening as opening_module
from portal.opening import opening_of
from tests.browser import NODE
from tests.delivery.opening import ALWAYS, office

UNKNOWN = ("Mo-Fr 09:00-15:00", "UNKNOWN")
CLOSED = ("Mo-Fr 09:00-15:00", "CLOSED")


@dataclass
class Reader:
    """What `opening_of` asks of a directory."""

    calendar: Calendar

    def is_open(self, item: OfficeItem, at: datetime) -> bool | None:
        return is_open(item, at, self.calendar)

    def next_change(self, item: OfficeItem, at: datetime) -> datetime | None:
        return next_change(item, at, self.calendar)


def words(hours: tuple[str, str], when: str, *own: Holiday, **fields: Any) -> tuple[str, str, str]:
    item: Any = {**office(hours, **fields), "hoursText": None, "phones": [{}]}
    directory: Any = Reader(Calendar(own=own))
    with translation.override("es-mx"):
        opening = opening_of(directory, item, datetime.fromisoformat(when).replace(tzinfo=UTC))
    return opening.text, opening.change, opening.today


@pytest.mark.parametrize(
    ("case", "hours", "when", "today"),
    [
        ("closed on Christmas", CLOSED, "2026-12-25T18:00", "Hoy es día inhábil: Navidad"),
        ("nobody knows", UNKNOWN, "2026-12-25T18:00", "Hoy es día inhábil: Navidad"),
        ("open as always", ALWAYS, "2026-12-25T18:00", ""),
        ("an ordinary day", CLOSED, "2026-12-24T18:00", ""),
    ],
)
def test_a_holiday_is_named_where_it_changes_the_hours(
    case: str, hours: tuple[str, str], when: str, today: str
) -> None:
    assert words(hours, when)[2] == today


def test_a_closure_is_named() -> None:
    day = date(2026, 11, 24)
    closure = Holiday(HolidayKind.CLOSURE, "Mudanza", day, day, "a source")

    assert words(CLOSED, "2026-11-24T18:00", closure) == (
        "Cerrado ahora",
        "abre mañana a las 9:00",
        "Hoy está cerrado: Mudanza",
    )


def test_what_becomes_unknown_is_not_said_to_open() -> None:
    _text, change, _today = words(UNKNOWN, "2026-12-24T23:00")

    assert "abre" not in change
    assert change == "el 25 de diciembre es día inhábil: llama antes"


def test_nobody_is_asked_to_call_where_there_is_no_number() -> None:
    item: Any = {**office(UNKNOWN), "hoursText": None, "phones": []}
    directory: Any = Reader(Calendar())
    with translation.override("es-mx"):
        opening = opening_of(directory, item, datetime(2026, 12, 24, 23, tzinfo=UTC))

    assert opening.change == "el 25 de diciembre es día inhábil: puede estar cerrado"


@pytest.mark.parametrize(
    ("case", "fields", "expected"),
    [
        ("a line", {"phones": [{}]}, "No sabemos a qué horas contestan"),
        ("a place", {"phones": [{}], "address": {"text": "Calle 1"}}, "Llama antes de ir: no sabemos el horario"),
        ("a refuge", {"phones": [{}], "isConfidential": True}, "Llama antes de ir: no sabemos el horario"),
        ("a place without a number", {"address": {"text": "Calle 1"}}, "No sabemos el horario"),
        ("hours in words", {"phones": [{}], "hoursText": "Con guardias"}, "Con guardias"),
    ],
)
def test_hours_that_nobody_knows_are_not_asked_for_on_a_line(case: str, fields: dict[str, Any], expected: str) -> None:
    item: Any = {**office(None), "hoursText": None, "phones": [], **fields}
    directory: Any = Reader(Calendar())
    with translation.override("es-mx"):
        opening = opening_of(directory, item, datetime(2026, 11, 24, 18, tzinfo=UTC))

    assert (opening.is_open, opening.text, opening.change) == (None, expected, "")


@pytest.mark.parametrize(
    ("fields", "text", "is_assured"),
    [
        ({}, "Abierto ahora", True),
        ({"needsConfirmation": True}, "Debería estar abierto ahora", False),
        ({"needsConfirmation": True, "phones": [{"dial": "911"}]}, "Abierto ahora", True),
    ],
)
def test_what_nobody_has_confirmed_is_not_open_for_sure(fields: dict[str, Any], text: str, is_assured: bool) -> None:
    item: Any = {**office(CLOSED), "hoursText": None, "phones": [{"dial": "9931234567"}], **fields}
    directory: Any = Reader(Calendar())
    with translation.override("es-mx"):
        opening = opening_of(directory, item, datetime(2026, 12, 1, 18, tzinfo=UTC))

    assert (opening.text, opening.is_assured) == (text, is_assured)


def later(when: str, **fields: Any) -> list[list[str]]:
    """What a page that is opened at an instant shows later."""
    item: Any = {**office(CLOSED), "hoursText": None, "phones": [{"dial": "9931234567"}], **fields}
    directory: Any = Reader(Calendar())
    with translation.override("es-mx"):
        opening = opening_of(directory, item, datetime.fromisoformat(when).replace(tzinfo=UTC))
        found: list[list[str]] = json.loads(opening.later())
    return found


def test_a_page_that_stays_open_knows_the_next_changes_without_words_that_become_wrong() -> None:
    """2026-12-01 is a Tuesday; the office is open until 15:00 (21:00 UTC)."""
    assert later("2026-12-01T18:00") == [
        ["2026-12-01T21:00:00Z", "closed", "Cerrado ahora · abre el miércoles a las 9:00"],
        ["2026-12-02T15:00:00Z", "open", "Abierto ahora · cierra a las 15:00"],
        ["2026-12-02T21:00:00Z", "closed", "Cerrado ahora · abre el jueves a las 9:00"],
        ["2026-12-03T15:00:00Z", "open", "Abierto ahora · cierra a las 15:00"],
        ["2026-12-03T21:00:00Z", "unknown", "Vuelve a cargar esta página para ver si está abierto"],
    ]
    assert later("2026-12-02T03:00")[:2] == [
        ["2026-12-02T06:00:00Z", "closed", "Cerrado ahora · abre a las 9:00"],
        ["2026-12-02T15:00:00Z", "open", "Abierto ahora · cierra a las 15:00"],
    ]
    assert later("2026-12-01T22:00", needsConfirmation=True)[1][1:] == [
        "unknown",
        "Debería estar abierto ahora · cierra a las 15:00",
    ]


def test_the_script_of_hours_passes_its_tests() -> None:
    folder = Path(opening_module.__file__).parent
    ran = subprocess.run(
        [NODE, "--test", "opening.test.mjs"], check=False, cwd=folder, capture_output=True, text=True, timeout=60
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
