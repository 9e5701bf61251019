"""A word of the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.footnotes import Footnotes
from portal.visit import Visit


def term(visit: Visit, item: Mapping[str, Any], notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a glossary term and its context."""
    related = (visit.view.item(key) for key in item["relatedKeys"])
    notes.numbers(item["legalReferences"])
    return "portal/term.html", {
        "related": [{**other, "href": visit.link(other["path"])} for other in related if other],
    }
