"""What is asked about an office: values that are possible, and more often a slip than the truth.

A question is answered once; the answer is kept with the office, and holds until the value changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .choices import HolidayRule
from .hours_text import DAYS, Hours, HoursUnreadable, by_days, hours_in_words, read_hours
from .municipalities import box_of, country_box, is_municipality, near_municipalities
from .postal_codes import is_of_state, prefixes_in_words
from .questions import Place, Question
from .schedules import Period

MUNICIPALITY_UNKNOWN = "MUNICIPALITY_UNKNOWN"
POINT_OF_FORMER_PLACE = "POINT_OF_FORMER_PLACE"
HOURS_EARLY = "HOURS_EARLY"
"""The code of the question about hours at night or very early, of hours that an office has not had before."""
WORDS_OF_OTHER_HOURS = "WORDS_OF_OTHER_HOURS"
"""The code of the question about words for the hours that say other hours than the periods do."""
HOLIDAYS_OF_FORMER_HOURS = "HOLIDAYS_OF_FORMER_HOURS"
"""The code of the question about public holidays, of an office that is not open day and night any more."""
_ALL_DAY = re.compile(r"\b24 ?(?:/ ?7|h\b|hrs?\b|horas)|todo el d[ií]a|d[ií]a y noche", re.IGNORECASE)
_ALL_DAYS = re.compile(r"\b36[56] d[ií]as|\b(?:los )?(?:7|siete) d[ií]as|todos los d[ií]as|24 ?/ ?7", re.IGNORECASE)
NOON = 12
DAYBREAK = time(6)
"""What opens before is open at night, or was meant to open in the afternoon."""
DAY_OF_WORK = timedelta(hours=12)
"""What opens in the hour of daybreak and lasts longer was perhaps meant to open in the evening: “6 a 7 pm”."""
MORNING = time(9)
"""What closes by then has hardly been open: more often the afternoon was meant."""


def questions_about(
    *,
    code: str,
    municipality: str,
    postal_code: str,
    latitude: Any,
    longitude: Any,
    schedule: Iterable[Any],
    is_schedule_new: bool = True,
) -> Iterator[Question]:
    """Yield what is to be asked about an office.

    Args:
        code: of the state in whose tree it stands, or of the library.
        postal_code: five digits, or empty.
        latitude, longitude: in degrees, or null; a point that is refused anyway is not asked about.
        schedule: the stream of the office's opening hours.
        is_schedule_new: whether they are other hours than those that the office has already.
    """
    about_municipality = question_about_municipality(code, municipality)
    if about_municipality is not None:
        yield about_municipality
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
    yield from _questions_about_schedule(schedule, is_new=is_schedule_new)


def question_about_municipality(code: str, name: str) -> Question | None:
    """Return what is to be asked about a municipality that the list does not have, with what it may mean; or None."""
    if not name or is_municipality(code, name):
        return None
    near = near_municipalities(code, name)
    return Question("municipality", MUNICIPALITY_UNKNOWN, name, _about_municipality(name, near), offers=tuple(near))


def question_about_former_point(before: Mapping[str, Any], now: Mapping[str, Any]) -> Question | None:
    """Return what is to be asked of an office that is in another municipality, with the point of before; None: nothing.

    Args:
        before, now: `municipality`, `latitude` and `longitude`.
    """
    former, municipality = before.get("municipality"), now.get("municipality")
    point = [now.get(name) for name in ("latitude", "longitude")]
    is_former = None not in point and point == [before.get(name) for name in ("latitude", "longitude")]
    if not former or not municipality or former == municipality or not is_former:
        return None
    text = _("The municipality is another one, and the point on the map is still that of %(former)s. Is it correct?")
    value = f"{municipality}: {point[0]}, {point[1]}"
    return Question("latitude", POINT_OF_FORMER_PLACE, value, text % {"former": former})


def question_about_words(schedule: Iterable[Any], words: str) -> Question | None:
    """Return what is to be asked about an office's words for its hours, which say others; None: nothing."""
    hours = hours_of(schedule)
    if not says_other_hours(words, hours):
        return None
    values = {"words": words.strip(), "hours": hours_in_words(hours)}
    text = _(
        "The hours are %(hours)s. Are the words “%(words)s” still true? If they are not, empty them: people read them, "
        "too."
    )
    return Question("hours_text", WORDS_OF_OTHER_HOURS, f"{values['words']} ({values['hours']})", text % values)


def question_about_holidays(former: Iterable[Any], schedule: Iterable[Any]) -> Question | None:
    """Return what is to be asked of an office that was open day and night, and is not; None: nothing.

    Args:
        former: the stream of its opening hours as they were.
    """
    blocks, hours = list(schedule or ()), hours_of(schedule)
    is_open = any(block.value["holidays"] == HolidayRule.OPEN for block in blocks)
    if not (is_open and hours.are_known and _is_always(hours_of(former))) or _is_always(hours):
        return None
    text = _(
        "It was open day and night, and the hours are %(hours)s now. Is it open on public holidays as on any day still?"
    )
    words = hours_in_words(hours)
    return Question("schedule", HOLIDAYS_OF_FORMER_HOURS, words, text % {"hours": words})


def hours_of(schedule: Iterable[Any] | None) -> Hours:
    """Return what a stream of opening hours says; nothing where it has none that a program can read."""
    for block in schedule or ():
        periods = tuple(
            Period(tuple(one["days"] or ()), one["opens_at"], one["closes_at"])
            for one in block.value["periods"]
            if one["opens_at"] is not None and one["closes_at"] is not None
        )
        return Hours(periods, bool(block.value["is_always_open"]))
    return Hours()


