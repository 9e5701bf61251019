"""How many reviews wait for somebody."""

from __future__ import annotations

from publishing.models import ReviewTask
from tenants.models import Tenant, User
from tenants.scope import tenant_scope


def open_count(user: User) -> int:
    """Return how many open reviews somebody can decide: of the tenant they work for, of all for administrators."""
    ids = set(Tenant.objects.values_list("pk", flat=True)) if user.is_superuser else {user.tenant_id} - {None}
    if not ids:
        return 0
    with tenant_scope(ids):
        return ReviewTask.objects.open().filter(tenant__in=ids).count()
