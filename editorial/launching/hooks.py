"""How states' settings hang in the admin: their addresses and their place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from tenants.admin_access.acts import Act
from tenants.admin_access.reach import reach_of

from . import urls


class StatesMenuItem(MenuItem):
    """Shown to those whose role changes settings of states."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is a state whose settings they change."""
        reach = reach_of(request.user)
        return reach is not None and reach.may(Act.MANAGE_SETTINGS)


def register_states() -> list[URLPattern | URLResolver]:
    """Put the screens below `estados/`."""
    return [path("estados/", include(urls))]


def register_states_menu_item() -> MenuItem:
    """Lead to the states."""
    return StatesMenuItem(_("States and launching"), reverse("states:list"), name="states", icon_name="site", order=690)
