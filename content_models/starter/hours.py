"""Opening hours: what the few sentences of the directory mean, decided by hand.

A sentence is structured only where it says days and times; the others stay free text, and such an office counts as
unknown, not as closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from content_models.schedules import Period

WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")


@dataclass(frozen=True)
class Schedule:
    """When an office is open: always, or in periods. On public holidays too, if the source says so; else unknown."""

    is_always_open: bool = False
    includes_holidays: bool = False
    periods: tuple[Period, ...] = ()


class HoursUnknown(ValueError):
    """A sentence about hours that nobody has read yet."""


ALWAYS = Schedule(is_always_open=True, includes_holidays=True)
MEANINGS: dict[str, Schedule | None] = {
    "24 horas": Schedule(is_always_open=True),
    "24 horas, 365 días": ALWAYS,
    "24 horas, todos los días": ALWAYS,
    # Doubtful: shown as text, not counted as known.
    "24 horas (según fuente secundaria)": None,
    # Only urgent complaints are received at any hour.
    "Guardia las 24 horas para quejas urgentes": None,
    "Lunes a viernes, 9:00 a 15:00": Schedule(periods=(Period(WEEKDAYS, time(9), time(15)),)),
    # Neither days nor the opening hour.
    "Recepción de denuncias hasta las 19:30": None,
    # Two services with different hours.
    "Ministerio Público las 24 horas; resto con guardias": None,
}
DOUBTFUL = {"24 horas (según fuente secundaria)": "24 horas"}
"""Sentences whose remark is for editors, and what people read; such an office has to be confirmed."""


def schedule_of(hours: str | None) -> Schedule | None:
    """The structured schedule of a sentence; null where it does not say enough, or there is none.

    Raises:
        HoursUnknown: the sentence is not in `MEANINGS`; decide what it means and add it.
    """
    if hours is None:
        return None
    if hours not in MEANINGS:
        raise HoursUnknown(hours)
    return MEANINGS[hours]
