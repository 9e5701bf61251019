"""The sections and pages that citizens can go to from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content_models.choices import Urgency
from content_models.shapes.documents import Item

from .visit import Visit


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """An item and its address in the language of the visit."""

    item: Item
    href: str


def public_children(visit: Visit, path: str) -> list[NavigationEntry]:
    """Return what stands directly below a path now, without scripts and sections that hold nothing else."""
    return [
        NavigationEntry(child, visit.link(child["path"]))
        for child in visit.view.in_force(visit.view.children(path), visit.now)
        if visit.view.is_public(child)
    ]


def public_sections(visit: Visit) -> list[NavigationEntry]:
    """Return the sections below the first page that hold something for citizens."""
    return [
        NavigationEntry(section, visit.link(section["path"]))
        for section in visit.view.sections()
        if visit.view.is_public(section)
    ]


def emergencies(visit: Visit) -> list[dict[str, Any]]:
    """Return the pages for who must act at once, each with its address."""
    return [{**page, "href": visit.link(page["path"])} for page in visit.view.guidance(urgency=Urgency.EMERGENCY)]


def trail(visit: Visit, path: str) -> list[NavigationEntry]:
    """Return the items above a path, the first page first: the way back."""
    slugs = [part for part in path.split("/") if part][:-1]
    above = ["/"] if path != "/" else []
    above += ["/" + "/".join(slugs[: depth + 1]) + "/" for depth in range(len(slugs))]
    found = ((parent, visit.view.resolve(parent).item) for parent in above)
    return [NavigationEntry(item, visit.link(parent)) for parent, item in found if item]
