"""What changes from one version of an adaptation to another, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_models.adaptable_forms import label_of_piece
from content_models.blocks.changes import PIECE
from content_models.models import AdaptationPage
from editorial.adapting import stored
from editorial.adapting.types import StreamOperation, Workbench

from .rows import labels_of


class Words(NamedTuple):
    """One sentence for each kind of change."""

    page_hidden: str | Promise
    hidden: str | Promise
    added: str | Promise
    changed: str | Promise
    page_shown: str | Promise
    removed: str | Promise
    undone: str | Promise


FUTURE = Words(
    page_hidden=gettext_lazy("The whole page will be hidden."),
    hidden=gettext_lazy("“%(piece)s” will be hidden."),
    added=gettext_lazy("“%(piece)s” will be added."),
    changed=gettext_lazy("“%(piece)s” will say something else."),
    page_shown=gettext_lazy("The whole page will be shown again."),
    removed=gettext_lazy("A part that was added will be removed."),
    undone=gettext_lazy("“%(piece)s” will be as in the national library again."),
)
"""Of a draft that is not published."""

PAST = Words(
    page_hidden=gettext_lazy("Hid the whole page."),
    hidden=gettext_lazy("Hid “%(piece)s”."),
    added=gettext_lazy("Added “%(piece)s”."),
    changed=gettext_lazy("Changed “%(piece)s”."),
    page_shown=gettext_lazy("Showed the whole page again."),
    removed=gettext_lazy("Removed a part that had been added: “%(piece)s”."),
    undone=gettext_lazy("Undid the change: “%(piece)s” as in the national library again."),
)
"""Of what somebody did."""


def unpublished_changes(bench: Workbench) -> list[str]:
    """Return one sentence for each change of the draft that is not published. One query."""
    if bench.page is None or not bench.has_draft_changes:
        return []
    published = AdaptationPage.objects.get(pk=bench.page.pk)
    before = published.changes.get_prep_value() if published.live else ()
    return sentences(before, bench.page.changes.get_prep_value(), called_in(bench), FUTURE)


def sentences(
    before: Iterable[StreamOperation], after: Iterable[StreamOperation], labels: Mapping[str, str], words: Words
) -> list[str]:
    """Return one sentence for each operation in which two versions of an adaptation are different.

    Args:
        labels: what editors call the pieces, by address and by the operation that changes them: `called_in(bench)`.
    """
    old, new = _by_id(before), _by_id(after)
    changed = [
        str(_words_for(operation, words, is_new=identifier not in old)) % {"piece": _label(operation, labels)}
        for identifier, operation in new.items()
        if old.get(identifier) != operation
    ]
    gone = [operation for identifier, operation in old.items() if identifier not in new]
    return changed + [str(_words_for_gone(one, words)) % {"piece": _label(one, labels)} for one in gone]


def _by_id(operations: Iterable[StreamOperation]) -> dict[str, StreamOperation]:
    return {str(one["id"]): one for one in operations}


def called_in(bench: Workbench) -> dict[str, str]:
    """Return what editors call the pieces, by address and by the operation that changes them."""
    labels = labels_of(bench)
    labels |= {piece.operation_id: labels[piece.address] for piece in bench.pieces if piece.operation_id}
    return labels | {lost.operation_id: lost.label for lost in bench.unresolved}


def _label(operation: StreamOperation, labels: Mapping[str, str]) -> str:
    """What editors call the piece; what no longer stands in the text is called by its type."""
    identifier = str(operation["id"])
    if identifier in labels:
        return labels[identifier]
    if stored.is_insertion(operation):
        return _type_of(operation)
    address = stored.target_of(operation) or stored.field_of(operation) or ""
    return labels.get(address) or _type_of(operation)


def _type_of(operation: StreamOperation) -> str:
    block_type = str(operation["type"])
    if not block_type.startswith(PIECE):
        return _("a part that is no longer there")
    return str(label_of_piece(block_type.removeprefix(PIECE)))


def _words_for(operation: StreamOperation, words: Words, *, is_new: bool) -> Any:
    if operation["type"] == "hide":
        return words.hidden if operation["value"].get("target") else words.page_hidden
    return words.added if stored.is_insertion(operation) and is_new else words.changed


def _words_for_gone(operation: StreamOperation, words: Words) -> Any:
    if operation["type"] == "hide" and not operation["value"].get("target"):
        return words.page_shown
    return words.removed if stored.is_insertion(operation) else words.undone
