"""The offices near a town, for whoever searches for its name, alone, with a kind of office or with what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content_models.choices import OrganizationKind
from content_models.municipalities import seat_of, town_within
from content_models.municipality_centres import centres_of
from content_models.personal_data import GIVEN_NAMES
from content_models.shapes.documents import OfficeItem, OrganizationItem
from content_models.shapes.parts import Origin
from content_models.spanish_order import fold
from delivery.directory import OfficeHit, is_reachable
from delivery.search.words import folded_words, language_of

from .kind_names import places_of_names
from .offices import MOST_OFFICES, NO_PLACES, SHOWN_OF_A_KIND, Card, card_of, is_across_border, places_of_kind
from .visit import Visit

SHOWN_NEAR = 6
"""So many offices are shown for a town, those in it first."""
SHOWN_OF_KIND_NEAR = 3
"""So many of one kind, if that was named, too: what else is found stands below them."""
KINDS_NEAR = 2
"""So many kinds of office of the page on what happened are shown near the town that was named with it."""
AT = frozenset({"en", "in"})
ARTICLES = frozenset({"el", "la", "los", "las"})
OF_STREETS = frozenset({"calle", "avenida", "av", "boulevard", "blvd", "calzada", "carretera", "colonia", "barrio"})
"""What follows one of these words names a street or a quarter."""
OF_PLACES = frozenset({"de", "d", "del", "por", "desde", "hacia", "el", "la", "ciudad", "cd", "alcaldia", "municipio"})
"""Behind one of these, what a person may be called is a place: “por la Benito Juárez”."""


@dataclass(frozen=True, slots=True)
class TownOfMatter:
    """A town that was named with what happened.

    Attributes:
        said: the folded words that name it.
        matter: the folded words beside them.
    """

    municipality: str
    said: str
    matter: str


@dataclass(frozen=True, slots=True)
class NearOffice:
    """An office, and how far it is from the town."""

    card: Card
    distance: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the state and the offices nearest to it, of all kinds or of one.

    Attributes:
        name: of the municipality, or of its seat where that was typed.
        has_office: whether the directory has one in its municipality, of that kind.
        kind_name: of the kind of office that was named, too; empty: any.
        open_now: the nearest that is surely open now and can be called; None: it is the first, or there is none.
        of_state: where nobody knows which is the nearest, those of the state that can be called and know it.
    """

    name: str
    has_office: bool
    offices: tuple[NearOffice, ...]
    kind_name: str = ""
    open_now: NearOffice | None = None
    of_state: tuple[Card, ...] = ()


def town_called(visit: Visit, typed: str) -> Town | None:
    """Return the town of the state that is called so, with the offices near it, if any; None: there is none.

    Where nobody knows its place, only those in its municipality are near.
    """
    words = folded_words(typed)
    found = town_within(visit.view.tenant.code, words)
    if found is not None and found[1] == " ".join(words):
        return _town(visit, *found)
    named = town_of_matter(visit, typed)
    if named is None or language_of(visit.view.locale).content_words(named.matter.split()):
        return None
    return _town(visit, named.municipality, named.said)  # "en Ecatepec"


def town_of_matter(visit: Visit, typed: str) -> TownOfMatter | None:
    """Return the town of the state that is named within what somebody says, and what else they say; None: none is.

    A name that may mean something else counts only behind “en”: a word of the texts (Centro), a thing (el oro), or
    what a street is called; one that begins as a person's (Miguel Hidalgo) behind “de”, “por” and the like, too.
    """
    words = folded_words(typed)

    def is_other(said: Sequence[str], place: int) -> bool:
        before = words[:place][-1:]
        if AT.intersection(before):
            return False
        if said[0] in GIVEN_NAMES and not OF_PLACES.intersection(before):
            return True
        is_thing = bool(before) and said[0] in ARTICLES
        return is_thing or bool(OF_STREETS.intersection(before)) or visit.view.has_in_texts(said)

    found = town_within(visit.view.tenant.code, words, is_other=is_other)
    if found is None:
        return None
    municipality, said = found
    matter = f" {' '.join(words)} ".replace(f" {said} ", " ", 1)
    return TownOfMatter(municipality, said, matter.strip())


