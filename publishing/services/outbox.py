"""Delivery of the outbox: each entry is delivered after its commit, at least once; only within a batch in order.

Several workers deliver batches at the same time, and a batch that fails may be delivered again after later ones. A
recipient that needs the order of a tenant's changes compares their `version`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from publishing.models import OutboxEntry
from tenants.scope import scope_of_all_tenants

BATCH = 200
KEPT_DAYS = 90
"""How long entries stay, for recipients that were unavailable and for the feed of changes."""

Recipient = Callable[[Sequence[OutboxEntry]], None]

_recipients: list[Recipient] = []


def add_recipient(recipient: Recipient) -> None:
    """Hand every entry to `recipient` too, in batches. If it fails, the batch is handed over again to all of them."""
    if recipient not in _recipients:
        _recipients.append(recipient)


def deliver() -> int:
    """Hand over the waiting entries, mark them as delivered, and return how many they were.

    Several workers share the work: each takes what no other has locked. While there is no recipient, entries wait.

    Raises:
        Exception: what a recipient raised. Its batch and those after it wait for the next delivery.
    """
    delivered = 0
    if not _recipients:
        return delivered
    while batch := _deliver_batch():
        delivered += batch
    return delivered


@transaction.atomic
def _deliver_batch() -> int:
    with scope_of_all_tenants():
        entries = list(OutboxEntry.objects.waiting().select_for_update(skip_locked=True)[:BATCH])
        if entries:
            for recipient in _recipients:
                recipient(entries)
            OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(delivered_at=timezone.now())
    return len(entries)


@transaction.atomic
def drop_old() -> int:
    """Delete the entries that are older than `KEPT_DAYS`, and return how many they were.

    What a recipient has still to receive stays; where there is none, nothing is kept for one that may come later.
    """
    with scope_of_all_tenants():
        old = OutboxEntry.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
        if _recipients:
            old = old.exclude(delivered_at=None)
        return old.delete()[0]
