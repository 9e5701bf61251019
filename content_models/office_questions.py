"""What is asked about an office: values that are possible, and more often a slip than the truth.

A question is answered once; the answer is kept with the office, and holds until the value changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .municipalities import box_of, country_box, is_municipality, near_municipalities
from .postal_codes import is_of_state, prefixes_in_words
from .questions import Place, Question
from .schedules import Period

NOON = 12


def questions_about(
    *, code: str, municipality: str, postal_code: str, latitude: Any, longitude: Any, schedule: Iterable[Any]
) -> Iterator[Question]:
    """Yield what is to be asked about an office.

    Args:
        code: of the state in whose tree it stands, or of the library.
        postal_code: five digits, or empty.
        latitude, longitude: in degrees, or null; a point that is refused anyway is not asked about.
        schedule: the stream of the office's opening hours.
    """
    if municipality and not is_municipality(code, municipality):
        yield Question("municipality", "MUNICIPALITY_UNKNOWN", municipality, _about_municipality(code, municipality))
    if postal_code and not is_of_state(code, postal_code):
        text = _("Postal codes of this state begin with %(prefixes)s, and this one is %(code)s. Is it correct?")
        values = {"prefixes": prefixes_in_words(code), "code": postal_code}
        yield Question("postal_code", "POSTAL_CODE_OF_ANOTHER_STATE", postal_code, text % values)
    box = box_of(code)
    is_whole = latitude is not None and longitude is not None and not check_point(latitude, longitude)
    if box and is_whole and not box.has(latitude, longitude):
        text = _(
            "The point is outside of the state: this state lies between latitudes %(south)s and %(north)s and "
            "longitudes %(west)s and %(east)s. Is it correct?"
        ) % {"south": box.south, "north": box.north, "west": box.west, "east": box.east}
        yield Question("latitude", "POINT_OUTSIDE_STATE", f"{latitude}, {longitude}", text)
    overnight = list(_overnight(schedule))
    if overnight:
        spans = [(opens, closes) for _place, opens, closes in overnight]
        yield Question(
            "schedule", "HOURS_OVER_MIDNIGHT", _spans_in_words(spans), _about_midnight(spans), overnight[0][0]
        )


def question_about_hours(periods: Iterable[Period]) -> str:
    """Return what is to be asked about hours while they are typed; empty: nothing."""
    spans = [(one.opens_at, one.closes_at) for one in periods if _is_overnight(one.opens_at, one.closes_at)]
    return _about_midnight(spans) if spans else ""


def with_afternoon_hours(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the periods that were probably meant: what is open from 9 to 3 closes at 15."""
    return tuple(_until_the_afternoon(one) for one in periods)


def _until_the_afternoon(period: Period) -> Period:
    afternoon = period.closes_at.replace(hour=(period.closes_at.hour + NOON) % 24)
    is_meant = _is_overnight(period.opens_at, period.closes_at) and period.opens_at < afternoon
    return replace(period, closes_at=afternoon) if is_meant and period.opens_at.hour <= NOON else period


def check_point(latitude: float | None, longitude: float | None) -> dict[str, ValidationError]:
    """Return what is wrong with a point, by field: an office is in Mexico."""
    box = country_box()
    errors = {}
    ranges = (("latitude", latitude, box.south, box.north), ("longitude", longitude, box.west, box.east))
    for field, value, least, most in ranges:
        if value is not None and not least <= value <= most:
            errors[field] = ValidationError(
                _("This is not in Mexico, which lies between %(least)s and %(most)s degrees."),
                code="point_outside_mexico",
                params={"least": least, "most": most},
            )
    return errors


def _about_municipality(code: str, name: str) -> str:
    near = near_municipalities(code, name)
    if not near:
        return _("INEGI’s list has no municipality “%(name)s” here. Is it correct?") % {"name": name}
    proposed = ", ".join(_("“%(each)s”") % {"each": each} for each in near)
    text = _("INEGI’s list has no municipality “%(name)s” here. Did you mean %(proposed)s?")
    return text % {"name": name, "proposed": proposed}


def _overnight(schedule: Iterable[Any]) -> Iterator[tuple[Place, time, time]]:
    """The periods that end on the next day, each with the place of its closing hour."""
    for number, block in enumerate(schedule or ()):
        for position, period in enumerate(block.value["periods"]):
            opens, closes = period["opens_at"], period["closes_at"]
            if opens is not None and closes is not None and _is_overnight(opens, closes):
                yield (number, "periods", position, "closes_at"), opens, closes


def _is_overnight(opens: time, closes: time) -> bool:
    return time(0) < closes <= opens


def _about_midnight(spans: Sequence[tuple[time, time]]) -> str:
    text = _("It opens and closes the next day: %(hours)s. Are you sure that it is open over midnight?")
    return text % {"hours": _spans_in_words(spans)}


def _spans_in_words(spans: Sequence[tuple[time, time]]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)
