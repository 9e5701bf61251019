"""What each kind of item becomes: a template and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from content_models.kinds import ItemKind
from content_models.shapes.documents import Item
from portal.footnotes import Footnotes
from portal.visit import Visit

from .directory import office, organization
from .guidance import guidance
from .home import home
from .notice import notice
from .script import script
from .section import section
from .term import term

Context = dict[str, Any]
Presenter = Callable[[Visit, Any, Footnotes], tuple[str, Context]]

PRESENTERS: dict[ItemKind, Presenter] = {
    ItemKind.HOME: home,
    ItemKind.SECTION: section,
    ItemKind.GUIDANCE: guidance,
    ItemKind.TERM: term,
    ItemKind.ORGANIZATION: organization,
    ItemKind.OFFICE: office,
    ItemKind.NOTICE: notice,
    ItemKind.SCRIPT: script,
}

FOR_CITIZENS = frozenset(PRESENTERS) - {ItemKind.SCRIPT}
"""Scripts are for operators: editors preview them, the portal does not show them."""


def present(visit: Visit, item: Item, notes: Footnotes) -> tuple[str, Context]:
    """Return the template for an item and its context."""
    return PRESENTERS[ItemKind(item["kind"])](visit, item, notes)
