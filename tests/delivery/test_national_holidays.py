"""The days of obligatory rest, against the words of the law (Ley Federal del Trabajo, art. 74)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from holidays.countries.mexico import Mexico

from delivery.national_holidays import ELECTION_DAY, holidays_in, name_of

MONDAY, SUNDAY = 0, 6


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """The first, second, … Monday (or another day of the week) of a month, found by counting."""
    days = [date(year, month, day) for day in range(1, 29) if date(year, month, day).weekday() == weekday]
    return days[number - 1]


def by_the_law(year: int) -> set[date]:
    """Fractions I to IX, as they are since the decree of 30 September 2024."""
    days = {
        date(year, 1, 1),
        nth(year, 2, MONDAY, 1),
        nth(year, 3, MONDAY, 3),
        date(year, 5, 1),
        date(year, 9, 16),
        nth(year, 11, MONDAY, 3),
        date(year, 12, 25),
    }
    if year in {2024, 2030, 2036, 2042}:  # the federal executive changes
        days.add(date(year, 10, 1))
    if year in {2024, 2027, 2030, 2033, 2036, 2039, 2042}:  # deputies are elected
        days.add(nth(year, 6, SUNDAY, 1))
    return days


@pytest.mark.parametrize("year", range(2024, 2043))
def test_holidays_are_those_of_the_law_and_no_others(year: int) -> None:
    assert set(holidays_in(year)) == by_the_law(year)


@pytest.mark.parametrize("year", range(2007, 2061))
def test_whoever_keeps_the_days_of_all_countries_has_the_same_by_the_same_names(year: int) -> None:
    ours = {day: name for day, name in holidays_in(year).items() if name != ELECTION_DAY}

    assert ours == dict(Mexico(years=year, language="es", expand=False))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 4, 30), None),
        (date(2027, 5, 1), "Día del Trabajo"),
        (date(2027, 5, 3), None),
        (date(2027, 12, 31), None),
        (date(2028, 1, 1), "Año Nuevo"),
        (date(2030, 12, 1), None),
        (date(2030, 10, 1), "Transmisión del Poder Ejecutivo Federal"),
        (date(2027, 6, 6), "Jornada electoral federal"),
        (date(2027, 6, 7), None),
    ],
)
def test_only_the_three_mondays_are_moved(day: date, name: str | None) -> None:
    assert name_of(day) == name


def test_names_are_in_order_and_in_spanish_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")

    holidays = holidays_in(2031)

    assert list(holidays) == sorted(holidays)
    assert holidays[date(2031, 12, 25)] == "Navidad"


def test_no_day_follows_from_another_years_set() -> None:
    around_new_year = [date(2027, 12, 30) + timedelta(days=number) for number in range(5)]

    assert [name_of(day) for day in around_new_year] == [None, None, "Año Nuevo", None, None]
