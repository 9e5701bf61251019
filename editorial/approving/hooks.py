"""How deciding hangs in the admin: its address, and the way to it from a page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content_models.trees import tenant_of
from tenants.models import User

from . import urls
from .changes_view import DISCARD
from .discarding import can_be_discarded


def register_approving() -> list[URLPattern | URLResolver]:
    """Put the screen below `cambios/`."""
    return [path("cambios/", include(urls))]


def changes_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a page to what its draft changes, and to discarding it; a national one leads to its effect."""
    if not page.has_unpublished_changes or not page.permissions_for_user(user).can_edit():
        return
    tenant = tenant_of(page)
    if tenant is not None and not tenant.is_library:
        address = reverse("approving:changes", args=[page.pk])
        yield Button(_("See what changed"), address, icon_name="clipboard-list", priority=61)
        if can_be_discarded(page.specific):
            yield Button(_("Discard the draft"), f"{address}?{DISCARD}=1#discard", icon_name="bin", priority=62)
