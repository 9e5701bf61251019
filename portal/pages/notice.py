"""A dated notice."""

from __future__ import annotations

from typing import Any

from content_models.shapes.documents import NoticeItem
from portal.footnotes import Footnotes
from portal.visit import Visit


def notice(visit: Visit, item: NoticeItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a notice and its context."""
    return "portal/notice.html", {}
