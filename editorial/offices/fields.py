"""The field in which the hours of an office are typed in one line, and how a page stores them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.forms import CharField, TextInput
from django.utils.translation import gettext_lazy as _

from content_models.hours_text import (
    DAYS,
    EMPTY,
    IMPOSSIBLE,
    NOT_UNDERSTOOD,
    SHORT_NAMES,
    TWELVE,
    WITHOUT_DAYS,
    WITHOUT_END,
    WITHOUT_TIMES,
    Hours,
    HoursUnreadable,
    read_hours,
    twice_open,
)
from content_models.schedules import Period

MOST_LETTERS = 300
LONGEST_DOUBT = len(DAYS) * (MOST_LETTERS // len("1-2,")) * len("01:00–02:00, ")
"""Letters of what is asked about hours of so many letters: the question names each of their spans on each day."""
OVERLAP = "hours_overlap"
TWELVE_HOURS = "hours_of_twelve"
"""The code of a sentence that offers the hours until the evening."""
MISSING = "hours_missing"
"""The code of a sentence about what is missing at the end."""

SENTENCES = {
    NOT_UNDERSTOOD: _(
        "From “%(part)s” on it is not understood. Write the days, then the hours: lun–vie 8–16; sáb 9–13. Or: 24 horas."
    ),
    WITHOUT_DAYS: _("On which days is it open at “%(part)s”? Write the days first: lun–vie 8–16."),
    WITHOUT_TIMES: _("From when until when? Write the hours after the days: lun–vie 8–16. It stops at “%(part)s”."),
    WITHOUT_END: _("Until when? Write both hours: 8–16. It stops at “%(part)s”."),
    MISSING: _("Something is missing at the end: write the days, then both hours, such as lun–vie 8–16."),
    IMPOSSIBLE: _("“%(part)s” is no hour. Hours go from 0 to 24: 8–16, or 8:30–15:00."),
    TWELVE: _("“%(part)s”: 12 am is midnight. Write 12 where it closes at noon, or 24 where it closes at midnight."),
    EMPTY: _("“%(part)s” closes when it opens. For a whole day, write 0–24."),
    TWELVE_HOURS: _("“%(part)s” closes when it opens. Is “%(meant)s” meant? For a whole day, write 0–24."),
    OVERLAP: _("The hours of “%(part)s” overlap. Name each day once: lun–jue 8–16; vie 8–14."),
}


def hours_typed(text: str) -> Hours:
    """Return the hours that somebody typed; none where nothing was typed.

    Raises:
        ValidationError: what is not understood, and how it is written; its code is one of `SENTENCES`.
    """
    if not text.strip():
        return Hours()
    try:
        hours = read_hours(text)
    except HoursUnreadable as error:
        code = TWELVE_HOURS if error.meant else error.code if error.part else MISSING
        raise ValidationError(SENTENCES[code], code=code, params={"part": error.part, "meant": error.meant}) from error
    day = twice_open(hours.periods)
    if day is not None:
        raise ValidationError(SENTENCES[OVERLAP], code=OVERLAP, params={"part": SHORT_NAMES[day]})
    return hours


class HoursField(CharField):
    """Opening hours in one line; cleaned they are `Hours`. What is not understood is refused, and stays typed."""

    def __init__(self, **options: Any) -> None:
        widget = TextInput(attrs={"data-hours": "", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(
            **{
                "required": False,
                "max_length": MOST_LETTERS,
                "widget": widget,
                "label": _("Opening hours"),
                "help_text": _("Write them, such as lun–vie 8–16, or lun a vie 9:00–15:00 y sáb 9–13, or 24 horas."),
                **options,
            }
        )

    def clean(self, value: Any) -> Hours:
        """Return the hours that were typed.

        Raises:
            ValidationError: as `hours_typed`.
        """
        return hours_typed(super().clean(value))


def stored_hours(typed: Hours, rule: str) -> list[dict[str, Any]]:
    """Return hours as a page stores them."""
    if not typed.are_known:
        return []
    value = {
        "is_always_open": typed.is_always_open,
        "periods": [{"type": "item", "value": stored_period(one), "id": str(uuid4())} for one in typed.periods],
        "holidays": str(rule),
    }
    return [{"type": "schedule", "value": value}]


def stored_period(period: Period) -> dict[str, Any]:
    """Return one period as a block of a page stores it."""
    return {
        "days": list(period.days),
        "opens_at": period.opens_at.isoformat(),
        "closes_at": period.closes_at.isoformat(),
    }
