"""The offices near a town, for whoever searches for its name alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from content_models.municipalities import municipality_of_town, seat_of
from content_models.municipality_centres import centres_of
from content_models.spanish_order import fold
from delivery.directory import OfficeHit, is_reachable

from .offices import Card, card_of
from .visit import Visit

SHOWN_NEAR = 6
"""So many offices are shown for a town, those in it first."""


@dataclass(frozen=True, slots=True)
class NearOffice:
    """An office, and how far it is from the town."""

    card: Card
    distance: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the state and the offices nearest to it, not all of one kind.

    Attributes:
        name: of the municipality, or of its seat where that was typed.
        has_office: whether the directory has one in its municipality.
        open_now: the nearest that is open now; None: it is the first, or none of those near is known to be.
    """

    name: str
    has_office: bool
    offices: tuple[NearOffice, ...]
    open_now: NearOffice | None = None


def town_called(visit: Visit, typed: str) -> Town | None:
    """Return the town of the state that is called so, with the offices near it, if any; None: there is none.

    Where nobody knows its place, only those in its municipality are near.
    """
    code = visit.view.tenant.code
    municipality = municipality_of_town(code, typed)
    if municipality is None:
        return None
    centre = centres_of(code).get(municipality)
    place = {"near": (centre.latitude, centre.longitude)} if centre else {"municipality": municipality}
    near = visit.view.directory.offices(**place, now=visit.now)
    hits = [hit for hit in near if is_reachable(hit.item) and (hit.distance_meters is not None or not centre)]
    of_town = [hit for hit in hits if hit.item["municipality"] == municipality]
    listed = [*of_town, *(hit for hit in hits if hit not in of_town)]
    cards = [NearOffice(card_of(visit, hit.item), _distance(hit, is_there=hit in of_town)) for hit in listed]
    offices, is_open = tuple(cards[:SHOWN_NEAR]), [one for one in cards if one.card.opening.is_open]
    seat = seat_of(code, municipality)
    name = seat if fold(seat) == fold(typed) else municipality
    open_now = is_open[0] if is_open and is_open[0] is not offices[0] else None
    return Town(name, bool(of_town), offices, open_now)


def _distance(hit: OfficeHit, *, is_there: bool) -> str:
    """Return how far an office is in words: by the air, and from the middle of the town."""
    kilometers = round((hit.distance_meters or 0) / 1000)
    if is_there or not kilometers:
        return _("In that municipality") if is_there else _("Less than a kilometre away, as the crow flies")
    return _("Some %(kilometers)d km away, as the crow flies") % {"kilometers": kilometers}
