"""The tenants, and their published pages, that a maintenance command covers."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from tenants.models import Tenant
from tenants.trees import tree_paths


def selected_tenants(codes: Collection[str]) -> QuerySet[Tenant]:
    """The tenants with these codes; all of them when none is given."""
    return Tenant.objects.with_codes(codes) if codes else Tenant.objects.all()


def published_pages(codes: Collection[str]) -> PageQuerySet:
    """Return the published pages of these tenants in the order of their trees; of none: all pages, in whatever tree."""
    pages = Page.objects.filter(live=True).order_by("path")
    if not codes:
        return pages
    in_any_tree = Q(pk__in=())
    for path in tree_paths(set(selected_tenants(codes).values_list("pk", flat=True))):
        in_any_tree |= Q(path__startswith=path)
    return pages.filter(in_any_tree)
