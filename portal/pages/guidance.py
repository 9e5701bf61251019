"""A guidance page: the question, the first step, and all that follows from it."""

from __future__ import annotations

from typing import Any

from content_models.shapes.documents import GuidanceItem
from portal.blocks import presented_blocks
from portal.footnotes import Footnotes
from portal.offices import places_of_kind
from portal.visit import Visit


def guidance(visit: Visit, item: GuidanceItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a guidance page and its context."""
    kinds_in_body = {block["organizationKind"] for block in item["body"] if block["type"] == "OfficesBlock"}
    places = [places_of_kind(visit, kind) for kind in item["officeKinds"] if kind not in kinds_in_body]
    blocks = presented_blocks(visit, item, notes)
    notes.numbers(item["legalReferences"])  # what the page as a whole rests on closes the list
    return "portal/guidance.html", {
        "blocks": blocks,
        "terms": _items(visit, item["termKeys"]),
        "related": _items(visit, item["relatedKeys"]),
        "places": places,
    }


def _items(visit: Visit, keys: list[str]) -> list[dict[str, Any]]:
    """The items that these keys still lead to, each with its address."""
    found = (visit.view.item(key) for key in keys)
    return [{**item, "href": visit.link(item["path"])} for item in found if item]
