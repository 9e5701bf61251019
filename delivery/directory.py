"""Finding offices: by kind, service, place, distance and opening hours; and when such an answer expires."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import asin, cos, radians, sin, sqrt

from content_models.choices import OrganizationKind
from content_models.municipality_centres import centre_of
from content_models.overlay import Origin
from content_models.shapes.documents import NoticeItem, OfficeItem
from content_models.spanish_order import fold

from .calendars import NATIONAL, Calendar
from .opening_hours import is_open, next_change

__all__ = [
    "OfficeFilter",
    "OfficeHit",
    "distance_meters",
    "find_offices",
    "is_in_force",
    "is_open",
    "next_boundary",
    "next_change",
]

EARTH_RADIUS_METERS = 6_371_008.8


@dataclass(frozen=True, slots=True)
class OfficeHit:
    """An office that matches, its distance, and whether it is open at the instant asked for (None: not known)."""

    item: OfficeItem
    distance_meters: int | None
    is_approximate: bool
    is_open: bool | None

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """The sort key before the published order: known to be open first, then the nearest, unknown places last.

        Whether offices are open, and how far they are, is known for all hits of one filter or for none.
        """
        return (self.is_open is None, self.distance_meters is None, self.distance_meters or 0)


@dataclass(frozen=True, slots=True)
class OfficeFilter:
    """Conditions on offices; None means any.

    Args:
        service: words that a service's name or description must contain.
        municipality: its name, whatever the accents and case.
        near: latitude and longitude in WGS 84 degrees; nearest come first.
        open_now: leave out those known to be closed; known open ones come first.
        open_at: the same for another instant.
    """

    kind: str | None = None
    service: str | None = None
    municipality: str | None = None
    near: tuple[float, float] | None = None
    within_meters: float | None = None
    open_now: bool = False
    open_at: datetime | None = None


def find_offices(
    offices: Iterable[OfficeItem],
    state_code: str,
    filters: OfficeFilter,
    now: datetime | None,
    calendar: Calendar = NATIONAL,
) -> tuple[OfficeHit, ...]:
    """Return the offices that match a filter. Whether each is open is computed only for `open_now` and `open_at`.

    Without `near` they keep their published order (confirmed ones first); with it the nearest come first, those whose
    place is not known last. A confidential office has no place: it matches no `near` at all. An office without a point
    of its own is measured from its municipality's centre, and the distance is marked as approximate.

    Args:
        offices: in their published order.
        state_code: of the state whose municipalities they are in.
        now: an aware instant; needed for `open_now`.
        calendar: the holidays and closures of the state.
    """
    at = filters.open_at or (now if filters.open_now else None)
    hits = [_hit(office, state_code, filters, at, calendar) for office in offices if _fits(office, filters)]
    if filters.near is not None:
        hits = [hit for hit in hits if not hit.item["isConfidential"]]
    if filters.within_meters is not None and filters.near is not None:
        hits = [hit for hit in hits if hit.distance_meters is not None and hit.distance_meters <= filters.within_meters]
    if filters.open_now or filters.open_at is not None:
        hits = [hit for hit in hits if hit.is_open is not False]
    if at is not None or filters.near is not None:
        hits.sort(key=lambda hit: hit.rank)
    return tuple(hits)


def reachable(hits: tuple[OfficeHit, ...]) -> tuple[OfficeHit, ...]:
    """Leave out national services that a person can neither call, write to nor visit; all, where that is all there is.

    A state's own office stays, even while its place is not recorded.
    """
    reached = tuple(hit for hit in hits if hit.item["origin"] != Origin.LIBRARY or is_reachable(hit.item))
    return hits if len(reached) in (0, len(hits)) else reached


OTHER_MATTERS = ("civil", "famili", "mercantil", "laboral")
"""How the words begin that name what a court hears that is no criminal matter."""
CRIMINAL_MATTERS = ("penal", "control", "mixt", "ejecucion")
ADOLESCENTS = ("adolescent",)
"""Whoever is under 18 has a system of justice of their own (CPEUM 18): a court called after them is for no adult."""
ALSO_ADOLESCENTS = re.compile(r"\b(penal|control|mixt\w+)\b.* y (de|en|para|especializad\w+) .*\badolescent")
"""But one that hears them, too: “Juzgado de Control y Especializado en Justicia para Adolescentes”."""


def in_criminal_matters(hits: tuple[OfficeHit, ...]) -> tuple[OfficeHit, ...]:
    """Leave out courts for adolescents, and those called after other matters alone, unless no other court is there."""
    of_adults = tuple(hit for hit in hits if not _is_for_adolescents(hit.item))
    heard = tuple(hit for hit in of_adults if not _hears_other_matters(hit.item))
    return heard or of_adults


def _is_for_adolescents(office: OfficeItem) -> bool:
    """Whether an office is a court for adolescents, by its name, and for nobody else."""
    return _is_court_called(office, ADOLESCENTS) and not ALSO_ADOLESCENTS.search(fold(office["name"]))


def _hears_other_matters(office: OfficeItem) -> bool:
    """Whether a court's name says that it is a civil, family or labor court, and nothing of criminal matters."""
    return _is_court_called(office, OTHER_MATTERS) and not _is_court_called(office, CRIMINAL_MATTERS)


