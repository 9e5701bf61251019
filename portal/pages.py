"""What each kind of item is shown as: a template and its context."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import groupby
from typing import Any

from content_models.kinds import ItemKind
from content_models.municipalities import towns_to_choose
from content_models.overlay import Origin
from content_models.paths import GUIDES_PATH
from content_models.shapes.documents import (
    GuidanceItem,
    HomeItem,
    Item,
    NoticeItem,
    OfficeItem,
    OrganizationItem,
    ScriptItem,
    SectionItem,
    TermItem,
)
from portal.blocks import presented_blocks
from portal.footnotes import Footnotes
from portal.guides import guides_of_topic
from portal.navigation import NavigationEntry, emergencies, public_children, public_sections
from portal.offices import Card, card_of, instead_of, on_web_called, places_now, places_of_kind, services_named
from portal.opening import hours_of, opening_of
from portal.visit import Visit
from portal.words import terms_of, words_in

Context = dict[str, Any]
Presenter = Callable[[Visit, Any, Footnotes], tuple[str, Context]]


def home(visit: Visit, item: HomeItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of the first page and its context."""
    sections = public_sections(visit)
    return "portal/home.html", {
        "emergencies": emergencies(visit),
        "role_sections": [section for section in sections if section.item.get("role")],
        "other_sections": [section for section in sections if not section.item.get("role")],
        "notices": visit.view.notices(visit.now),
        "guides_href": visit.link(GUIDES_PATH) if visit.view.guides() else "",
    }


def section(visit: Visit, item: SectionItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template that suits what the section holds, and its context."""
    children = public_children(visit, item["path"])
    kinds = {child.item["kind"] for child in children}
    if ItemKind.TERM in kinds:
        return "portal/glossary.html", _glossary(children)
    if ItemKind.ORGANIZATION in kinds:
        return "portal/directory.html", _directory(visit, children)
    return "portal/section.html", {"children": children}


def _glossary(children: list[NavigationEntry]) -> dict[str, Any]:
    terms = [(child, letter_of(child.item["term"])) for child in children if child.item["kind"] == "TERM"]
    letters = groupby(terms, key=lambda entry: entry[1])
    return {"letters": [(letter, [child for child, _ in entries]) for letter, entries in letters]}


def _directory(visit: Visit, children: list[NavigationEntry]) -> dict[str, Any]:
    kinds = [info["organizationKind"] for info in visit.view.directory.organization_kinds()]
    return {
        "places": [places_of_kind(visit, kind, limit=None) for kind in kinds],
        "towns": towns_to_choose(visit.view.tenant.code),
        "others": [child for child in children if child.item["kind"] != ItemKind.ORGANIZATION],
    }


def guidance(visit: Visit, item: GuidanceItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a guidance page and its context."""
    kinds_in_body = {block["organizationKind"] for block in item["body"] if block["type"] == "OfficesBlock"}
    places = [places_now(visit, kind, is_printed=False) for kind in item["officeKinds"] if kind not in kinds_in_body]
    services = services_named(visit, (), plain=item["firstStep"] or "")
    blocks = presented_blocks(visit, item, notes, shown=services)
    notes.numbers(item["legalReferences"])  # what the page as a whole rests on closes the list
    return "portal/guidance.html", {
        "services": services,
        "blocks": blocks,
        "terms": terms_of(visit, item),
        "related": _items(visit, item["relatedKeys"]),
        "places": places,
        "guides": guides_of_topic(visit, item),
        "instead": instead_of(visit, item["firstStep"] or "", item["officeKinds"]),
    }


def _items(visit: Visit, keys: list[str]) -> list[dict[str, Any]]:
    """The items that these keys still lead to, each with its address."""
    found = (visit.view.item(key) for key in keys)
    return [{**item, "href": visit.link(item["path"])} for item in found if item]


def term(visit: Visit, item: TermItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a glossary term and its context."""
    related = (visit.view.item(key) for key in item["relatedKeys"])
    notes.numbers(item["legalReferences"])
    return "portal/term.html", {
        "named": [card_of(visit, office) for office in on_web_called(visit, item["term"])],
        "related": [{**other, "href": visit.link(other["path"])} for other in related if other],
    }


def organization(visit: Visit, item: OrganizationItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of an organization, or of a kind of them, and its context."""
    cards = _of_kind(visit, item)
    is_of_state = _is_of_state(item)
    own = [card for card in cards if _is_listed_first(card.item, item)]
    return "portal/organization.html", {
        "own": own,
        "others": [card for card in cards if card not in own],
        "is_of_state": is_of_state,
        "words": words_in(visit, (), (*item["goWhen"], *item["whatItDoes"])),
    }


def _is_listed_first(office: OfficeItem, organization: OrganizationItem) -> bool:
    """Whether it is the organization's own office; of a kind that the library describes, one of the state."""
    if _is_of_state(organization):
        return office["organizationKey"] == organization["key"]
    return _is_of_state(office)


def _is_of_state(item: OfficeItem | OrganizationItem) -> bool:
    return item["origin"] == Origin.LOCAL


def _of_kind(visit: Visit, item: OrganizationItem) -> tuple[Card, ...]:
    return places_of_kind(visit, item["organizationKind"], limit=None).cards


def office(visit: Visit, item: OfficeItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of an office and its context."""
    directory = visit.view.directory
    kind = directory.organization_kind(item["organizationKind"])
    return "portal/office.html", {
        "card": card_of(visit, item),
        "opening": opening_of(directory, item, visit.now),
        "hours": hours_of(item),
        "kind": kind,
        "kind_href": visit.link(kind["path"]) if kind else "",
    }


def notice(visit: Visit, item: NoticeItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a notice and its context."""
    return "portal/notice.html", {}


def script(visit: Visit, item: ScriptItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a script's preview and its context."""
    numbers = {node["key"]: number for number, node in reversed([*enumerate(item["nodes"], start=1)])}
    nodes = [
        {
            **node,
            "number": number,
            "notes": notes.numbers(node["legalReferences"]),
            "place": places_of_kind(visit, node["organizationKind"]) if node["organizationKind"] else None,
            "options": [{**option, "number": numbers.get(option["to"])} for option in node["options"]],
        }
        for number, node in enumerate(item["nodes"], start=1)
    ]
    notes.numbers(item["legalReferences"])  # what the script as a whole rests on closes the list
    return "portal/script.html", {"nodes": nodes}


def letter_of(word: str) -> str:
    """Return the capital letter a word begins with, without accent; Ñ is a letter of its own."""
    first = next((character for character in word if character.isalnum()), "#").upper()
    if first == "Ñ":
        return first
    return unicodedata.normalize("NFD", first)[0]


PRESENTERS: dict[ItemKind, Presenter] = {
    ItemKind.HOME: home,
    ItemKind.SECTION: section,
    ItemKind.GUIDANCE: guidance,
    ItemKind.TERM: term,
    ItemKind.ORGANIZATION: organization,
    ItemKind.OFFICE: office,
    ItemKind.NOTICE: notice,
    ItemKind.SCRIPT: script,
}

FOR_CITIZENS = frozenset(PRESENTERS) - {ItemKind.SCRIPT}
"""Scripts are for operators: editors preview them, the portal does not show them."""


def present(visit: Visit, item: Item, notes: Footnotes) -> tuple[str, Context]:
    """Return the template for an item and its context."""
    return PRESENTERS[ItemKind(item["kind"])](visit, item, notes)
