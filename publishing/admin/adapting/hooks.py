"""How adapting hangs in the admin: its addresses, its place in the menu, and ways to it from elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from content_models.languages import bcp47
from content_models.models import AdaptationPage
from content_models.trees import tenant_of
from tenants import edge

from . import urls


class AdaptingMenuItem(MenuItem):
    """Shown to whoever may read some state's texts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is a state to show."""
        return bool(edge.viewer_for_user(request.user).tenants)


def register_adapting() -> list[URLPattern | URLResolver]:
    """Put the screens below `adaptar/`."""
    return [path("adaptar/", include(urls))]


def register_menu_item() -> MenuItem:
    """Lead to the state's texts."""
    return AdaptingMenuItem(
        _("Adapt national texts"), reverse("adapting:states"), name="adapting", icon_name="site", order=120
    )


def open_workbench(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from an adaptation, wherever it is listed, to its text: that is where it is written."""
    if not isinstance(page.specific_deferred, AdaptationPage) or request.method != "GET":
        return None
    tenant = tenant_of(page)
    if tenant is None:
        return None
    adaptation = page.specific
    address = reverse("adapting:text", args=[tenant.code, adaptation.adapts_key])
    return redirect(f"{address}?locale={bcp47(adaptation.locale.language_code)}")
