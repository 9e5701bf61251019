"""What to do with each page of the starter content: the rule that keeps the loader off editors' work."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from content_models.starter.pages import PageContent

from .ledger import Entry


class Act(StrEnum):
    """What the loader does with one page."""

    CREATE = "create"
    """It has never been loaded, and is not there."""
    ADOPT = "adopt"
    """It exists, created with the tree, and has not been saved since."""
    UPDATE = "update"
    """The loader wrote it, it has not been saved since, and the content is different now."""
    LEAVE_SAME = "leave_same"
    """The loader wrote it, and the content is still the same."""
    LEAVE_EDITED = "leave_edited"
    """An editor has saved it."""
    LEAVE_DELETED = "leave_deleted"
    """It was loaded and has been deleted since."""


WRITES = frozenset({Act.CREATE, Act.ADOPT, Act.UPDATE})


@dataclass(frozen=True)
class PageState:
    """The facts of an existing page."""

    pk: int
    latest_revision_id: int | None
    is_live: bool


def decide(content: PageContent, entry: Entry | None, page: PageState | None) -> Act:
    """Decide about one page, from what the loader noted and what is there."""
    if page is None:
        return Act.CREATE if entry is None else Act.LEAVE_DELETED
    if entry is None:
        return Act.ADOPT if page.latest_revision_id is None else Act.LEAVE_EDITED
    if page.latest_revision_id != entry.revision_id:
        return Act.LEAVE_EDITED
    return Act.LEAVE_SAME if entry.digest == content.digest() else Act.UPDATE
