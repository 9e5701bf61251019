"""New offices that may be in the directory already: the same name, telephone or place. People say whether they are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from content_models.models import OfficePage, OrganizationPage
from tenants.phones import is_short, read_phone
from tenants.plain_text import folded

from .columns import parts_of
from .directory import Directory, stored_value

NEAR_METERS = 100
CELL_DEGREES = 0.002
"""Some 200 m: what is nearer than `NEAR_METERS` is in the same cell or in one beside it."""
METERS_A_DEGREE = 111_195
MOST_PROPOSED = 3
MOST_POINTS = 40
"""Of one institution in a cell: more are no addresses, and need not all be compared."""
MOST_OF_PHONE = 4
"""A number that more offices share is a switchboard's, and says nothing."""


@dataclass(frozen=True, slots=True)
class Features:
    """What an office is recognized by.

    Attributes:
        key: of an office that is there; of a new one: which row it is.
        organization: the primary key of the institution's page.
        dials: the numbers that are dialled.
    """

    key: str
    organization: int | None
    name: str
    dials: frozenset[str] = frozenset()
    point: tuple[float, float] | None = None


class _Group:
    """Offices that have something in common, by their points; only as many are kept as can be proposed."""

    def __init__(self) -> None:
        self._by_point: dict[tuple[float, float], list[Features]] = {}

    def add(self, office: Features, point: tuple[float, float]) -> None:
        """Add one, unless enough are there already, or at too many points."""
        if point in self._by_point or len(self._by_point) < MOST_POINTS:
            _add(self._by_point.setdefault(point, []), office)

    def near(self, point: tuple[float, float]) -> Iterator[Features]:
        """Yield those that are nearer than `NEAR_METERS`."""
        for each, offices in self._by_point.items():
            if _meters(each, point) <= NEAR_METERS:
                yield from offices


class KnownOffices:
    """Finds offices that may be the same as another, in a time that does not grow with their number."""

    def __init__(self, offices: Iterable[Features] = ()) -> None:
        self._numbers: dict[str, int] = {}
        self._by_name: dict[str, list[Features]] = defaultdict(list)
        self._by_dial: dict[str, list[Features]] = defaultdict(list)
        self._by_cell: dict[tuple[Any, ...], _Group] = {}
        for office in offices:
            self.add(office)

    def add(self, office: Features) -> None:
        """Add one to those that are compared."""
        self._numbers[office.key] = len(self._numbers)
        _add(self._by_name[office.name], office)
        for dial in office.dials:
            _add(self._by_dial[dial], office, MOST_OF_PHONE + 1)
        if office.point is not None:
            cell = _cell(office.point)
            for common in ((office.organization,), (office.organization, office.name)):
                self._by_cell.setdefault((cell, *common), _Group()).add(office, office.point)

    def like(self, office: Features) -> list[str]:
        """Return the keys of those that may be the same, the likeliest first.

        The same name counts for 3, each number of the same institution for 2, a place of it for 1; of those that are
        as like, one of the same name comes first, then one that was added before.
        """
        found = {each.key: each for each in self._candidates(office) if each.key != office.key}
        ranked = sorted(found.values(), key=lambda each: self._rank(each, office))
        return [each.key for each in ranked[:MOST_PROPOSED]]

    def _candidates(self, office: Features) -> Iterator[Features]:
        """Those among which the likeliest are: the first ones of each thing in common."""
        yield from self._by_name.get(office.name, ())
        for dial in office.dials:
            yield from self._sharing(dial, office)
        if office.point is not None:
            for common in ((office.organization,), (office.organization, office.name)):
                groups = (self._by_cell.get((cell, *common)) for cell in _cells_around(office.point))
                near = [each for group in groups if group is not None for each in group.near(office.point)]
                yield from sorted(near, key=lambda each: self._numbers[each.key])[: MOST_PROPOSED + 1]

    def _sharing(self, dial: str, office: Features) -> list[Features]:
        """Those of the same institution with a number, unless it is a switchboard's."""
        sharing = self._by_dial.get(dial, ())
        return [each for each in sharing if each.organization == office.organization] if _is_own(sharing) else []

    def _rank(self, each: Features, office: Features) -> tuple[int, int, int]:
        """How like another it is: the smaller, the more."""
        has_name = each.name == office.name
        is_of_same = each.organization == office.organization
        dials = [dial for dial in each.dials & office.dials if is_of_same and _is_own(self._by_dial.get(dial, ()))]
        points = (each.point, office.point) if each.point is not None and office.point is not None else None
        is_near = points is not None and is_of_same and _meters(*points) <= NEAR_METERS
        kind = 0 if has_name else 1 if dials else 2
        return -(3 * has_name + 2 * len(dials) + is_near), kind, self._numbers[each.key]


def _add(offices: list[Features], office: Features, most: int = MOST_PROPOSED + 1) -> None:
    """Add one to a list, of which only the first ones are ever needed; one more, for an office is not like itself."""
    if len(offices) < most:
        offices.append(office)


def _is_own(sharing: Sized) -> bool:
    return len(sharing) <= MOST_OF_PHONE


def features_of(office: OfficePage, organization: OrganizationPage | None) -> Features:
    """Return what an office is recognized by."""
    point = None
    if office.latitude is not None and office.longitude is not None:
        point = office.latitude, office.longitude
    displays = (str(block["value"]["display"]) for block in stored_value(office, "phones"))
    return Features(
        key=str(office.translation_key),
        organization=None if organization is None else organization.pk,
        name=folded(office.title),
        dials=_dials(displays),
        point=point,
    )


def known_offices(directory: Directory, *, withdrawn: bool) -> KnownOffices:
    """Return the offices of a state that new ones are compared with: those that are withdrawn, or the others.

    Apart: what was withdrawn takes no place from an office that people find, nor makes its number a switchboard's.
    """
    return KnownOffices(
        features_of(one.draft, directory.organization_of(one.page))
        for one in directory.offices.values()
        if one.is_withdrawn == withdrawn
    )


def features_of_row(
    key: str, *, organization: OrganizationPage | None, title: str, phones: str, latitude: str, longitude: str
) -> Features:
    """Return what a new office is recognized by, of the texts of its cells; what cannot be read says nothing."""
    numbers = (part.rpartition(":")[2].strip() for part in parts_of(phones))
    point = _point(latitude, longitude)
    return Features(key, None if organization is None else organization.pk, folded(title), _dials(numbers), point)


def _dials(displays: Iterable[str]) -> frozenset[str]:
    found = set()
    for display in displays:
        try:
            dial = read_phone(display).dial
        except ValidationError:
            continue
        if not is_short(dial):
            found.add(dial)
    return frozenset(found)


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        point = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError:
        return None
    return point if all(math.isfinite(each) and abs(each) <= 180 for each in point) else None


def _cell(point: tuple[float, float]) -> tuple[int, int]:
    return math.floor(point[0] / CELL_DEGREES), math.floor(point[1] / CELL_DEGREES)


def _cells_around(point: tuple[float, float]) -> Iterator[tuple[int, int]]:
    row, column = _cell(point)
    yield from ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1))


def _meters(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points that are near, on a plane: right to the metre at 100 m."""
    narrowing = math.cos(math.radians((one[0] + other[0]) / 2))
    return METERS_A_DEGREE * math.hypot(one[0] - other[0], (one[1] - other[1]) * narrowing)
