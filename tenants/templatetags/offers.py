"""Buttons of the administration that lead somewhere."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.admin.templatetags.wagtailadmin_tags import bulk_action_choices

from tenants.admin_access.offers import is_offered

register = template.Library()


@register.simple_tag(takes_context=True)
def offers(context: dict[str, Any], url: str) -> bool:
    """Return whether a link to an address is shown to who is signed in."""
    return is_offered(context["request"].user, url)


@register.inclusion_tag("wagtailadmin/shared/buttons.html", takes_context=True)
def offered_bulk_actions(context: dict[str, Any], app_label: str, model_name: str) -> dict[str, Any]:
    """Show the buttons of Wagtail's `bulk_action_choices`, but for those that are closed to who is signed in."""
    buttons = bulk_action_choices(context, app_label, model_name)["buttons"]
    user = context["request"].user
    return {"buttons": [button for button in buttons if not button.url or is_offered(user, button.url)]}
