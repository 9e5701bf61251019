"""Leaving a sensitive page at once: a link to a harmless site, and a script that takes the page out of the history.

The script is inline in every page of the site, so that Back shows none of them after leaving; it works before anything
else is loaded, and is allowed by its digest. Without it the link still leaves the site.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from content_models.shapes.documents import Item

_FILE = Path(__file__).resolve().parent / "quick_exit.js"


def needs_quick_exit(item: Item | None) -> bool:
    """Whether a page must be left quickly, and leave no trace."""
    return bool(item is not None and item.get("isSensitive"))


@cache
def script() -> str:
    """Return the text of the one `<script>` element of a page."""
    return _FILE.read_text(encoding="utf-8").strip()
