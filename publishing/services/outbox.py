"""Telling others what has changed: each entry is handed over once it is committed, in order, at least once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from publishing.models import OutboxEntry
from tenants.models import Tenant
from tenants.scope import tenant_scope

BATCH = 200
KEPT_DAYS = 90
"""How long delivered entries stay, for those who were away and for the feed of changes."""

Recipient = Callable[[Sequence[OutboxEntry]], None]

_recipients: list[Recipient] = []


def add_recipient(recipient: Recipient) -> None:
    """Hand every entry to `recipient` too, in batches. If it fails, the batch is handed over again to all of them."""
    if recipient not in _recipients:
        _recipients.append(recipient)


def deliver() -> int:
    """Hand over the waiting entries, mark them as delivered, and return how many they were.

    Several workers share the work: each takes what no other has locked. Old entries are deleted on the way.
    """
    delivered = 0
    while batch := _deliver_batch():
        delivered += batch
    return delivered


@transaction.atomic
def _deliver_batch() -> int:
    with tenant_scope(Tenant.objects.values_list("pk", flat=True)):
        entries = list(OutboxEntry.objects.waiting().select_for_update(skip_locked=True)[:BATCH])
        for recipient in _recipients:
            if entries:
                recipient(entries)
        now = timezone.now()
        OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(delivered_at=now)
        OutboxEntry.objects.filter(delivered_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return len(entries)
