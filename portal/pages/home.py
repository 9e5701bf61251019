"""The first page of a state: what to do now, and the way to everything else."""

from __future__ import annotations

from typing import Any

from content_models.shapes.documents import HomeItem
from portal.footnotes import Footnotes
from portal.navigation import emergencies, public_sections
from portal.visit import Visit


def home(visit: Visit, item: HomeItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of the first page and its context."""
    sections = public_sections(visit)
    return "portal/home.html", {
        "emergencies": emergencies(visit),
        "role_sections": [section for section in sections if section.item.get("role")],
        "other_sections": [section for section in sections if not section.item.get("role")],
        "notices": visit.view.notices(visit.now),
    }
