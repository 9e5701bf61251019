"""The vectors of opening hours that the desk in TypeScript passes, too.

`python -m tests.assistance.desk.opening_vectors` writes them anew after `delivery/opening_hours.py` changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from content_models.choices import HolidayKind
from delivery.calendars import Calendar, Holiday
from delivery.opening_hours import is_open, next_change, special_day
from tests.delivery.opening import office

VECTORS = Path(__file__).resolve().parents[3] / "frontend" / "src" / "desk" / "vectors_opening.json"
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
MEXICO, TIJUANA = "America/Mexico_City", "America/Tijuana"
HERE = "here"
WEEKDAYS, NIGHTS, ALL_DAYS, TWICE = (
    "Mo-Fr 09:00-15:00",
    "Fr-Sa 22:00-04:00",
    "Mo-Su 00:00-00:00",
    "Mo-Fr 09:00-14:00, Mo-Fr 16:00-18:30, Sa 10:00-13:00",
)
ALWAYS = "24/7"


def _holiday(name: str, starts_on: str, ends_on: str | None = None, **fields: Any) -> Holiday:
    first = date.fromisoformat(starts_on)
    last = first if ends_on is None else date.fromisoformat(ends_on)
    return Holiday(fields.pop("kind", HolidayKind.HOLIDAY), name, first, last, "a source", **fields)


CALENDARS = {
    "of law": Calendar(),
    "of the state": Calendar(
        national=[_holiday("Luto nacional", "2026-11-25", is_national=True)],
        own=[
            _holiday("Día del estado", "2026-11-24"),
            _holiday("Vacaciones", "2026-12-21", "2027-01-05", kind=HolidayKind.CLOSURE),
        ],
    ),
    "of the office": Calendar(
        own=[_holiday("Mudanza", "2026-11-24", "2026-11-25", kind=HolidayKind.CLOSURE, office_key=HERE)]
    ),
    "of another": Calendar(own=[_holiday("Mudanza", "2026-11-24", kind=HolidayKind.CLOSURE, office_key="another")]),
}

CHRISTMAS = (
    "2026-12-24T10:00",
    "2026-12-24T16:00",
    "2026-12-25T00:00",
    "2026-12-25T03:59",
    "2026-12-25T10:00",
    "2026-12-26T00:00",
    "2026-12-26T03:00",
)
NOVEMBER = ("2026-11-20T10:00", "2026-11-24T10:00", "2026-11-25T23:59", "2026-11-26T00:00", "2026-12-22T10:00")
WEEKEND = ("2026-11-27T23:00", "2026-11-28T03:59", "2026-11-28T04:00", "2026-11-28T10:00", "2026-11-30T15:00")
CLOCKS = ("2026-03-08T01:59", "2026-03-08T03:00", "2026-11-01T00:30", "2026-11-01T03:00")
"""In Tijuana clocks are put forward and back on these days."""


def _cases() -> Iterator[tuple[str, Any, str, Sequence[str]]]:
    for rule in ("CLOSED", "OPEN", "UNKNOWN"):
        for hours in (WEEKDAYS, NIGHTS, ALL_DAYS, TWICE, ALWAYS):
            yield f"{hours}, on holidays {rule}", office((hours, rule), key=HERE), "of law", (*CHRISTMAS, *WEEKEND)
        for calendar in ("of the state", "of the office", "of another"):
            for hours, origin in product((WEEKDAYS, ALWAYS), ("LOCAL", "LIBRARY")):
                one = office((hours, rule), key=HERE, origin=origin)
                yield f"{hours}, {origin}, on holidays {rule}, days {calendar}", one, calendar, NOVEMBER
    for zone, hours in product((MEXICO, TIJUANA), ("Sa-Su 00:00-03:00", "Sa-Su 02:30-06:00", "Sa-Su 22:00-02:30")):
        yield f"{hours} in {zone}", office((hours, "OPEN"), zone, key=HERE), "of law", CLOCKS
    yield "hours nobody knows", office(None, key=HERE), "of law", CHRISTMAS[:1]


def _opening(one: Any, at: datetime, calendar: Calendar) -> list[Any]:
    """What the desk says: open, when that changes, to what, and why the day is not as usual."""
    state, change = is_open(one, at, calendar), next_change(one, at, calendar)
    special = special_day(one, at, calendar)
    return [
        state,
        change and change.isoformat().replace("+00:00", "Z"),
        state if change is None else is_open(one, change, calendar),
        special and [special[0], *sorted(special[1])],
    ]


def _vector(name: str, one: Any, calendar: str, local: Sequence[str]) -> dict[str, Any]:
    instants = [datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(one["timeZone"])) for text in local]
    expected = {
        at.astimezone(UTC).isoformat().replace("+00:00", "Z"): _opening(one, at, CALENDARS[calendar]) for at in instants
    }
    fields = {field: one[field] for field in ("key", "origin", "timeZone", "schedule")}
    return {"name": name, "office": fields, "calendar": calendar, "expected": expected}


def written() -> str:
    """Return what the file must hold: the calendars, and a vector a line."""
    calendars = {name: [day.as_json() for day in one.between(FIRST, LAST)] for name, one in CALENDARS.items()}
    vectors = [json.dumps(_vector(*case), ensure_ascii=False) for case in _cases()]
    head = ",\n".join(f"{json.dumps(name)}: {json.dumps(days, ensure_ascii=False)}" for name, days in calendars.items())
    return '{"calendars": {\n' + head + '\n}, "vectors": [\n' + ",\n".join(vectors) + "\n]}\n"


if __name__ == "__main__":
    VECTORS.write_text(written(), encoding="utf-8")
