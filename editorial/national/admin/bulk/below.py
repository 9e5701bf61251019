"""The pages below the chosen ones that an act reaches too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wagtail.models import Page

from tenants.trees import is_below


def pages_below(chosen: Sequence[Page], may: Callable[[Page], bool], **filters: bool) -> list[Page]:
    """The pages below some pages that an act on these reaches too, in the order of the tree, without the chosen ones.

    Args:
        may: whether the user may do so with a page; others are left as they are.
        filters: for the pages, such as `live=True`.
    """
    below = Page.objects.filter(is_below(page.path for page in chosen), **filters)
    found = below.exclude(pk__in=[page.pk for page in chosen]).order_by("path")
    return [page for page in found if may(page)]


def anybody_may(page: Page) -> bool:
    """An act on a page includes all below it."""
    return True


def outermost(chosen: Sequence[Page]) -> list[Page]:
    """The chosen pages that stand below no other chosen one."""
    paths = [page.path for page in chosen]
    return [page for page in chosen if not any(page.path != path and page.path.startswith(path) for path in paths)]


def by_chosen(below: Sequence[Page], chosen: Sequence[Page]) -> dict[int, list[Page]]:
    """The pages below, by the primary key of the nearest chosen page above."""
    found: dict[int, list[Page]] = {page.pk: [] for page in chosen}
    for page in below:
        above = [one for one in chosen if page.path.startswith(one.path)]
        if above:
            found[max(above, key=lambda one: one.depth).pk].append(page)
    return found
