"""Differences between two states of a text as the screens show them: in words, old and new side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content_models.office_doubts import Doubt

from .comparing import ChangeKind, PieceChange
from .differences import sides
from .readable_fields import column_of

MARKS = {
    ChangeKind.ADDED: (_("Added"), "plus"),
    ChangeKind.REMOVED: (_("Removed"), "bin"),
    ChangeKind.CHANGED: (_("Changed"), "edit"),
    ChangeKind.MOVED: (_("Moved"), "order"),
}

_STANDS_AT = {"postal_code": "address"}
"""The fields of an office that a document has as part of another one."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: what is called how, what happened to it, and its words before and now with the differences marked.

    Both are empty when the difference cannot be read; `note` is a remark besides. `address` is that of the change;
    `doubts` is what is doubtful about what it says now.
    """

    label: str
    mark: str
    icon: str
    before: SafeString
    after: SafeString
    note: str
    address: str = ""
    doubts: tuple[Doubt, ...] = ()


def change_rows(changes: Iterable[PieceChange]) -> list[ChangeRow]:
    """Return the rows, in the order of the changes."""
    return [_row(change) for change in changes]


def with_doubts(rows: Iterable[ChangeRow], doubts: Sequence[Doubt]) -> tuple[list[ChangeRow], list[Doubt]]:
    """Return the rows, each with what is doubtful about it, and the doubts that belong to none of them."""
    found, left = [], list(doubts)
    for row in rows:
        of_row = tuple(one for one in left if column_of(row.address) == _STANDS_AT.get(one.field, one.field))
        left = [one for one in left if one not in of_row]
        found.append(replace(row, doubts=(*row.doubts, *of_row)))
    return found, left


def _row(change: PieceChange) -> ChangeRow:
    mark, icon = MARKS[change.kind]
    has_same_words = change.before_text == change.after_text
    empty = SafeString()
    before, after = (empty, empty) if has_same_words else sides(change.before_text, change.after_text)
    return ChangeRow(change.label, str(mark), icon, before, after, _note(change), change.address)


def _note(change: PieceChange) -> str:
    if change.kind is ChangeKind.MOVED:
        return gettext("It stands in another place; the words are the same.")
    if change.is_only_form:
        return gettext("The words are the same; only the form changed.")
    return gettext("It also stands in another place.") if change.is_moved else ""
