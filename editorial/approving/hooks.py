"""How deciding hangs in the admin: its address, and the way to it from a page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content_models.models import ContentPage
from content_models.trees import tenant_of
from tenants.models import User

from . import urls
from .changes_view import DISCARD, WITHDRAW
from .discarding import can_be_discarded
from .withdrawal_requests import may_ask


def register_approving() -> list[URLPattern | URLResolver]:
    """Put the screen below `cambios/`."""
    return [path("cambios/", include(urls))]


def changes_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a page to what its draft changes, to discarding it, and to asking to withdraw the page."""
    if not page.permissions_for_user(user).can_edit():
        return
    tenant, own = tenant_of(page), page.specific
    if not isinstance(own, ContentPage) or tenant is None or tenant.is_library:
        return
    address = reverse("approving:changes", args=[page.pk])
    if page.has_unpublished_changes:
        yield Button(_("See what changed"), address, icon_name="clipboard-list", priority=61)
        if can_be_discarded(own):
            yield Button(_("Discard the draft"), f"{address}?{DISCARD}=1#discard", icon_name="bin", priority=63)
    if may_ask(own, user):
        yield Button(_("Ask to withdraw it"), f"{address}?{WITHDRAW}=1#withdraw", icon_name="download", priority=64)
