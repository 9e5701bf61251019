"""That an operator has called the emergency number for somebody: a note of its own, which says who has and when.

Its id is that of the conversation, so that there is one of them at most, and it has no text: once the words of the
conversation are erased, the ledger still counts it.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from assistance.models import Conversation, ConversationNote


def emergency_call_id(conversation: Conversation) -> UUID:
    """Return the id of the note that records an emergency call for somebody (`operators.record_emergency_call`)."""
    return uuid5(conversation.pk, "emergency call")


def is_emergency_called(conversation: Conversation) -> bool:
    """Return whether an operator has called the emergency number for somebody, within the present scope."""
    return ConversationNote.objects.filter(pk=emergency_call_id(conversation), conversation=conversation).exists()
