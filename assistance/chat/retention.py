"""Removing what was said: when its days are over, or at once when the person erases it.

The key goes first of all: without it whatever copy there is of a body, on a disk or in a backup, is noise. What is
counted stays: that there was a conversation, when, and how many messages it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistance.models import Conversation, ConversationKey, ConversationNote, Message
from tenants.scope import scope_of_all_tenants

from . import messages, sources

BATCH = 200


def blank(conversations: Sequence[Conversation], *, now: datetime) -> None:
    """Remove the keys, bodies and notes of locked conversations that have ended, and wake who reads them."""
    ids = [conversation.pk for conversation in conversations]
    ConversationKey.objects.filter(pk__in=ids).delete()
    Message.objects.filter(conversation__in=ids, body__isnull=False).update(body=None)
    ConversationNote.objects.filter(conversation__in=ids, body__isnull=False).update(body=None)
    for conversation in conversations:
        conversation.blanked_at = now
        conversation.blank_at = conversation.blank_at or now
        messages.save_changed(conversation, "blanked_at", "blank_at")


def blank_due(now: datetime) -> int:
    """Remove the text of all conversations whose days are over; return how many there were."""
    count = 0
    while True:
        with scope_of_all_tenants():
            due = Conversation.objects.filter(blanked_at=None, blank_at__lte=now).order_by("blank_at")
            batch = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
            blank(batch, now=now)
        count += len(batch)
        if len(batch) < BATCH:
            return count


def remove_old_sources(now: datetime) -> int:
    """Delete what told where conversations came from on days that are over; return how many salts there were."""
    return sources.remove_old(now)
