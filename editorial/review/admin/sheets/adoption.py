"""A new national edition that waits: what the state shows now, and what the new one says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from editorial.comparing import ChangeKind, PieceChange
from editorial.differences import marked
from editorial.review.types import Review

CHANGES = {
    ChangeKind.ADDED: _("added"),
    ChangeKind.REMOVED: _("removed"),
    ChangeKind.CHANGED: _("changed"),
    ChangeKind.MOVED: _("moved"),
}


@dataclass(frozen=True, slots=True)
class ChangedPiece:
    """One piece of a text before and after; `marked` is what it says now with the differences marked."""

    label: str
    change: str | Promise
    before: str
    after: str
    marked: SafeString
    is_only_form: bool


@dataclass(frozen=True, slots=True)
class AdoptionSheet:
    """What the new edition changes.

    Attributes:
        is_new: the state has not shown the text at all so far.
    """

    pieces: tuple[ChangedPiece, ...]
    is_new: bool


def adoption_sheet(review: Review) -> AdoptionSheet:
    """Return the pieces that differ between the edition that the state shows and the new one, in words."""
    return AdoptionSheet(tuple(piece_in_words(change) for change in review.changes), not review.task.from_number)


def piece_in_words(change: PieceChange) -> ChangedPiece:
    """Return a change with its differences marked."""
    return ChangedPiece(
        label=change.label,
        change=CHANGES[change.kind],
        before=change.before_text,
        after=change.after_text,
        marked=marked(change.before_text, change.after_text),
        is_only_form=change.is_only_form,
    )
