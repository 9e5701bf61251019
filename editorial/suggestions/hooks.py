"""How suggestions hang in the admin: their addresses and their place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from tenants.admin_access.acts import Act, may

from . import urls


class SuggestionsMenuItem(MenuItem):
    """Shown to those who may see what people searched for."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they may."""
        return may(request.user, Act.SEE_SEARCHES)


def register_suggestions() -> list[URLPattern | URLResolver]:
    """Put the screens below `busquedas/`."""
    return [path("busquedas/", include(urls))]


def register_suggestions_menu_item() -> MenuItem:
    """Lead to what people searched for."""
    return SuggestionsMenuItem(
        _("What people searched for"), reverse("suggestions:states"), name="suggestions", icon_name="search", order=125
    )
