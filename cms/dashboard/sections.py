"""The sections of an editor's trees, with what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr
from wagtail.models import Page

from content_models.paths import ROOT_DEPTH

from .trees import Tree, within

SECTION_LENGTH = Page.steplen * (ROOT_DEPTH + 1)


@dataclass(frozen=True, slots=True)
class Section:
    """A page directly below a home: how many pages below it are live, and how many have a draft to publish."""

    page_id: int
    title: str
    live: int
    drafts: int


def sections_of(trees: tuple[Tree, ...]) -> Sequence[tuple[Tree, list[Section]]]:
    """Return the sections of each tree, in the order of the tree. Two queries."""
    counts = _counts(trees)
    rows = Page.objects.filter(within(trees), depth=ROOT_DEPTH + 1).order_by("path")
    sections = [
        (path, Section(pk, title, *counts.get(path, (0, 0))))
        for pk, title, path in rows.values_list("pk", "draft_title", "path")
    ]
    return [(tree, [section for path, section in sections if path.startswith(tree.path)]) for tree in trees]


def _counts(trees: tuple[Tree, ...]) -> dict[str, tuple[int, int]]:
    below = Page.objects.filter(within(trees), depth__gt=ROOT_DEPTH + 1).order_by()
    grouped = below.annotate(section=Substr("path", 1, SECTION_LENGTH)).values("section")
    counted = grouped.annotate(
        live_pages=Count("pk", filter=Q(live=True)), drafts=Count("pk", filter=Q(has_unpublished_changes=True))
    )
    return {section: (live, drafts) for section, live, drafts in counted.values_list("section", "live_pages", "drafts")}
