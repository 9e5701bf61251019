"""What Wagtail's own screens say of a text that is withdrawn."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from editorial.approving.withdrawing import withdrawing_of
from editorial.national.admin.withdrawal_effect import effect_of

register = template.Library()


@register.inclusion_tag("editorial/national/_withdrawal.html", takes_context=True)
def withdrawal_effect(context: Context, page: Page) -> dict[str, Any]:
    """What withdrawing a library page does in the states; nothing for other pages."""
    return {"effect": effect_of(page, context["request"].user)}


@register.inclusion_tag("editorial/approving/_withdrawing.html", takes_context=True)
def withdrawal_of_state(context: Context, page: Page) -> dict[str, Any]:
    """What withdrawing a state's page does; nothing for other pages."""
    return {"found": withdrawing_of(page, context["request"].user)}
