"""What is asked about an office: values that are possible, and more often a slip than the truth.

A question is answered once, with “Yes, that is correct”; the answer holds until the value changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .municipalities import box_of, country_box, is_municipality, near_municipalities

Answer = dict[str, str]
"""`value`: what was said to be correct; `by`: a name; `on`: a day, as `YYYY-MM-DD`."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one field of an office.

    Attributes:
        field: name of the field it stands beside.
        code: stable, for programs.
        value: what is asked about; an answer holds for exactly this.
        text: the question, in the active language.
    """

    field: str
    code: str
    value: str
    text: str

    def is_answered_in(self, answers: Mapping[str, Answer] | None) -> bool:
        """Whether somebody has said yes to this value, and it is known who and when."""
        answer = (answers or {}).get(self.code)
        return (
            isinstance(answer, Mapping)
            and answer.get("value") == self.value
            and all(answer.get(name) for name in ("by", "on"))
        )

    def answered(self, *, by: str, on: date) -> Answer:
        """Return what is stored when somebody says yes."""
        return {"value": self.value, "by": by, "on": on.isoformat()}


def questions_about(
    *, code: str, municipality: str, latitude: Any, longitude: Any, schedule: Iterable[Any]
) -> Iterator[Question]:
    """Yield what is to be asked about an office.

    Args:
        code: of the state in whose tree it stands, or of the library.
        latitude, longitude: in degrees, or null; a point that is refused anyway is not asked about.
        schedule: the stream of the office's opening hours.
    """
    if municipality and not is_municipality(code, municipality):
        yield Question("municipality", "MUNICIPALITY_UNKNOWN", municipality, _about_municipality(code, municipality))
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
        hours = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in overnight)
        text = _("It opens and closes the next day: %(hours)s. Are you sure that it is open over midnight?")
        yield Question("schedule", "HOURS_OVER_MIDNIGHT", hours, text % {"hours": hours})


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


def _overnight(schedule: Iterable[Any]) -> Iterator[tuple[time, time]]:
    for block in schedule or ():
        for period in block.value["periods"]:
            opens, closes = period["opens_at"], period["closes_at"]
            if opens is not None and closes is not None and time(0) < closes <= opens:
                yield opens, closes