def towns_of_kinds(visit: Visit, named: TownOfMatter, kinds: Iterable[str]) -> tuple[Town, ...]:
    """Return the town with the nearest offices of the first kinds that people go to, each kind by itself.

    A kind of which nobody knows an office near it, nor one of the state that can be called, is left out; the first is
    returned all the same where that leaves none, so that it can be said.
    """
    infos = (visit.view.directory.organization_kind(kind) for kind in kinds if kind not in NO_PLACES)
    described = [info for info in infos if info is not None]
    towns = [_town(visit, named.municipality, named.said, kind=info, is_needed=True) for info in described[:KINDS_NEAR]]
    return tuple(town for town in towns if town.offices or town.of_state) or tuple(towns[:1])


def town_and_kind(visit: Visit, typed: str) -> Town | None:
    """Return the town that is named with a kind of office (fiscalía en Cárdenas), with those near it; None: neither is.

    Words of the kind's name are not taken for a town's: Centro is one in Tabasco.
    """
    words = folded_words(typed)
    for kind in visit.view.directory.organization_kinds():
        for places in places_of_names(kind, words):
            rest = [word for place, word in enumerate(words) if place not in places]
            found = town_within(visit.view.tenant.code, rest) if places else None
            if found is not None:
                town = _town(visit, *found, kind=kind)
                return town if town.offices or town.of_state else None
    return None


def _town(
    visit: Visit, municipality: str, said: str, kind: OrganizationItem | None = None, *, is_needed: bool = False
) -> Town:
    """Return a town with the offices near it.

    Args:
        is_needed: somebody needs one of the kind: courts that hear other matters alone are none.
    """
    code = visit.view.tenant.code
    centre = centres_of(code).get(municipality)
    place = {"near": (centre.latitude, centre.longitude)} if centre else {"municipality": municipality}
    directory, wanted = visit.view.directory, kind and kind["organizationKind"]
    if wanted and is_needed:
        found = directory.offices_for(wanted, **place, now=visit.now)
    else:
        found = directory.offices(wanted, **place, now=visit.now)
    near = [hit for hit in found if is_reachable(hit.item)]
    of_town = [hit for hit in near if hit.item["municipality"] == municipality]
    hits = [hit for hit in near if hit.distance_meters is not None or (hit in of_town and not centre)]
    listed = sorted(hits, key=lambda hit: hit not in of_town)
    cards = [NearOffice(card_of(visit, hit.item), _distance(hit, is_there=hit in of_town)) for hit in listed]
    offices = tuple(cards[: SHOWN_OF_KIND_NEAR if kind else SHOWN_NEAR])
    is_open = next((one for one in cards if _is_surely_open(one.card)), None)
    seat = seat_of(code, municipality)
    return Town(
        name=seat if fold(seat) == said else municipality,
        has_office=bool(of_town),
        offices=offices,
        kind_name=kind["name"] if kind else "",
        open_now=None if is_open is None or is_open is offices[0] else is_open,
        of_state=() if offices else _of_state(visit, wanted or OrganizationKind.PROSECUTOR),
    )


def _of_state(visit: Visit, kind: str) -> tuple[Card, ...]:
    """Return the first of the state's own offices of a kind that can be called: they know which one is the nearest."""
    cards = places_of_kind(visit, kind, limit=MOST_OFFICES).cards
    own = [card for card in cards if _is_of_state(visit, card.item)]
    return tuple(card for card in own if card.item["phones"])[:SHOWN_OF_A_KIND]


def _is_of_state(visit: Visit, office: OfficeItem) -> bool:
    is_substitute = visit.view.directory.substitution_of(office) is not None
    return office["origin"] == Origin.LOCAL and not is_substitute and not is_across_border(visit, office)


def _is_surely_open(card: Card) -> bool:
    """Return whether an office is open by hours that somebody has confirmed, and can be called before one sets out."""
    return bool(card.opening.is_open and card.opening.is_assured and card.item["phones"])


def _distance(hit: OfficeHit, *, is_there: bool) -> str:
    """Return how far an office is in words: by the air, and from the middle of the town."""
    kilometers = round((hit.distance_meters or 0) / 1000)
    if is_there or not kilometers:
        return _("In that municipality") if is_there else _("Less than a kilometre away, as the crow flies")
    return _("Some %(kilometers)d km away, as the crow flies") % {"kilometers": kilometers}
