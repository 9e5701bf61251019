"""Which pages must be left at once; how they are is in `assistance.quick_exit`."""

from __future__ import annotations

from content_models.shapes.documents import Item


def needs_quick_exit(item: Item | None) -> bool:
    """Whether a page must be left quickly, and leave no trace."""
    return bool(item is not None and item.get("isSensitive"))
