"""Offices as the portal shows them: where, how to call, whether open now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from django.utils.translation import gettext as _

from content_models.choices import OrganizationKind, SubstituteReason
from content_models.municipality_centres import may_be_of_another_state
from content_models.rich_text.nodes import nodes_in
from content_models.shapes.documents import OfficeItem, OrganizationItem
from content_models.shapes.parts import Origin, Phone, RichText
from content_models.spanish_order import fold
from delivery.directory import is_reachable

from .kind_names import is_named, is_named_in_full
from .maps import map_address
from .opening import Opening, opening_of
from .visit import Visit

SHOWN_OF_A_KIND = 3
"""How many offices of a kind a guidance page shows; a link leads to the others."""


MOST_OFFICES = 100
PRINTED_OF_A_KIND = 20
"""Paper has no link to the others: how many offices of a kind stand on it."""


@dataclass(frozen=True, slots=True)
class Card:
    """An office in short.

    Attributes:
        note: for which kind it is a substitute, or whom it serves where it may stand in another state; mostly empty.
        map_href: where a map searches for its street; empty: no street is published.
    """

    item: OfficeItem
    href: str
    opening: Opening
    note: str = ""
    map_href: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The offices of one kind of organization, or who stands in for them, and where to read about the kind.

    Attributes:
        more: how many there are beside the `cards`.
        on_paper: those of them that are printed all the same.
    """

    kind: str
    info: OrganizationItem | None
    href: str
    cards: tuple[Card, ...]
    more: int
    on_paper: tuple[Card, ...] = ()


def address_withheld(office: OfficeItem) -> str:
    """Return why a confidential office has no address, and what there is to do instead, by what is known of it."""
    if office["phones"]:
        return _("For safety the address is not published. Call to ask how to get there.")
    if office["email"]:
        return _("For safety the address is not published. Write an e-mail to ask how to get there.")
    if office["website"]:
        return _("For safety the address is not published. Look on its website for how to contact it.")
    return _("For safety the address is not published, and no telephone of it is known. In danger, call 911.")


def contact_unknown(office: OfficeItem) -> str:
    """Return that nobody knows how an office is reached, and what there is to do instead; empty: it is known."""
    if is_reachable(office):
        return ""
    if office["website"] and not office["municipality"]:
        return _("It is a service on the web:")
    if office["website"]:
        return _("Neither its telephone nor its address is known. Look on its website for how to contact it.")
    return _("Neither its telephone nor its address is known: do not set out for it. In danger, call 911.")


def card_of(visit: Visit, office: OfficeItem) -> Card:
    """Return an office with its address on the portal and whether it is open now."""
    note = visit.view.directory.substitute_note(office) or (is_across_border(visit, office) and office["note"]) or ""
    opening = opening_of(visit.view.directory, office, visit.now)
    return Card(office, visit.link(office["path"]), opening, note, map_address(office, visit.view.tenant))


NO_PLACES = frozenset({OrganizationKind.POLICE, OrganizationKind.HELP_LINE})
"""Kinds that are called, wherever one is."""


OF_THE_DEFENCE = frozenset({OrganizationKind.PUBLIC_DEFENDER, OrganizationKind.COURT})
"""In the place of whoever defends or decides, nobody is sent to whoever accuses."""


@dataclass(frozen=True, slots=True)
class Instead:
    """To whom people turn where a text sends them to an office that the state does not have.

    Attributes:
        state: its name.
        kind: what is named.
        other: the first other kind that the state has, by which people are to go; None: none.
        other_href: where it is read about.
        line: the number of the line for the same need; None: there is none.
    """

    state: str
    kind: OrganizationItem
    other: OrganizationItem | None
    other_href: str
    line: OfficeItem | None

    @property
    def sentence(self) -> str:
        """Return what is missing."""
        return _("The directory of %(state)s has no office of this kind: %(kind)s.") % {
            "state": self.state,
            "kind": self.kind["name"],
        }

    @property
    def calls(self) -> list[tuple[str, Phone]]:
        """Return the numbers to call, each with what it is called, the number included."""
        name, phones = (self.line["name"], self.line["phones"]) if self.line else ("", [])
        return [(name if phone["display"] in name else f"{name} {phone['display']}", phone) for phone in phones]

    @property
    def as_text(self) -> str:
        """Return all of it without links."""
        ways = [(_("Go to:"), self.other["name"])] if self.other else []
        ways += [(_("Call:"), name) for name, _phone in self.calls]
        return " ".join([self.sentence, *(f"{verb} {name}." for verb, name in ways)])


