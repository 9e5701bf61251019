"""A word of the glossary."""

from __future__ import annotations

from typing import Any

from content_models.shapes.documents import TermItem
from portal.footnotes import Footnotes
from portal.visit import Visit


def term(visit: Visit, item: TermItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a glossary term and its context."""
    related = (visit.view.item(key) for key in item["relatedKeys"])
    notes.numbers(item["legalReferences"])
    return "portal/term.html", {
        "related": [{**other, "href": visit.link(other["path"])} for other in related if other],
    }
