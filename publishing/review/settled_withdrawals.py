"""Which withdrawals of national texts the states' people have settled, so that they are not asked again."""

from __future__ import annotations

from collections.abc import Collection

from publishing.models import ReviewOutcome, ReviewReason, ReviewTask

SETTLED = (ReviewOutcome.KEPT, ReviewOutcome.REVIEWED)
"""Outcomes after which the adaptation still waits for its text."""

FORESEEN = 2**63 - 1
"""The version of a withdrawal that has not happened yet."""

WITHDRAWAL = "withdrawal"
"""In a task's details: the library's version with which the text was withdrawn. Another withdrawal has another."""

OVERTAKEN = "overtakenBy"
"""In a closed task's details: the reason that took the place of its own, as the text was withdrawn or came back."""

Settled = tuple[int, str, str, int]
"""A state's primary key, a text's key and language, and the withdrawal."""


def settled_withdrawals(keys: Collection[str], tenant_ids: Collection[int]) -> frozenset[Settled]:
    """What was settled of some texts in some states. One statement; the scope must hold the states."""
    tasks = ReviewTask.objects.filter(
        reason=ReviewReason.WITHDRAWN, outcome__in=SETTLED, key__in=keys, tenant_id__in=tenant_ids
    )
    rows = tasks.values_list("tenant_id", "key", "locale", "details")
    return frozenset((tenant_id, key, locale, details[WITHDRAWAL]) for tenant_id, key, locale, details in rows)
