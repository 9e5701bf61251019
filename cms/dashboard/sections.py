"""The sections of an editor's trees, with what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.db.models.functions import Substr
from wagtail.models import Page

from content_models.models import AdaptationsPage, OrganizationPage, SectionPage
from content_models.paths import ROOT_DEPTH

from .trees import Tree, within

SECTION_LENGTH = Page.steplen * (ROOT_DEPTH + 1)

DIRECTORY = "directorio"
LOCAL = "informacion-local"
BESIDE_LOCAL = (DIRECTORY, "avisos", "adaptaciones")
"""Slugs of a state's sections. In all others than `BESIDE_LOCAL` it explains something itself: in `LOCAL`, with which a
tree begins, and in those that it has because a page of its own stands among the national ones.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A page directly below a home: how many pages below it are live, and how many have a draft to publish.

    Of a state's directory the offices are counted: an institution is where they stand.

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


def _of_tree(tree: Tree, rows: list[tuple[int, str, str, str]], counts: dict[str, _Counts]) -> list[Section]:
    local = [path for _, _, path, slug in rows if slug not in BESIDE_LOCAL]
    gathers = not tree.is_library and any(slug == LOCAL for _, _, _, slug in rows)
    sections = []
    for pk, title, path, slug in rows:
        if gathers and slug == LOCAL:
            sums = [counts.get(each, _NOTHING) for each in local]
            live, drafts, _organizations = (sum(column) for column in zip(*sums, strict=True))
            sections.append(Section(pk, title, live, drafts, is_spread=len(local) > 1))
        elif not gathers or path not in local:
            of_adaptations = slug == "adaptaciones" and not tree.is_library
            live, drafts, organizations = counts.get(path, _NOTHING)
            found = live - organizations if slug == DIRECTORY and not tree.is_library else live
            sections.append(Section(pk, title, found, drafts, holds_adaptations=of_adaptations))
    return sections


_Counts = tuple[int, int, int]
_NOTHING: _Counts = (0, 0, 0)


def _counts(trees: tuple[Tree, ...]) -> dict[str, _Counts]:
    """Return, by path of the section, how many pages are live, have a draft, and are live institutions."""
    organization = ContentType.objects.get_for_model(OrganizationPage)
    folders = ContentType.objects.get_for_models(SectionPage, AdaptationsPage).values()
    below = Page.objects.filter(within(trees), depth__gt=ROOT_DEPTH + 1).exclude(content_type__in=folders).order_by()
    grouped = below.annotate(section=Substr("path", 1, SECTION_LENGTH)).values("section")
    counted = grouped.annotate(
        live_pages=Count("pk", filter=Q(live=True)),
        drafts=Count("pk", filter=Q(has_unpublished_changes=True)),
        organizations=Count("pk", filter=Q(live=True, content_type=organization)),
    )
    return {
        section: numbers
        for section, *numbers in counted.values_list("section", "live_pages", "drafts", "organizations")
    }
