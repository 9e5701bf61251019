"""Mexico's days of obligatory rest: the days that count as holidays in every state.

Source:
    Ley Federal del Trabajo, art. 74. Fractions I to VIII are in the package `holidays`; fraction IX (the day that
    electoral law determines for ordinary elections) is here, for federal elections only: Ley General de Instituciones
    y Procedimientos Electorales, art. 22, first Sunday of June of each third year. Elections of one state alone are
    that state's data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from holidays.countries.mexico import Mexico

LANGUAGE = "es"
SOURCE = "Ley Federal del Trabajo, art. 74"
FIRST_ELECTION_YEAR = 2021
"""The elections of 2018 were in July, by a transitory article; since then the general rule holds."""
YEARS_BETWEEN_ELECTIONS = 3
ELECTION_DAY = "Jornada electoral federal"
JUNE, SUNDAY = 6, 6


@lru_cache(maxsize=64)
def holidays_in(year: int) -> Mapping[date, str]:
    """Return the national holidays of a year with their names in Spanish, in order."""
    days = dict(Mexico(years=year, language=LANGUAGE, expand=False))
    if year >= FIRST_ELECTION_YEAR and (year - FIRST_ELECTION_YEAR) % YEARS_BETWEEN_ELECTIONS == 0:
        days[_first_sunday_of_june(year)] = ELECTION_DAY
    return dict(sorted(days.items()))


def name_of(day: date) -> str | None:
    """Return the name of the national holiday on a day; None on any other day."""
    return holidays_in(day.year).get(day)


def _first_sunday_of_june(year: int) -> date:
    first = date(year, JUNE, 1)
    return first + timedelta(days=(SUNDAY - first.weekday()) % 7)
