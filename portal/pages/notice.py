"""A dated notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.footnotes import Footnotes
from portal.visit import Visit


def notice(visit: Visit, item: Mapping[str, Any], notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a notice and its context."""
    return "portal/notice.html", {}
