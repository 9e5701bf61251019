"""What Wagtail's own screens say of a national text."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from editorial.national.admin.withdrawal_effect import effect_of

register = template.Library()


@register.inclusion_tag("editorial/national/_withdrawal.html", takes_context=True)
def withdrawal_effect(context: Context, page: Page) -> dict[str, Any]:
    """What withdrawing a library page does in the states; nothing for other pages."""
    return {"effect": effect_of(page, context["request"].user)}
