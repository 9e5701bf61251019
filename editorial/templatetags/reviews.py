"""What a text's other screens say of its open reviews."""

from __future__ import annotations

from typing import Any

from django import template

from editorial.adapting.admin.access import EditingContext
from editorial.review.admin.about import reviews_of_text

register = template.Library()


@register.inclusion_tag("editorial/review/_banner.html")
def review_banner(editing: EditingContext, key: str) -> dict[str, Any]:
    """One box for the open reviews of a text, each with its reason and the way to it; nothing when there is none."""
    return {"rows": reviews_of_text(editing.tenant, key, editing.locale)}