def says_other_hours(words: str, hours: Hours) -> bool:
    """Whether words for an office's hours are other hours, or say day and night or all days where it is not open so.

    Args:
        words: as they are written; of what else they say nothing is known.
    """
    if not words.strip() or not hours.are_known:
        return False
    try:
        said = read_hours(words)
    except HoursUnreadable:
        days = {day for period in hours.periods for day in period.days}
        is_daily = hours.is_always_open or len(days) == len(DAYS)
        has_whole_day = hours.is_always_open or any(one.opens_at == one.closes_at for one in hours.periods)
        return bool((_ALL_DAY.search(words) and not has_whole_day) or (_ALL_DAYS.search(words) and not is_daily))
    if _is_always(said) or _is_always(hours):
        return _is_always(said) != _is_always(hours)
    return said.periods != by_days(hours.periods)


def _is_always(hours: Hours) -> bool:
    whole = {day for one in hours.periods if one.opens_at == one.closes_at == time(0) for day in one.days}
    return hours.is_always_open or len(whole) == len(DAYS)


def question_about_hours(periods: Iterable[Period]) -> str:
    """Return what is to be asked about hours while they are typed; empty: nothing."""
    return _about_hours([(one.opens_at, one.closes_at) for one in periods])


def with_afternoon_hours(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the periods that were probably meant: open from 9 to 3 is until 15, and 4 to 7 are 16 to 19."""
    return tuple(_in_the_afternoon(one) for one in periods)


def spans_of(schedule: Iterable[Any]) -> list[tuple[tuple[str, ...], time | None, time | None]]:
    """Return days, opening and closing of each period of a stream of opening hours."""
    periods = [period for block in schedule or () for period in block.value["periods"]]
    return [(tuple(one["days"] or ()), one["opens_at"], one["closes_at"]) for one in periods]


def _in_the_afternoon(period: Period) -> Period:
    opens, closes = (_later(at) for at in (period.opens_at, period.closes_at))
    if _is_overnight(period.opens_at, period.closes_at):
        is_meant = period.opens_at < closes and period.opens_at.hour <= NOON
        return replace(period, closes_at=closes) if is_meant else period
    if not _is_early(period.opens_at, period.closes_at):
        return period
    if period.opens_at.hour and time(0) < period.closes_at <= time(NOON):
        return replace(period, opens_at=opens, closes_at=closes)
    return replace(period, opens_at=opens) if opens < period.closes_at or period.closes_at == time(0) else period


def _later(at: time) -> time:
    return at.replace(hour=(at.hour + NOON) % 24)


def _questions_about_schedule(schedule: Iterable[Any], *, is_new: bool) -> Iterator[Question]:
    spans = list(_placed_spans(schedule))
    overnight = [one for one in spans if _is_overnight(*one[1:])]
    early = [one for one in spans if is_new and _is_early(*one[1:])]
    if not overnight and not early:
        return
    asked = [one[1:] for one in [*overnight, *early]]
    code = "HOURS_OVER_MIDNIGHT" if overnight else HOURS_EARLY
    place = overnight[0][0] if overnight else (*early[0][0][:-1], "opens_at")
    yield Question("schedule", code, _spans_in_words(asked), _about_hours(asked), place)


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


def _about_municipality(name: str, near: Sequence[str]) -> str:
    if not near:
        return _("INEGI’s list has no municipality “%(name)s” here. Is it correct?") % {"name": name}
    proposed = ", ".join(_("“%(each)s”") % {"each": each} for each in near)
    text = _("INEGI’s list has no municipality “%(name)s” here. Did you mean %(proposed)s?")
    return text % {"name": name, "proposed": proposed}


def _placed_spans(schedule: Iterable[Any]) -> Iterator[tuple[Place, time, time]]:
    """The periods whose hours are known, each with the place of its closing hour."""
    for number, block in enumerate(schedule or ()):
        for position, period in enumerate(block.value["periods"]):
            opens, closes = period["opens_at"], period["closes_at"]
            if opens is not None and closes is not None:
                yield (number, "periods", position, "closes_at"), opens, closes


def _is_overnight(opens: time, closes: time) -> bool:
    return time(0) < closes <= opens


def _is_early(opens: time, closes: time) -> bool:
    """Whether an office would be open on one day at hours at which hardly any is; from midnight to midnight is none."""
    starts = timedelta(hours=opens.hour, minutes=opens.minute)
    lasts = timedelta(hours=closes.hour or 24, minutes=closes.minute) - starts
    is_of_one_day = opens < closes or closes == time(0) < opens
    is_long = opens.hour == DAYBREAK.hour and lasts > DAY_OF_WORK
    return opens < closes <= MORNING or (is_of_one_day and (opens < DAYBREAK or is_long))


def _about_hours(spans: Sequence[tuple[time, time]]) -> str:
    """The question about the hours that are doubted; empty: none is."""
    sentences = []
    overnight = [span for span in spans if _is_overnight(*span)]
    early = [span for span in spans if _is_early(*span)]
    if overnight:
        text = _("It opens and closes the next day: %(hours)s. Are you sure that it is open over midnight?")
        sentences.append(text % {"hours": _spans_in_words(overnight)})
    if early:
        text = _(
            "It opens at night or very early in the morning: %(hours)s. Are you sure that the afternoon is not meant?"
        )
        sentences.append(text % {"hours": _spans_in_words(early)})
    return " ".join(sentences)


def _spans_in_words(spans: Sequence[tuple[time, time]]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)