def instead_of(visit: Visit, text: str, kinds: Sequence[str], others: Sequence[str] = ()) -> Instead | None:
    """Return to whom to turn instead of the office to which a text sends; None: to none, or the state has one.

    Args:
        kinds: to which the text is known to send: it names them by whatever they are called. Others it must name in
            full.
        others: further kinds to which people with the same matter are sent.
    """
    directory = visit.view.directory
    absent = [
        kind
        for kind in directory.organization_kinds()
        if kind["organizationKind"] not in NO_PLACES and not directory.has_own_office(kind["organizationKind"])
    ]
    named = next((kind for kind in absent if kind["organizationKind"] in kinds and is_named(kind, text)), None)
    named = named or next((kind for kind in absent if is_named_in_full(kind, text)), None)
    if named is None:
        return None
    wanted = named["organizationKind"]
    suitable = [kind for kind in (*kinds, *others) if kind not in NO_PLACES and directory.has_own_office(kind)]
    if wanted in OF_THE_DEFENCE:
        suitable = [kind for kind in suitable if kind != OrganizationKind.PROSECUTOR]
    other = next((info for kind in suitable if (info := directory.organization_kind(kind))), None)
    line = directory.substitute(wanted)
    made = line and directory.substitution_of(line)
    is_for_it = made is not None and made.reason == SubstituteReason.KIND_LINE
    href = visit.link(other["path"]) if other else ""
    return Instead(visit.view.tenant.name, named, other, href, line if is_for_it else None)


@dataclass(frozen=True, slots=True)
class WebService:
    """A service that people use on the web."""

    name: str
    website: str


REPORTED_ONLINE = re.compile(r"\bdenunci(?:a|as|ar|e) (?:en linea|por internet)\b|\bmedios digitales\b")
"""Folded words that a report can be made on the web, as `frontend/src/desk/offices.ts` has them."""


WHICH_BUILDING = re.compile(r"\s*\([^()]*\)\s*$")
"""What a name ends with to say which of an institution's offices it is; a website is the whole institution's."""


def services_named(visit: Visit, texts: object, plain: str = "") -> list[WebService]:
    """Return what people use on the web where texts send them there, each once.

    Such are the services on the web alone that are called as terms marked in the texts, in their order; and, where a
    report can be made online, the website of the state's prosecutor's office.

    Args:
        texts: rich texts, within lists and mappings of whatever depth.
        plain: a text without marks.
    """
    rich = list(_rich_texts_in(texts))
    keys = dict.fromkeys(node["key"] for text in rich for node in nodes_in(text["ast"]) if node["type"] == "term")
    terms = [item["term"] for key in keys if (item := visit.view.item(key)) and item["kind"] == "TERM"]
    offices = [office for term in terms for office in on_web_called(visit, term)]
    if any(REPORTED_ONLINE.search(fold(text)) for text in (plain, *(text["plainText"] for text in rich))):
        offices += _prosecutor_on_web(visit)
    by_website = {office["website"]: WHICH_BUILDING.sub("", office["name"]) for office in offices}
    return [WebService(name, website) for website, name in by_website.items() if website]


def _prosecutor_on_web(visit: Visit) -> list[OfficeItem]:
    """Return the first prosecutor's office of the state's own that has a website and can be reached otherwise, too.

    What stands on the web alone is for one kind of crime: the report of extortion.
    """
    cards = places_of_kind(visit, OrganizationKind.PROSECUTOR, limit=None).cards
    own = (card.item for card in cards if card.item["origin"] == Origin.LOCAL and is_reachable(card.item))
    return [office for office in own if office["website"]][:1]


