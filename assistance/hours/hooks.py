"""How hours of service hang in the admin: their addresses, their place in the menu and what the audit log says."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from tenants.admin_access.acts import Act, may

from . import urls
from .services import HOURS_CHANGED


class HoursMenuItem(MenuItem):
    """Shown to those whose role changes settings of states."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is a state whose hours they change."""
        return may(request.user, Act.MANAGE_SETTINGS)


def register_hours() -> list[URLPattern | URLResolver]:
    """Put the screens below `horarios/`."""
    return [path("horarios/", include(urls))]


def register_hours_menu_item() -> MenuItem:
    """Lead to the hours."""
    return HoursMenuItem(
        _("Hours of service"), reverse("service_hours:states"), name="service-hours", icon_name="time", order=685
    )


def register_hours_action(actions: LogActionRegistry) -> None:
    """Register the names of what the audit log has."""
    actions.register_action(HOURS_CHANGED, _("Change hours of service"), _("Hours of service changed"))