def _is_court_called(office: OfficeItem, beginnings: tuple[str, ...]) -> bool:
    """Whether an office is a court in whose name a word begins so."""
    is_court = office["organizationKind"] == OrganizationKind.COURT
    return is_court and any(word.startswith(beginnings) for word in fold(office["name"]).split())


def is_reachable(office: OfficeItem) -> bool:
    """Whether a person can call an office, write to it or go there; a confidential place is reached through others.

    The desk has the same rule (`frontend/src/desk/offices.ts`). A town without a street is no address.
    """
    address = office["address"]
    street = address["text"] if address is not None else ""
    return bool(office["phones"] or office["email"] or street.strip() or office["isConfidential"])


def place_of(office: OfficeItem, state_code: str) -> tuple[tuple[float, float] | None, bool]:
    """Return where an office is, and whether that is only the centre of its municipality; no point: nobody knows.

    Args:
        state_code: of the state whose directory has the office, such as `TAB`.
    Returns:
        Latitude and longitude in WGS 84 degrees.
    """
    if office["latitude"] is not None and office["longitude"] is not None:
        return (office["latitude"], office["longitude"]), False
    centre = centre_of(state_code, office["municipality"]) if office["municipality"] else None
    return (None, False) if centre is None else ((centre.latitude, centre.longitude), True)


def distance_meters(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The great-circle distance of two points.

    Args:
        here, there: latitude and longitude in WGS 84 degrees.
    Source:
        The haversine formula, with the mean radius R1 of the Geodetic Reference System 1980.
    """
    (latitude, longitude), (other_latitude, other_longitude) = here, there
    half_height = sin(radians(other_latitude - latitude) / 2)
    half_width = sin(radians(other_longitude - longitude) / 2)
    root = half_height**2 + cos(radians(latitude)) * cos(radians(other_latitude)) * half_width**2
    return 2 * EARTH_RADIUS_METERS * asin(sqrt(min(1.0, root)))


def is_in_force(notice: NoticeItem, now: datetime) -> bool:
    """Whether a notice holds at an aware instant: from its start on, until before its end."""
    starts_at, ends_at = _instant(notice["startsAt"]), _instant(notice["endsAt"])
    return (starts_at is None or starts_at <= now) and (ends_at is None or now < ends_at)


def next_boundary(
    offices: Iterable[OfficeItem], notices: Iterable[NoticeItem], now: datetime, calendar: Calendar = NATIONAL
) -> datetime | None:
    """The next instant at which an office opens or closes, or a notice begins or ends.

    Args:
        now: an aware instant; what comes is later than it.
        calendar: the holidays and closures of the state.
    Returns:
        An instant in UTC; None when none is known.
    """
    boundaries = [change for office in offices if (change := next_change(office, now, calendar)) is not None]
    for notice in notices:
        instants = (_instant(notice["startsAt"]), _instant(notice["endsAt"]))
        boundaries += [instant for instant in instants if instant is not None and instant > now]
    return min(boundaries, default=None)


def _fits(office: OfficeItem, filters: OfficeFilter) -> bool:
    return (
        (filters.kind is None or office["organizationKind"] == filters.kind)
        and (not filters.service or _offers(office, fold(filters.service)))
        and (not filters.municipality or fold(office["municipality"] or "") == fold(filters.municipality.strip()))
    )


def _offers(office: OfficeItem, words: str) -> bool:
    return any(
        words in fold(service["name"])
        or (service["description"] is not None and words in fold(service["description"]["plainText"]))
        for service in office["services"]
    )


def _hit(
    office: OfficeItem, state_code: str, filters: OfficeFilter, at: datetime | None, calendar: Calendar
) -> OfficeHit:
    point, is_approximate = place_of(office, state_code) if filters.near is not None else (None, False)
    meters = None if point is None or filters.near is None else round(distance_meters(filters.near, point))
    return OfficeHit(office, meters, is_approximate, None if at is None else is_open(office, at, calendar))


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
