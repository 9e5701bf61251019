"""Differences between two states of a text as the screens show them: in words, old and new side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .comparing import ChangeKind, PieceChange
from .differences import sides

MARKS = {
    ChangeKind.ADDED: (_("Added"), "plus"),
    ChangeKind.REMOVED: (_("Removed"), "bin"),
    ChangeKind.CHANGED: (_("Changed"), "edit"),
    ChangeKind.MOVED: (_("Moved"), "order"),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: what is called how, what happened to it, and its words before and now with the differences marked.

    Both are empty when the difference cannot be read; `note` is a remark besides, `doubts` what is to be asked.
    """

    label: str
    mark: str
    icon: str
    before: SafeString
    after: SafeString
    note: str
    doubts: tuple[str, ...] = ()


def change_rows(changes: Iterable[PieceChange]) -> list[ChangeRow]:
    """Return the rows, in the order of the changes."""
    return [_row(change) for change in changes]


def _row(change: PieceChange) -> ChangeRow:
    mark, icon = MARKS[change.kind]
    has_same_words = change.before_text == change.after_text
    empty = SafeString()
    before, after = (empty, empty) if has_same_words else sides(change.before_text, change.after_text)
    return ChangeRow(change.label, str(mark), icon, before, after, _note(change))


def _note(change: PieceChange) -> str:
    if change.kind is ChangeKind.MOVED:
        return gettext("It stands in another place; the words are the same.")
    if change.is_only_form:
        return gettext("The words are the same; only the form changed.")
    return gettext("It also stands in another place.") if change.is_moved else ""
