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
    """

    name: str
    has_office: bool
    offices: tuple[NearOffice, ...]


def town_called(visit: Visit, typed: str) -> Town | None:
    """Return the town of the state that is called so, with the offices near it; None: there is none."""
    code = visit.view.tenant.code
    municipality = municipality_of_town(code, typed)
    centre = centres_of(code).get(municipality or "")
    if municipality is None or centre is None:
        return None
    near = visit.view.directory.offices(near=(centre.latitude, centre.longitude), now=visit.now)
    hits = [hit for hit in near if hit.distance_meters is not None and is_reachable(hit.item)]
    of_town = [hit for hit in hits if hit.item["municipality"] == municipality]
    shown = [*of_town, *(hit for hit in hits if hit not in of_town)][:SHOWN_NEAR]
    offices = tuple(NearOffice(card_of(visit, hit.item), _distance(hit, is_there=hit in of_town)) for hit in shown)
    seat = seat_of(code, municipality)
    name = seat if fold(seat) == fold(typed) else municipality
    return Town(name, bool(of_town), offices) if offices else None


def _distance(hit: OfficeHit, *, is_there: bool) -> str:
    """Return how far an office is in words: by the air, and from the middle of the town."""
    kilometers = round((hit.distance_meters or 0) / 1000)
    if is_there or not kilometers:
        return _("In that municipality") if is_there else _("Less than a kilometre away, as the crow flies")
    return _("Some %(kilometers)d km away, as the crow flies") % {"kilometers": kilometers}
