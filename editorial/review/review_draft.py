"""The draft of an adaptation beside a review: what is still to be decided, and what waits to be published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from content_models.documents.adaptation import operations_of
from content_models.overlay import Operation
from content_models.shapes.parts import JsonObject
from editorial.adapting import draft_operations
from editorial.adapting.draft import Draft, draft_from, draft_of
from editorial.adapting.rules import incomplete_in
from editorial.adapting.types import AdaptationTarget
from publishing.adaptations import operations_in
from publishing.incomplete_scripts import Incomplete
from publishing.models import ReviewTask
from publishing.review.changed_pieces import touched
from publishing.review.decisions import Decision
from tenants.models import User

from .errors import ReviewClosed


@dataclass(frozen=True)
class ReviewDraft:
    """An open task about changed pieces, beside the state's draft and what it has published."""

    task: ReviewTask
    draft: Draft
    live: Draft

    @cached_property
    def editions(self) -> Mapping[int, JsonObject]:
        """The editions that the operations were made against, by number."""
        bases = [one.base for one in (*self.draft.operations, *self.live.operations)]
        return self.draft.library_documents([*bases, self.task.from_number or self.draft.base])

    def undecided(self) -> list[str]:
        """The addresses that are still to be decided."""
        return [address for address in self.task.addresses if self.decision(address) is None]

    def decision(self, address: str) -> Decision | None:
        """What the draft does about a piece; None while it does nothing."""
        mine = draft_operations.at(self.draft.operations, address)
        if not mine:
            return Decision.TAKE
        if address in self._touched or address in self.incomplete.addresses:
            return None
        before = draft_operations.at(self.live.operations, address)
        return Decision.KEEP if _without_bases(mine) == _without_bases(before) else Decision.EDIT

    @cached_property
    def incomplete(self) -> Incomplete:
        """What the draft leaves incomplete in a script: that cannot be kept."""
        return incomplete_in(self.draft)

    def kept(self, addresses: Collection[str]) -> list[Operation]:
        """The draft's operations, with the state's own texts of some pieces as if made against the present edition.

        What the draft has taken back already comes back from what is published.
        """
        operations = list(self.draft.operations)
        for address in addresses:
            if not draft_operations.at(operations, address):
                operations += draft_operations.at(self.live.operations, address)
            operations = draft_operations.made_against(operations, address, self.draft.base)
        return operations

    def taken(self, addresses: Collection[str]) -> list[Operation]:
        """The draft's operations without those on some pieces: there the national text is served again."""
        operations = list(self.draft.operations)
        for address in addresses:
            for one in draft_operations.at(operations, address):
                operations = draft_operations.without(operations, one.id)
        return operations

    @cached_property
    def _touched(self) -> frozenset[str]:
        if self.draft.draft_page is None:
            return frozenset()
        earlier = {number: document for number, document in self.editions.items() if number != self.draft.base}
        return frozenset(
            touched(
                operations_in(operations_of(self.draft.draft_page)["operations"], self.draft.locale),
                number=self.draft.base,
                now=self.draft.library_document(),
                editions=earlier,
            )
        )


def review_draft_of(task: ReviewTask, by: User, *, to_change: bool = False) -> ReviewDraft:
    """How the draft stands to an open task about changed pieces.

    Args:
        to_change: as the present transaction has it, which is going to change something by it.
    Raises:
        NotVisible, LocaleNotServed, NotAdaptable.
        ReviewClosed: the state has no such adaptation any more.
    """
    draft = draft_of(AdaptationTarget(tenant=task.tenant, key=task.key, locale=task.locale, by=by), to_change=to_change)
    if draft.stored_page is None:
        raise ReviewClosed(title=task.title, outcome=task.get_outcome_display())
    live = draft_from(task.tenant, task.key, draft.view, draft.stored_page, draft.stored_page)
    return ReviewDraft(task, draft, live)


def _without_bases(operations: Sequence[Operation]) -> list[Operation]:
    return [replace(one, base=0) for one in operations]
