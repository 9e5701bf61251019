"""Offices with opening hours, for tests of when they are open."""

from __future__ import annotations

from typing import Any

from content_models.choices import Weekday

ALWAYS = ("24/7", "OPEN")
_ENDINGS = {"OPEN": "", "CLOSED": "; PH off", "UNKNOWN": "; PH unknown"}
_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def office(hours: tuple[str, str] | None, zone: str = "America/Mexico_City", *, key: str = "k", **fields: Any) -> Any:
    """A state's own office.

    Args:
        hours: `24/7`, or days with times such as `Mo-Fr 09:00-15:00`; and what they mean on holidays.
    """
    empty: dict[str, Any] = {
        "key": key,
        "origin": "LOCAL",
        "name": "x",
        "organizationKind": "PROSECUTOR",
        "services": [],
        "municipality": None,
        "latitude": None,
        "longitude": None,
        "isConfidential": False,
    }
    return {**empty, "timeZone": zone, "schedule": None if hours is None else _schedule(*hours), **fields}


def _schedule(text: str, holidays: str) -> Any:
    is_always_open = text == "24/7"
    return {
        "isAlwaysOpen": is_always_open,
        "periods": [] if is_always_open else [_period(rule) for rule in text.split(", ")],
        "holidays": holidays,
        "osm": text + _ENDINGS[holidays],
    }


def _period(rule: str) -> Any:
    days, times = rule.split(" ")
    first, last = _NAMES.index(days[:2]), _NAMES.index(days[-2:])
    opens_at, closes_at = times.split("-")
    return {"days": list(Weekday.values)[first : last + 1], "opensAt": opens_at, "closesAt": closes_at}
