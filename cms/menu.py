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
}

ABOUT_WAGTAIL = "help"
"""Its menu of news and a manual of the software, in English and outside of this network; the project has its own."""


def arrange(items: list[MenuItem]) -> None:
    """Put the main menu in order, without what is about the software; what is not listed stays where it put itself."""
    items[:] = [item for item in items if item.name != ABOUT_WAGTAIL]
    for item in items:
        item.order = ORDER.get(item.name, item.order)
