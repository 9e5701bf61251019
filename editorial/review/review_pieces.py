"""The pieces of a review, as somebody reads them who is to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from content_models.kinds import ItemKind
from content_models.overlay import WHOLE, Edition, Hide, Insert, Operation, Origin, Set
from content_models.overlay.pieces import by_id
from content_models.piece_labels import in_words, labels_in
from content_models.shapes.documents import Item, ItemDocument
from editorial.adapting import draft_operations
from editorial.adapting.labels import labels_of
from editorial.adapting.pieces import Pieces
from editorial.adapting.types import OperationKind
from editorial.adapting.unresolved import unresolved_of
from publishing.review.decisions import Decision
from publishing.review.labels import with_words

from .review_draft import ReviewDraft
from .types import ReviewPiece


def pieces_of(review_draft: ReviewDraft) -> tuple[ReviewPiece, ...]:
    """The pieces of an open task, in reading order: the whole text first, what has lost its place last."""
    return tuple(_Reading(review_draft).pieces())


@dataclass(frozen=True)
class _Reading:
    review_draft: ReviewDraft

    def pieces(self) -> list[ReviewPiece]:
        addresses = sorted(self.review_draft.task.addresses, key=self._place)
        return [self._piece(address) for address in addresses]

    def _piece(self, address: str) -> ReviewPiece:
        live = self.review_draft.live
        operations = draft_operations.at(live.operations, address)
        own = next((one for one in operations if not isinstance(one, Hide)), None)
        number = min((one.base for one in operations), default=0) or self.review_draft.task.from_number or 0
        decision = self.review_draft.decision(address)
        national = _at(live.library_item, address)
        is_incomplete = address in self.review_draft.incomplete.addresses
        return ReviewPiece(
            address=address,
            label=self._labels.get(address) or self._earlier_label(address),
            change=_change_of(own),
            base_value=_at(self._base(number), address),
            national_value=national,
            local_value=self._local(address, own, decision),
            base_number=number,
            is_hidden=any(isinstance(one, Hide) for one in operations),
            is_gone=national is None and not isinstance(own, Set) and not is_incomplete,
            decision=decision,
            is_incomplete=is_incomplete,
        )

    def _local(self, address: str, own: Operation | None, decision: Decision | None) -> Any:
        """The state's text: the draft's where it was edited since, else what is published."""
        if own is None:
            return None
        draft = self.review_draft.draft if decision is Decision.EDIT else self.review_draft.live
        value = _at(draft.shown_item, address)
        lost = next((one.value for one in unresolved_of(draft) if one.operation_id == own.id), None)
        return value if lost is None else _at(draft.shown_item, own.id) or lost

    def _earlier_label(self, address: str) -> str:
        task = self.review_draft.task
        label = task.details.get("labels", {}).get(address)
        return in_words(*with_words([label], key=task.key, locale=task.locale))

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return labels_of(Pieces(self.review_draft.live).all())

    def _place(self, address: str) -> int:
        return -1 if address == WHOLE else self._order.get(address, len(self._order))

    @cached_property
    def _order(self) -> Mapping[str, int]:
        """The places of the pieces that there are, then of those that there were."""
        kind = self.review_draft.draft.kind
        earlier = [address for number in sorted(self.review_draft.editions) for address in self._once_in(kind, number)]
        return {address: place for place, address in enumerate(dict.fromkeys([*self._labels, *earlier]))}

    def _once_in(self, kind: ItemKind, number: int) -> list[str]:
        return list(labels_in(kind, self.review_draft.editions[number]))

    def _base(self, number: int) -> Item:
        """An earlier edition as the state would be served it, composed once."""
        if number not in self._composed:
            draft = self.review_draft.draft
            document = cast(ItemDocument, self.review_draft.editions.get(number, draft.library_document()))
            edition = Edition(draft.key, str(draft.kind), Origin.LOCAL, {document["locale"]: document})
            self._composed[number] = draft.view.composed_without_adaptation(edition)
        return self._composed[number]

    @cached_property
    def _composed(self) -> dict[int, Item]:
        return {}


def _at(item: Mapping[str, Any], address: str) -> Any:
    """A field, or a piece at any depth, of a composed item; the item itself for the whole text."""
    if address == WHOLE:
        return item
    return item[address] if address in item else by_id(item).get(address)


def _change_of(own: Operation | None) -> OperationKind:
    if own is None:
        return OperationKind.HIDE
    if isinstance(own, Set):
        return OperationKind.SET
    return OperationKind.INSERT if isinstance(own, Insert) else OperationKind.REPLACE
