"""Removing what was said: when its days are over (`sweeps.blank_old`), or at once when the person erases it.

The key goes first of all: without it whatever copy there is of a body, on a disk or in a backup, is noise. What is
counted stays: that there was a conversation, when, and how many messages it had.
"""

from __future__ import annotations

from datetime import datetime

from assistance.models import Conversation, ConversationKey, ConversationNote, Message

from . import messages


def blank(conversation: Conversation, *, now: datetime) -> None:
    """Remove the key, the bodies and the notes of a locked conversation that has ended, and wake who reads it."""
    ConversationKey.objects.filter(conversation=conversation).delete()
    Message.objects.filter(conversation=conversation, body__isnull=False).update(body=None)
    ConversationNote.objects.filter(conversation=conversation, body__isnull=False).update(body=None)
    conversation.blanked_at = now
    messages.save_changed(conversation, "blanked_at")
