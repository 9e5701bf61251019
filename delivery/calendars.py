"""Which days are not like others for an office: national holidays, those of its state, and closures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from content_models.choices import HolidayKind
from content_models.shapes.documents import OfficeItem
from content_models.shapes.parts import Origin

from . import national_holidays


class DayKind(StrEnum):
    """What a day is for an office."""

    ORDINARY = "ORDINARY"
    HOLIDAY = "HOLIDAY"
    CLOSURE = "CLOSURE"


@dataclass(frozen=True, slots=True)
class Holiday:
    """One or more days in a row that are holidays, or on which offices are closed.

    Args:
        starts_on, ends_on: first and last day, both included, of the office's own calendar.
        office_key: the only office that is closed; None: see `Calendar`.
        is_national: whether it holds in all states.
    """

    kind: HolidayKind
    name: str
    starts_on: date
    ends_on: date
    source: str
    office_key: str | None = None
    is_national: bool = False

    def includes(self, day: date) -> bool:
        """Whether a day is one of these."""
        return self.starts_on <= day <= self.ends_on

    def as_json(self) -> dict[str, Any]:
        """Return what a reader needs to judge opening hours by itself; days as ISO 8601 writes them."""
        return {
            "kind": self.kind,
            "name": self.name,
            "startsOn": self.starts_on.isoformat(),
            "endsOn": self.ends_on.isoformat(),
            "officeKey": self.office_key,
            "isNational": self.is_national,
        }


class Calendar:
    """The holidays and closures that a state reads; immutable.

    National ones hold for all offices, a state's for its own offices only: a federal office does not rest on a state's
    holiday. A closure without an office does not close offices that are open day and night; one that names the office
    closes any.
    """

    def __init__(self, national: Iterable[Holiday] = (), own: Iterable[Holiday] = ()) -> None:
        self._national = tuple(national)
        self._own = tuple(own)

    def kind_of(self, day: date, office: OfficeItem) -> DayKind:
        """Return what a day is for an office; a closure counts more than a holiday.

        Args:
            day: of the office's own calendar.
        """
        given = self._entered(day, office) if self._days else ()
        if given and any(one.kind == HolidayKind.CLOSURE for one in given):
            return DayKind.CLOSURE
        return DayKind.HOLIDAY if given or national_holidays.name_of(day) is not None else DayKind.ORDINARY

    def closes(self, office: OfficeItem) -> bool:
        """Whether a closure, whenever it is, closes an office."""
        return any(
            one.kind == HolidayKind.CLOSURE and _applies_to(one, office) for one in (*self._national, *self._own)
        )

    def names_on(self, day: date, office: OfficeItem) -> list[str]:
        """Return the names of what makes a day special for an office, national law first."""
        by_law = national_holidays.name_of(day)
        names = [] if by_law is None else [by_law]
        return list(dict.fromkeys([*names, *(one.name for one in self._entered(day, office))]))

    def between(self, first: date, last: date) -> list[Holiday]:
        """Return all holidays and closures that a range of days touches, by their first day.

        Args:
            first, last: both included.
        """
        found = [one for one in (*self._national, *self._own) if one.starts_on <= last and one.ends_on >= first]
        for year in range(first.year, last.year + 1):
            found += [
                Holiday(HolidayKind.HOLIDAY, name, day, day, national_holidays.SOURCE, is_national=True)
                for day, name in national_holidays.holidays_in(year).items()
                if first <= day <= last
            ]
        return sorted(found, key=lambda one: (one.starts_on, one.ends_on, not one.is_national, one.name))

    def _entered(self, day: date, office: OfficeItem) -> Sequence[Holiday]:
        days = self._days.get(day)
        return () if days is None else [one for one in days if _applies_to(one, office)]

    @cached_property
    def _days(self) -> Mapping[date, Sequence[Holiday]]:
        days: dict[date, list[Holiday]] = {}
        for one in (*self._national, *self._own):
            for day in _days_of(one):
                days.setdefault(day, []).append(one)
        return days


def _applies_to(one: Holiday, office: OfficeItem) -> bool:
    if one.office_key is not None:
        return bool(office["key"] == one.office_key)
    schedule = office.get("schedule")
    if one.kind == HolidayKind.CLOSURE and schedule and schedule.get("isAlwaysOpen"):
        return False
    return one.is_national or office.get("origin") == Origin.LOCAL


def _days_of(one: Holiday) -> Iterator[date]:
    for number in range((one.ends_on - one.starts_on).days + 1):
        yield one.starts_on + timedelta(days=number)


NATIONAL = Calendar()
"""National law alone."""
