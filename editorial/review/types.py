"""A review as it is shown, and the result of a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content_models.models import AdaptationPage
from editorial.adapting.types import OperationKind, Rights
from editorial.comparing import PieceChange
from publishing.models import ReviewTask
from publishing.review.decisions import Decision


@dataclass(frozen=True, slots=True)
class ReviewPiece:
    """One piece that the library has changed since the state changed it.

    Values are as pieces of the workbench have them: of documents, rich text completed (`ast`, `html`, `plainText`).

    Attributes:
        address: the name of a field, or the id of a block, node, list item or insertion; empty for the whole text.
        label: what editors call it.
        change: what the state had done with it; `HIDE` only if it had not also changed it.
        base_value: what the library said when the state changed it; None where it had no such piece.
        national_value: what the library says now; None where it has no such piece any more.
        local_value: what the state says instead; None for what it only hides.
        base_number: the edition that `base_value` is from.
        is_hidden: whether the state hides it.
        is_gone: whether the library has removed it (of an insertion: its place). The state's text is served at the end.
        decision: what was decided and waits in the draft to be published; None while it is to be decided.
        is_incomplete: whether it leads to what the library's script no longer has, so that it cannot be kept.
    """

    address: str
    label: str
    change: OperationKind
    base_value: Any
    national_value: Any
    local_value: Any
    base_number: int
    is_hidden: bool = False
    is_gone: bool = False
    decision: Decision | None = None
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """One task with all that is needed to decide it.

    Attributes:
        pieces: in reading order, for a task about changed pieces that is open; the whole text first.
        changes: what differs between what the state is served and the newest edition, for a task about adoption.
        page: the adaptation's latest draft, for a task about changed pieces that is open.
        revision: what a decision may name as `seen_revision`.
        edition: what a decision may name as `seen_edition`: the edition that `national_value` is from.
        has_other_changes: whether the draft has changes that are not published: decisions then wait with them.
    """

    task: ReviewTask
    rights: Rights
    pieces: tuple[ReviewPiece, ...] = ()
    changes: tuple[PieceChange, ...] = ()
    page: AdaptationPage | None = None
    revision: int | None = None
    edition: int | None = None
    has_other_changes: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is to be done."""
        return self.task.closed_at is None

    @property
    def can_decide(self) -> bool:
        """Whether the user may decide."""
        return self.is_open and self.rights.can_edit

    @property
    def is_only_to_be_published(self) -> bool:
        """Whether all is decided, and the draft waits to be published."""
        return bool(self.pieces) and all(piece.decision is not None for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision.

    Attributes:
        task: as it is now; closed when nothing is left to decide.
        is_published: whether citizens read it so; else it waits in the draft.
        problem: the sentence that says why it could not be published although the user may; empty otherwise.
    """

    task: ReviewTask
    is_published: bool
    problem: str = ""
