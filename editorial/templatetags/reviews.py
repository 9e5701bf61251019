"""What a text's other screens say of its open reviews."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone
from wagtail.models import Revision

from editorial.adapting.admin.editing_context import EditingContext
from editorial.closings import has_ended
from editorial.review.admin.rows import OpenRow, open_row
from publishing.models import ReviewTask
from tenants.models import Tenant
from tenants.scope import tenant_scope

register = template.Library()


@register.filter
def closes_its_page(revision: Revision) -> bool:
    """Whether a draft says that what it is about exists no longer: it is withdrawn when it is approved."""
    return has_ended(revision.content.get("expire_at"))


@register.inclusion_tag("editorial/review/_banner.html")
def review_banner(editing: EditingContext, key: str) -> dict[str, Any]:
    """One box for the open reviews of a text, each with its reason and the way to it; nothing when there is none."""
    return {"rows": _open_reviews(editing.tenant, key, editing.locale)}


def _open_reviews(tenant: Tenant, key: str, locale: str) -> list[OpenRow]:
    """Return a state's open reviews of a text in one language, the most urgent first. One query in a scope."""
    now = timezone.now()
    with tenant_scope([tenant.pk]):
        tasks = list(ReviewTask.objects.open().filter(tenant=tenant, key=key, locale=locale).select_related("tenant"))
    return sorted((open_row(task, now) for task in tasks), key=lambda row: row.place)
