"""The sections of an editor's trees, with what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.db.models.functions import Substr
from wagtail.models import Page

from content_models.models import AdaptationsPage, SectionPage
from content_models.paths import ROOT_DEPTH

from .trees import Tree, within

SECTION_LENGTH = Page.steplen * (ROOT_DEPTH + 1)

LOCAL = "informacion-local"
BESIDE_LOCAL = ("directorio", "avisos", "adaptaciones")
"""Slugs of a state's sections. In all others than `BESIDE_LOCAL` it explains something itself: in `LOCAL`, with which a
tree begins, and in those that it has because a page of its own stands among the national ones.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A page directly below a home: how many pages below it are live, and how many have a draft to publish.

    Attributes:
        is_spread: what is counted stands in other sections, too.
        holds_adaptations: it is where a state's changes of national texts are kept.
    """

    page_id: int
    title: str
    live: int
    drafts: int
    is_spread: bool = False
    holds_adaptations: bool = False


def sections_of(trees: tuple[Tree, ...]) -> Sequence[tuple[Tree, list[Section]]]:
    """Return the sections of each tree, in the order of the tree; a state's own pages count as local information,
    wherever they stand. Two queries.
    """
    counts = _counts(trees)
    rows = Page.objects.filter(within(trees), depth=ROOT_DEPTH + 1).order_by("path")
    found = list(rows.values_list("pk", "draft_title", "path", "slug"))
    return [(tree, _of_tree(tree, [row for row in found if row[2].startswith(tree.path)], counts)) for tree in trees]


def _of_tree(tree: Tree, rows: list[tuple[int, str, str, str]], counts: dict[str, tuple[int, int]]) -> list[Section]:
    local = [path for _, _, path, slug in rows if slug not in BESIDE_LOCAL]
    gathers = not tree.is_library and any(slug == LOCAL for _, _, _, slug in rows)
    sections = []
    for pk, title, path, slug in rows:
        if gathers and slug == LOCAL:
            sums = [counts.get(each, (0, 0)) for each in local]
            live, drafts = (sum(column) for column in zip(*sums, strict=True))
            sections.append(Section(pk, title, live, drafts, is_spread=len(local) > 1))
        elif not gathers or path not in local:
            of_adaptations = slug == "adaptaciones" and not tree.is_library
            sections.append(Section(pk, title, *counts.get(path, (0, 0)), holds_adaptations=of_adaptations))
    return sections


def _counts(trees: tuple[Tree, ...]) -> dict[str, tuple[int, int]]:
    folders = ContentType.objects.get_for_models(SectionPage, AdaptationsPage).values()
    below = Page.objects.filter(within(trees), depth__gt=ROOT_DEPTH + 1).exclude(content_type__in=folders).order_by()
    grouped = below.annotate(section=Substr("path", 1, SECTION_LENGTH)).values("section")
    counted = grouped.annotate(
        live_pages=Count("pk", filter=Q(live=True)), drafts=Count("pk", filter=Q(has_unpublished_changes=True))
    )
    return {section: (live, drafts) for section, live, drafts in counted.values_list("section", "live_pages", "drafts")}
