"""A section: what lies below it, as a list of questions, as a glossary or as a directory."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from content_models.kinds import ItemKind
from content_models.shapes.documents import SectionItem
from portal.footnotes import Footnotes
from portal.letters import letter_of
from portal.navigation import NavigationEntry, public_children
from portal.offices import places_of_kind
from portal.visit import Visit


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
    kinds = [info["organizationKind"] for info in visit.view.organization_kinds()]
    return {
        "places": [places_of_kind(visit, kind, limit=None) for kind in kinds],
        "others": [child for child in children if child.item["kind"] != ItemKind.ORGANIZATION],
    }
