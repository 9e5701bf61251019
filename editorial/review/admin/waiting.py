"""National editions that a state has not adopted yet."""

from __future__ import annotations

from publishing.models import ReviewReason, ReviewTask
from tenants.models import Tenant
from tenants.scope import tenant_scope


def waiting_in(tenant: Tenant) -> tuple[str, ...]:
    """Return the titles of the texts that wait to be adopted in a state. One query."""
    with tenant_scope([tenant.pk]):
        tasks = ReviewTask.objects.open().filter(tenant=tenant, reason=ReviewReason.ADOPTION)
        return tuple(tasks.order_by("title", "pk").values_list("title", flat=True))
