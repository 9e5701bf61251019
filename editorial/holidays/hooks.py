"""How holidays hang in the admin: their addresses and their place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from tenants.admin_access.acts import Act, may

from . import urls


class HolidaysMenuItem(MenuItem):
    """Shown to users who belong to a state or to the library."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is a state whose holidays they see."""
        return may(request.user, Act.KEEP_CALENDAR)


def register_holidays() -> list[URLPattern | URLResolver]:
    """Put the screens below `inhabiles/`."""
    return [path("inhabiles/", include(urls))]


def register_holidays_menu_item() -> MenuItem:
    """Lead to the holidays."""
    return HolidaysMenuItem(
        _("Holidays and closures"), reverse("holidays:states"), name="holidays", icon_name="calendar-alt", order=130
    )
