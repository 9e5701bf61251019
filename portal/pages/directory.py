"""Organizations and their offices."""

from __future__ import annotations

from typing import Any

from content_models.shapes.documents import OfficeItem, OrganizationItem
from portal.footnotes import Footnotes
from portal.offices import Card, card_of, places_of_kind
from portal.opening import hours_of, opening_of
from portal.visit import Visit


def organization(visit: Visit, item: OrganizationItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of an organization, or of a kind of them, and its context."""
    return "portal/organization.html", {
        "own": [card for card in _of_kind(visit, item) if card.item["organizationKey"] == item["key"]],
        "others": [card for card in _of_kind(visit, item) if card.item["organizationKey"] != item["key"]],
    }


def _of_kind(visit: Visit, item: OrganizationItem) -> tuple[Card, ...]:
    return places_of_kind(visit, item["organizationKind"], limit=None).cards


def office(visit: Visit, item: OfficeItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of an office and its context."""
    kinds = (info for info in visit.view.organization_kinds() if info["organizationKind"] == item["organizationKind"])
    kind = next(kinds, None)
    return "portal/office.html", {
        "card": card_of(visit, item),
        "opening": opening_of(visit.view, item, visit.now),
        "hours": hours_of(item),
        "kind": kind,
        "kind_href": visit.link(kind["path"]) if kind else "",
    }
