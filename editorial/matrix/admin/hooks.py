"""How the matrix hangs in the admin: its addresses and its places in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from tenants.permissions import sees_all_states

from . import urls


class OverAllStatesMenuItem(MenuItem):
    """Shown to the library's people and to administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person sees all states."""
        return sees_all_states(request.user)


def register_matrix() -> list[URLPattern | URLResolver]:
    """Put the screens below `matriz/`."""
    return [path("matriz/", include(urls))]


def register_matrix_menu_item() -> MenuItem:
    """Lead to the matrix."""
    return OverAllStatesMenuItem(
        _("Texts by state"), reverse("matrix:matrix"), name="matrix", icon_name="table", order=130
    )


def register_citations_menu_item() -> MenuItem:
    """Lead to the citations of laws."""
    return OverAllStatesMenuItem(
        _("Citations of laws"), reverse("matrix:citations"), name="citations", icon_name="openquote", order=131
    )
