"""New offices that may be in the directory already: the same name, telephone or place. People say whether they are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from content_models.models import OfficePage, OrganizationPage
from tenants.phones import is_short, read_phone

from .columns import parts_of, plain
from .directory import Directory, stored_value

NEAR_METERS = 100
CELL_DEGREES = 0.002
"""Some 200 m: what is nearer than `NEAR_METERS` is in the same cell or in one beside it."""
METERS_A_DEGREE = 111_195
MOST_PROPOSED = 3
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


class KnownOffices:
    """Finds offices that may be the same as another."""

    def __init__(self, offices: Iterable[Features] = ()) -> None:
        self._by_key: dict[str, Features] = {}
        self._by_name: dict[str, list[Features]] = defaultdict(list)
        self._by_dial: dict[str, list[Features]] = defaultdict(list)
        self._by_cell: dict[tuple[int, int], list[Features]] = defaultdict(list)
        for office in offices:
            self.add(office)

    def add(self, office: Features) -> None:
        """Add one to those that are compared."""
        self._by_key[office.key] = office
        self._by_name[office.name].append(office)
        for dial in office.dials:
            self._by_dial[dial].append(office)
        if office.point is not None:
            self._by_cell[_cell(office.point)].append(office)

    def like(self, office: Features) -> list[str]:
        """Return the keys of those that may be the same, the likeliest first."""
        found: dict[str, int] = defaultdict(int)
        for each, weight in self._alike(office):
            if each.key != office.key:
                found[each.key] += weight
        return sorted(found, key=lambda key: -found[key])[:MOST_PROPOSED]

    def _alike(self, office: Features) -> Iterator[tuple[Features, int]]:
        yield from ((each, 3) for each in self._by_name[office.name])
        for dial in office.dials:
            sharing = self._by_dial[dial]
            if len(sharing) <= MOST_OF_PHONE:
                yield from ((each, 2) for each in sharing if each.organization == office.organization)
        if office.point is not None:
            near = (each for cell in _cells_around(office.point) for each in self._by_cell[cell])
            for each in near:
                is_near = each.point is not None and _meters(each.point, office.point) <= NEAR_METERS
                if is_near and each.organization == office.organization:
                    yield each, 1


def features_of(office: OfficePage, organization: OrganizationPage | None) -> Features:
    """Return what an office is recognized by."""
    point = None
    if office.latitude is not None and office.longitude is not None:
        point = office.latitude, office.longitude
    displays = (str(block["value"]["display"]) for block in stored_value(office, "phones"))
    return Features(
        key=str(office.translation_key),
        organization=None if organization is None else organization.pk,
        name=plain(office.title),
        dials=_dials(displays),
        point=point,
    )


def known_of(directory: Directory) -> KnownOffices:
    """Return the offices of a state that new ones are compared with: those that are not withdrawn."""
    return KnownOffices(
        features_of(one.draft, directory.organization_of(one.page))
        for one in directory.offices.values()
        if not one.is_withdrawn
    )


def features_of_row(
    key: str, *, organization: OrganizationPage | None, title: str, phones: str, latitude: str, longitude: str
) -> Features:
    """Return what a new office is recognized by, of the texts of its cells; what cannot be read says nothing."""
    numbers = (part.rpartition(":")[2].strip() for part in parts_of(phones))
    point = _point(latitude, longitude)
    return Features(key, None if organization is None else organization.pk, plain(title), _dials(numbers), point)


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
