"""The admin's menus: what an editor of a state needs, in the order of a working day."""

from __future__ import annotations

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

ABOUT_WAGTAIL = ("whats-new-in-wagtail", "editor-guide")
"""News and a manual of the software, in English and outside of this network."""


def arrange(items: list[MenuItem]) -> None:
    """Put the main menu in order; what is not listed stays where it put itself."""
    for item in items:
        item.order = ORDER.get(item.name, item.order)


def without_news_of_wagtail(items: list[MenuItem]) -> None:
    """Leave out what is about the software; the project has a guide of its own."""
    items[:] = [item for item in items if not item.name.startswith(ABOUT_WAGTAIL)]
