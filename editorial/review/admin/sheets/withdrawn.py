"""A text that the library has withdrawn: what the state had written into it, and what can become of that."""

from __future__ import annotations

from dataclasses import dataclass

from editorial.adapting import selectors
from editorial.adapting.admin.editing_context import EditingContext
from editorial.adapting.admin.places import local_of
from editorial.adapting.admin.reader import Reader
from editorial.adapting.errors import NotAdaptable
from editorial.adapting.types import AdaptationTarget, Unresolved
from publishing.models import ReviewTask


@dataclass(frozen=True, slots=True)
class WithdrawnSheet:
    """What the state wrote, and is not served now.

    Attributes:
        texts: what the state wrote, as its latest draft says.
        reader: puts it into words.
        local_url: where a page of the state's own is begun; empty for users who may not.
    """

    texts: tuple[Unresolved, ...]
    reader: Reader
    local_url: str


def withdrawn_sheet(task: ReviewTask, editing: EditingContext) -> WithdrawnSheet:
    """Return what the state wrote; nothing in the moment in which the library publishes the text again."""
    try:
        texts = selectors.withdrawn_text_of(
            AdaptationTarget(tenant=editing.tenant, key=task.key, locale=task.locale, by=editing.user)
        ).texts
    except NotAdaptable:
        texts = ()
    reader = Reader(editing.view, editing.tenant.site.root_url if editing.tenant.site else "")
    return WithdrawnSheet(texts, reader, local_of(editing) if editing.rights.can_edit else "")
