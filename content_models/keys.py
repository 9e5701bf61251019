"""The stable address of an item: the same in every state and language."""

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import Page

HOME_KEY = str(uuid.uuid5(uuid.NAMESPACE_URL, "https://justiciaparati.mx/home"))
"""Every tree's home has this key, so that a state's own home stands in the place of the library's."""


def key_of(page: "Page") -> str:
    """Return the key of a page: its translation key as a string; for the root of a tree, `HOME_KEY`."""
    from .models.home import HomePage

    is_home = page.cached_content_type.model_class() is HomePage
    return HOME_KEY if is_home else str(page.translation_key)
