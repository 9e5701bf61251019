"""The addresses of the lists."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tenants.models import Tenant

from .review_scope import ReviewScope


def list_url(scope: ReviewScope, tenant: Tenant) -> str:
    """Return the list with a tenant's reviews; who sees only these needs no filter."""
    address = reverse("reviews:list")
    return f"{address}?{urlencode({'state': tenant.code})}" if len(scope.tenants) > 1 else address
