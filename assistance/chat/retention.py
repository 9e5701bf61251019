"""Removing what was said: when its days are over (`sweeps.blank_old`), or at once when the person erases it.

The key goes first of all: without it whatever copy there is of a body, on a disk or in a backup, is noise. What is
counted stays: that there was a conversation, when, and how many messages it had.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from assistance.models import Conversation, ConversationKey, ConversationNote, Message

from . import messages


def shorten(*, tenant_id: int, keep_days: int) -> None:
    """Let what has ended in a state be removed no later than after these days; nothing is kept any longer by it.

    The scope must hold the state. The sweeps remove what is due by it.
    """
    kept = Conversation.objects.for_tenants([tenant_id]).filter(ended_at__isnull=False, blanked_at=None)
    days = timedelta(days=keep_days)
    kept.filter(blank_at__gt=F("ended_at") + days).update(blank_at=F("ended_at") + days)


def blank(conversation: Conversation, *, now: datetime) -> None:
    """Remove key, bodies, hours of calls and notes of a locked conversation that has ended, and wake who reads it."""
    ConversationKey.objects.filter(conversation=conversation).delete()
    kept = Q(body__isnull=False) | Q(call_starts_at__isnull=False)
    Message.objects.filter(kept, conversation=conversation).update(body=None, call_starts_at=None, call_ends_at=None)
    ConversationNote.objects.filter(conversation=conversation, body__isnull=False).update(body=None)
    conversation.blanked_at, conversation.danger_words = now, ""  # what they wrote of is theirs, as the words are
    messages.save_changed(conversation, "blanked_at", "danger_words")