def _rich_texts_in(texts: object) -> Iterator[RichText]:
    if isinstance(texts, Mapping):
        if isinstance(texts.get("ast"), list):
            yield cast(RichText, texts)
            return
        texts = list(texts.values())
    if isinstance(texts, (list, tuple)):
        for one in texts:
            yield from _rich_texts_in(one)


def on_web_called(visit: Visit, term: str) -> list[OfficeItem]:
    """Return the services that stand on the web alone and are called as a term: a register that texts send to.

    Their name ends in the term, and at least half of its words are the term's: “Consulta del Registro …” is the
    register, “Fiscalía – reporte de extorsión” is not every prosecutor's office.
    """
    called = fold(term).split()
    offices = (hit.item for hit in visit.view.directory.offices())
    on_web = [office for office in offices if office["website"] and not is_reachable(office)]
    named = [(office, fold(office["name"]).split()) for office in on_web]
    found = [office for office, words in named if words[-len(called) :] == called and len(words) <= 2 * len(called)]
    return found[:SHOWN_OF_A_KIND]


def is_across_border(visit: Visit, office: OfficeItem) -> bool:
    """Whether an office of the state may stand in another; see `may_be_of_another_state`."""
    return may_be_of_another_state(visit.view.tenant.code, office["municipality"] or "")


def places_of_kind(visit: Visit, kind: str, *, limit: int | None = SHOWN_OF_A_KIND) -> Places:
    """Return who answers for a kind in the state, at most `limit`, in the order of `rank_of`; else of the directory.

    Without a limit it is the directory's list: all offices of the kind, those with a website only included.
    """
    directory = visit.view.directory
    hits = directory.offices_for(kind)
    if limit is None:
        hits = directory.offices(kind) or hits
    info = directory.organization_kind(kind)
    cards = [card_of(visit, hit.item) for hit in hits]
    cards.sort(key=lambda card: rank_of(card, is_across_border=is_across_border(visit, card.item)))
    shown = cards[:limit]
    return Places(
        kind=kind,
        info=info,
        href=visit.link(info["path"]) if info else "",
        cards=tuple(shown),
        more=len(cards) - len(shown),
    )


def places_now(visit: Visit, kind: str, *, is_printed: bool = True) -> Places:
    """Return who answers for a kind, the first few as cards; pages and guides list the offices of a kind alike.

    Where none of the first is open now, the first that is, and that one can call or go to, stands behind them.
    """
    places = places_of_kind(visit, kind, limit=MOST_OFFICES)
    shown, others = list(places.cards[:SHOWN_OF_A_KIND]), list(places.cards[SHOWN_OF_A_KIND:])
    if not any(card.opening.is_open for card in shown):  # at night, a line that answers is worth a fourth place
        shown += [card for card in others if card.opening.is_open and is_reachable(card.item)][:1]
        others = [card for card in others if card not in shown]
    on_paper = tuple(others[:PRINTED_OF_A_KIND]) if is_printed else ()
    return replace(places, cards=tuple(shown), more=len(others) + places.more, on_paper=on_paper)


Rank = tuple[bool, bool, bool, bool, bool, int, bool]


def rank_of(card: Card, *, is_across_border: bool) -> Rank:
    """Return which office of a kind comes first, on pages, in guides and in the directory, the lowest rank first.

    Whoever can be called, written to or gone to before a form on the web, and that before an office of which nothing
    is known; within the state before beyond its border, the state's own before national ones; then what somebody has
    confirmed and can be called or gone to, then what has a telephone. Only among equally usable ones does it count
    which is open now: an office that is shut has a telephone for tomorrow, one without telephone has none at all.
    """
    office, opening = card.item, card.opening
    is_usable = is_reachable(office)
    is_open = {True: 0, None: 1, False: 2}[opening.is_open]
    is_national = office["origin"] == Origin.LIBRARY
    is_confirmed = is_usable and opening.is_assured
    has_phone = bool(office["phones"])
    return not is_usable, is_across_border, is_national, not is_confirmed, not has_phone, is_open, not office["website"]
