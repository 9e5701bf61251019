"""Which pages and collections belong to a tenant."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from wagtail.models import Collection, Page

from .models import LIBRARY_ID, Tenant

ROOT_DEPTH = 1
HOME_DEPTH = 2
"""Depth of a tree's home; Wagtail's own root has depth 1."""


def tree_paths(tenant_ids: Iterable[int]) -> set[str]:
    """Return the tree paths (treebeard's) of the homes of some tenants, in all their languages. One query."""
    keys = Tenant.objects.filter(pk__in=tenant_ids).values("root_page__translation_key")
    return set(Page.objects.filter(depth=HOME_DEPTH, translation_key__in=keys).values_list("path", flat=True))


def states_at(paths: set[str]) -> dict[str, Tenant]:
    """Return the states whose homes, in whichever language, have these tree paths, by path. Two queries at most."""
    if not paths:
        return {}
    keys = dict(Page.objects.filter(path__in=paths).values_list("path", "translation_key"))
    states = Tenant.objects.states().filter(root_page__translation_key__in=set(keys.values()))
    by_key = {state.root_page.translation_key: state for state in states.select_related("root_page") if state.root_page}
    return {path: by_key[key] for path, key in keys.items() if key in by_key}


def pages_of(tenant_ids: Iterable[int]) -> QuerySet[Page]:
    """Return the pages of some tenants."""
    return Page.objects.filter(is_below(tree_paths(tenant_ids)))


def collections_of(tenant_ids: Iterable[int]) -> QuerySet[Collection]:
    """Return the collections of some tenants, those inside them included."""
    own = Collection.objects.filter(tenant__in=list(tenant_ids)).values_list("path", flat=True)
    return Collection.objects.filter(is_below(set(own)))


def is_home(page: Page) -> bool:
    """Whether a page is the root of a tenant's tree, in whichever language, or Wagtail's own above them all."""
    if page.is_root():
        return True
    return page.depth == HOME_DEPTH and Tenant.objects.filter(root_page__translation_key=page.translation_key).exists()


def with_library(tenant_id: int | None) -> set[int]:
    """Return the tenants whose things a tenant's people may use: their own and the library."""
    return {LIBRARY_ID} if tenant_id is None else {LIBRARY_ID, tenant_id}


def is_below(paths: Iterable[str]) -> Q:
    """The condition for what stands at or below one of these tree paths."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition
