"""A national text that changed where the state had changed it: each piece as it was, as it is, and as the state's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.safestring import SafeString

from content_models.kinds import ItemKind
from content_models.overlay import WHOLE
from content_models.script_graph import names_of_nodes
from editorial.adapting.admin.editing_context import EditingContext
from editorial.adapting.admin.places import address_of
from editorial.adapting.admin.rows import anchor_of
from editorial.adapting.types import OperationKind
from editorial.comparing import changes_between
from editorial.differences import marked
from editorial.review.admin.words import DECISIONS
from editorial.review.types import Review, ReviewPiece
from editorial.wording import words_of
from publishing.review.decisions import Decision
from publishing.review.labels import words_of_nodes
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

from .adoption import ChangedPiece, piece_in_words


@dataclass(frozen=True, slots=True)
class Side:
    """One piece of a text, three times, in words.

    Attributes:
        before: the national text when the state changed it.
        now: the national text now, with the differences to that marked.
        own: what the state says.
        was_there: whether the library had the piece then; an addition of the state's replaces nothing.
        whole: what the library changed, for a text that the state hides as a whole.
        decision: what was decided and waits in the draft; empty while nothing is.
        edit_url: of the form of the state's text; empty where it has none.
    """

    piece: ReviewPiece
    before: str
    now: SafeString
    own: str
    was_there: bool
    whole: tuple[ChangedPiece, ...]
    decision: str
    edit_url: str

    @property
    def anchor(self) -> str:
        """The id of the element."""
        return anchor_of(self.piece.address)

    @property
    def is_whole(self) -> bool:
        """Whether the text as a whole is hidden."""
        return self.piece.address == WHOLE

    @property
    def is_insertion(self) -> bool:
        """Whether the state has added it."""
        return self.piece.change is OperationKind.INSERT


@dataclass(frozen=True, slots=True)
class ChangedSheet:
    """The pieces of a review side by side."""

    sides: tuple[Side, ...]


def changed_sheet(review: Review, editing: EditingContext, back_url: str) -> ChangedSheet:
    """Return the pieces of an open review in words.

    Args:
        back_url: where the forms lead back to.
    """
    nodes = _nodes(review, editing)
    return ChangedSheet(tuple(_side(piece, review, editing, back_url, nodes) for piece in review.pieces))


def _nodes(review: Review, editing: EditingContext) -> Mapping[str, str]:
    """Return what people call the nodes that an answer leads to: those that are gone by their last words."""
    task = review.task
    if task.kind != ItemKind.SCRIPT:
        return {}
    served = editing.view.item(task.key)
    names = names_of_nodes(served["nodes"]) if served is not None and served["kind"] == "SCRIPT" else {}
    with tenant_scope([LIBRARY_ID, task.tenant_id]):
        return {**words_of_nodes(key=task.key, locale=task.locale), **names}


def _side(piece: ReviewPiece, review: Review, editing: EditingContext, back_url: str, nodes: Mapping[str, str]) -> Side:
    def title_of(key: str) -> str | None:
        item = None if key in nodes else editing.view.item(key)
        return str(item["title"]) if item is not None else nodes.get(key)

    def words(value: Any) -> str:
        return "" if value is None or is_whole else words_of(piece.address, value, title_of)

    is_whole = piece.address == WHOLE
    before, now = words(piece.base_value), words(piece.national_value)
    whole: tuple[ChangedPiece, ...] = ()
    if is_whole:
        changes = changes_between(ItemKind(review.task.kind), piece.base_value, piece.national_value, title_of=title_of)
        whole = tuple(piece_in_words(change) for change in changes if not change.is_only_form)
    return Side(
        piece=piece,
        before=before,
        now=marked(before, now),
        own=words(piece.local_value),
        was_there=piece.base_value is not None,
        whole=whole,
        decision=str(DECISIONS[piece.decision]) if piece.decision is not None else "",
        edit_url=_edit_url(piece, review, editing, back_url),
    )


def _edit_url(piece: ReviewPiece, review: Review, editing: EditingContext, back_url: str) -> str:
    """The form of the state's own text: of what the state hides, or what lost its place, there is none."""
    if piece.address == WHOLE or piece.is_hidden or piece.is_gone or piece.decision == Decision.TAKE:
        return ""
    query = urlencode({"address": piece.address, "next": f"{back_url}#{anchor_of(piece.address)}"})
    place = address_of(editing, review.task.key, "piece")
    return f"{place}{'&' if editing.is_in_other_language else '?'}{query}#{anchor_of(piece.address)}"
