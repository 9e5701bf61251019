"""How adapting hangs in the admin: its addresses, its place in the menu, and ways to it from elsewhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from tenants import edge
from tenants.admin_access.acts import Act, may

from . import urls


class AdaptingMenuItem(MenuItem):
    """Shown to users who may read some state's texts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is a state to show."""
        return may(request.user, Act.ADAPT) and bool(edge.viewer_for_user(request.user).tenants)


def register_adapting() -> list[URLPattern | URLResolver]:
    """Put the screens below `adaptar/`."""
    return [path("adaptar/", include(urls))]


def register_menu_item() -> MenuItem:
    """Lead to the state's texts."""
    return AdaptingMenuItem(
        _("Adapt national texts"), reverse("adapting:states"), name="adapting", icon_name="site", order=120
    )
