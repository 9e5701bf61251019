"""All states at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Substr
from wagtail.models import Page

from content_models.office_confirmation import to_confirm
from content_models.paths import ROOT_DEPTH

from .reviews import due_before, with_due_day
from .trees import Tree, is_launched, within

ROOT_LENGTH = Page.steplen * ROOT_DEPTH


@dataclass(frozen=True, slots=True)
class StateSums:
    """What one state has: live pages, drafts, offices to confirm and reviews overdue."""

    code: str
    name: str
    page_id: int
    is_launched: bool
    live: int
    drafts: int
    unconfirmed: int
    overdue: int


def sums_by_state(trees: tuple[Tree, ...], now: datetime) -> list[StateSums]:
    """Return the sums of each state, over all its languages, launched states first. One query."""
    counts = _counts(trees, now)
    states: dict[str, list[Tree]] = {}
    for tree in trees:
        if not tree.is_library:
            states.setdefault(tree.code, []).append(tree)
    sums = [_sums(of_state, counts) for of_state in states.values()]
    return sorted(sums, key=lambda state: not state.is_launched)


def _sums(trees: list[Tree], counts: dict[str, tuple[int, ...]]) -> StateSums:
    first = trees[0]
    columns = zip(*(counts.get(tree.path, (0, 0, 0, 0)) for tree in trees), strict=True)
    live, drafts, unconfirmed, overdue = (sum(column) for column in columns)
    return StateSums(first.code, first.name, first.page_id, is_launched(first), live, drafts, unconfirmed, overdue)


def _counts(trees: tuple[Tree, ...], now: datetime) -> dict[str, tuple[int, ...]]:
    # Homes and sections are there from the beginning; what counts is what stands below them.
    below = Page.objects.filter(within(trees), depth__gt=ROOT_DEPTH + 1).order_by()
    grouped = with_due_day(below).annotate(root=Substr("path", 1, ROOT_LENGTH)).values("root")
    counted: Iterable[tuple[str, int, int, int, int]] = grouped.annotate(
        live_pages=Count("pk", filter=Q(live=True)),
        drafts=Count("pk", filter=Q(has_unpublished_changes=True)),
        unconfirmed=Count("pk", filter=to_confirm("officepage__")),
        overdue=Count("pk", filter=Q(live=True) & due_before(trees, now)),
    ).values_list("root", "live_pages", "drafts", "unconfirmed", "overdue")
    return {root: tuple(numbers) for root, *numbers in counted}
