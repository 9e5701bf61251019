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


def register_approving() -> list[URLPattern | URLResolver]:
    """Put the screen below `cambios/`."""
    return [path("cambios/", include(urls))]


def changes_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a page to what its draft changes; a national one has a way to its effect already."""
    if not page.has_unpublished_changes or not page.permissions_for_user(user).can_edit():
        return
    tenant = tenant_of(page)
    if tenant is not None and not tenant.is_library:
        address = reverse("approving:changes", args=[page.pk])
        yield Button(_("See what changed"), address, icon_name="clipboard-list", priority=61)
