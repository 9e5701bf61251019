"""Ending and erasing a locked conversation, whoever or whatever does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistance.call_backs.services import erase_calls
from assistance.models import ChatSettings, Conversation, ConversationEvent, ConversationState, EndReason

from . import ledger, messages
from .retention import blank
from .waking import wake_queue


def end_locked(conversation: Conversation, reason: EndReason, *, now: datetime) -> None:
    """End a locked conversation for a reason, say so in it, and set when its text is removed.

    Its network is forgotten with it, but where the person ended what somebody attended: until its result is registered
    (`ledger.log_ended`) the operator can still say that it was spam, so that ending first is no way around a block.
    """
    settings = _settings_of(conversation)
    conversation.state, conversation.end_reason, conversation.ended_at = ConversationState.ENDED, reason, now
    conversation.attended_until = conversation.offered_to_id = conversation.offered_until = None
    conversation.warned_at = None
    if conversation.operator_id is None or reason not in ledger.LEFT:
        conversation.source_digest = ""
    conversation.blank_at = now + timedelta(days=settings.keep_days)
    messages.save_changed(
        conversation,
        "state",
        "end_reason",
        "ended_at",
        "attended_until",
        "offered_to",
        "offered_until",
        "warned_at",
        "source_digest",
        "blank_at",
    )
    messages.store_event(conversation, ConversationEvent.ENDED, now=now)
    wake_queue(conversation.tenant_id)


def erase_locked(conversation: Conversation, *, now: datetime) -> None:
    """Remove all that was said in a locked conversation, its calls too; one that is open ends with it."""
    if conversation.state != ConversationState.ENDED:
        end_locked(conversation, EndReason.ERASED, now=now)
    erase_calls(conversation.pk)
    if conversation.call_starts_at is not None:
        conversation.call_starts_at = conversation.call_ends_at = None
        messages.save_changed(conversation, "call_starts_at", "call_ends_at")
    if conversation.blanked_at is None:
        conversation.blank_at = now
        blank(conversation, now=now)


def _settings_of(conversation: Conversation) -> ChatSettings:
    return ChatSettings.objects.filter(tenant_id=conversation.tenant_id).first() or ChatSettings()
