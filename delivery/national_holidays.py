"""Mexico's days of obligatory rest: the days that count as holidays in every state.

Source:
    Ley Federal del Trabajo, art. 74, as it is in force since 2006; fraction VII, each sixth year, in which the federal
    executive changes, is the first of October since 2024, before of December. Fraction IX (the day that electoral law
    determines for ordinary elections) is here for federal elections only: Ley General de Instituciones y Procedimientos
    Electorales, art. 22, first Sunday of June of each third year. Elections of one state alone are that state's data.

The tests hold fractions I to VIII against the package `holidays`, which no process loads: 12 MiB of each, for it loads
the days of all countries.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

SOURCE = "Ley Federal del Trabajo, art. 74"
FIRST_ELECTION_YEAR = 2021
"""The elections of 2018 were in July, by a transitory article; since then the general rule holds."""
YEARS_BETWEEN_ELECTIONS = 3
ELECTION_DAY = "Jornada electoral federal"
MONDAY, SUNDAY = 0, 6
FIRST_IN_OCTOBER = 2024
"""The first year in which the federal executive changed in October; it changes each sixth year."""
YEARS_IN_OFFICE = 6


@lru_cache(maxsize=64)
def holidays_in(year: int) -> Mapping[date, str]:
    """Return the national holidays of a year with their names in Spanish, in order."""
    days = {
        date(year, 1, 1): "Año Nuevo",
        _nth(1, MONDAY, year, 2): "Día de la Constitución",
        _nth(3, MONDAY, year, 3): "Natalicio de Benito Juárez",
        date(year, 5, 1): "Día del Trabajo",
        date(year, 9, 16): "Día de la Independencia",
        _nth(3, MONDAY, year, 11): "Día de la Revolución",
        date(year, 12, 25): "Navidad",
    }
    if (year - FIRST_IN_OCTOBER) % YEARS_IN_OFFICE == 0:
        days[date(year, 10 if year >= FIRST_IN_OCTOBER else 12, 1)] = "Transmisión del Poder Ejecutivo Federal"
    if year >= FIRST_ELECTION_YEAR and (year - FIRST_ELECTION_YEAR) % YEARS_BETWEEN_ELECTIONS == 0:
        days[_nth(1, SUNDAY, year, 6)] = ELECTION_DAY
    return dict(sorted(days.items()))


def name_of(day: date) -> str | None:
    """Return the name of the national holiday on a day; None on any other day."""
    return holidays_in(day.year).get(day)


def _nth(number: int, weekday: int, year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
