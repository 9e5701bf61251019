"""What was decided of the pieces of a review, as its task keeps it. Pure.

One entry a decision: `{"address", "label", "decision", "by", "name", "at", "isPublished"}`, where `decision` is `keep`,
`take`, `edit` or, of a withdrawn text, `let_go`; `isPublished` says whether citizens read it so: until then it waits in
the adaptation's draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from content_models.piece_labels import PieceLabel
from publishing.models import ReviewOutcome

Entry = Mapping[str, Any]


class Decision(StrEnum):
    """What was done about a piece."""

    KEEP = "keep"
    TAKE = "take"
    EDIT = "edit"
    LET_GO = "let_go"


OUTCOMES = {
    Decision.KEEP: ReviewOutcome.KEPT,
    Decision.TAKE: ReviewOutcome.TAKEN,
    Decision.EDIT: ReviewOutcome.EDITED,
    Decision.LET_GO: ReviewOutcome.LET_GO,
}


def entry(
    address: str,
    label: PieceLabel | None,
    decision: Decision,
    *,
    by: int | None,
    name: str,
    at: datetime,
    is_published: bool,
) -> dict[str, Any]:
    """One decision. `name` is kept beside the account's number, as a decision outlives accounts."""
    return {
        "address": address,
        "label": label,
        "decision": str(decision),
        "by": by,
        "name": name,
        "at": at.isoformat(),
        "isPublished": is_published,
    }


def waiting(entries: Sequence[Entry], address: str) -> Entry | None:
    """The latest decision on a piece that is not published yet."""
    return next((one for one in reversed(entries) if one["address"] == address and not one["isPublished"]), None)


def with_entry(entries: Sequence[Entry], decided: Entry) -> list[dict[str, Any]]:
    """The entries with a decision as the last, in the place of whatever waited of its piece."""
    return [*without_waiting(entries, decided["address"]), dict(decided)]


def without_waiting(entries: Sequence[Entry], address: str) -> list[dict[str, Any]]:
    """The entries without what waited of a piece."""
    return [dict(one) for one in entries if one["address"] != address or one["isPublished"]]


def published(entries: Sequence[Entry], decided: Entry) -> list[dict[str, Any]]:
    """The entries once a decision is published."""
    return with_entry(entries, {**decided, "isPublished": True})


def outcome_of(entries: Sequence[Entry]) -> ReviewOutcome:
    """How a review ends: by the last decision that was published; without one, something else settled it."""
    last = next((one for one in reversed(entries) if one["isPublished"]), None)
    return ReviewOutcome.SUPERSEDED if last is None else OUTCOMES[Decision(last["decision"])]
