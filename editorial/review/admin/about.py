"""The open reviews of one text."""

from __future__ import annotations

from django.utils import timezone

from publishing.models import ReviewTask
from tenants.models import Tenant
from tenants.scope import tenant_scope

from .rows import OpenRow, open_row


def reviews_of_text(tenant: Tenant, key: str, locale: str) -> list[OpenRow]:
    """Return a state's open reviews of a text in one language, the most urgent first. One query in a scope."""
    now = timezone.now()
    with tenant_scope([tenant.pk]):
        tasks = list(ReviewTask.objects.open().filter(tenant=tenant, key=key, locale=locale).select_related("tenant"))
    return sorted((open_row(task, now) for task in tasks), key=lambda row: row.place)
