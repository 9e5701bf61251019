"""The admin's menus: what an editor of a state needs, in the order of a working day."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

ORDER = {
    "start": 10,
    "explorer": 100,
    "images": 300,
    "documents": 310,
    "reports": 9000,
    "settings": 10000,
    "help": 11000,
}

FOR_ADMINISTRATORS = frozenset({"page-types-usage", "workflow-tasks", "locked-pages"})
"""Reports without information about an editor's own pages."""

ABOUT_WAGTAIL = ("whats-new-in-wagtail", "editor-guide")
"""News and a manual of the software, in English and outside of this network."""


def arrange(items: list[MenuItem]) -> None:
    """Put the main menu in order; what is not listed stays where it put itself."""
    for item in items:
        item.order = ORDER.get(item.name, item.order)


def without_reports_for_administrators(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out, for all but administrators, reports that are about the installation."""
    if not getattr(request.user, "is_superuser", False):
        items[:] = [item for item in items if item.name not in FOR_ADMINISTRATORS]


def without_news_of_wagtail(items: list[MenuItem]) -> None:
    """Leave out what is about the software; the project has a guide of its own."""
    items[:] = [item for item in items if not item.name.startswith(ABOUT_WAGTAIL)]
