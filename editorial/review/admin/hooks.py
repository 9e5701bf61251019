"""How review hangs in the admin: its addresses and its place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from editorial.review.services import open_count
from tenants.admin_access.acts import Act, may
from tenants.models import User

from . import urls


class ReviewsMenuItem(MenuItem):
    """Shows how many reviews wait for the user."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is a state, or the library, whose reviews they see."""
        return may(request.user, Act.REVIEW)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """Return the item with the count behind its name; nothing stands there when nothing waits."""
        component = super().render_component(request)
        user = request.user
        count = open_count(by=user) if isinstance(user, User) else 0
        if count:
            component.label = f"{component.label} ({count})"
        return component


def register_reviews() -> list[URLPattern | URLResolver]:
    """Put the screens below `revisiones/`."""
    return [path("revisiones/", include(urls))]


def register_menu_item() -> MenuItem:
    """Lead to what waits."""
    return ReviewsMenuItem(_("Reviews"), reverse("reviews:list"), name="reviews", icon_name="clipboard-list", order=110)
