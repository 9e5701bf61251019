"""What Wagtail's own screens say of a national text: what withdrawing does, its editions, changes of a script."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from content_models.models import ScriptPage
from content_models.trees import tenant_of
from editorial.approving.changes import changes_to_version
from editorial.approving.withdrawing import withdrawing_of
from editorial.change_rows import ChangeRow, change_rows
from editorial.national.admin.hooks import address_of_editions
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


@register.simple_tag(takes_context=True)
def editions_address(context: Context, page: Page | None) -> str:
    """The address of a national text's editions; empty of other pages, and for who does not see them."""
    return address_of_editions(page, context["request"].user) if page is not None else ""


@register.inclusion_tag("editorial/national/_editions_link.html", takes_context=True)
def editions_link(context: Context) -> dict[str, str]:
    """The way from a national text's form to its editions, beside the clock of its history.

    Headers are included without the variables around them, so the request is the context's own.
    """
    request, page = getattr(context, "request", None), context.get("page")
    return {"address": address_of_editions(page, request.user) if request is not None and page is not None else ""}


@register.simple_tag
def versions_compared(page: Page, earlier: Page, later: Page) -> list[ChangeRow] | None:
    """What one version of a script says otherwise than another; None of other pages, and where one cannot be read."""
    tenant = tenant_of(page) if isinstance(page, ScriptPage) else None
    found = changes_to_version(earlier, later, tenant) if tenant is not None else None
    return None if found is None or found.problem else change_rows(found.changes)
