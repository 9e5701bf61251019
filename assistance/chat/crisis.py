"""Whoever writes of wanting to die reads at once, without an operator, whom to call; and the queue knows of it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from uuid import uuid5

from assistance.models import Author, Conversation, ConversationState, Message, MessageKind
from delivery.search import everyday
from delivery.search.words import folded_words
from delivery.state_view import StateView
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind

from . import messages
from .cards import crisis_card, view_of
from .errors import ChatRefused
from .waking import wake_queue

_SENTENCE = re.compile(r"[.,;:¿?¡!\n]+")


def tells_of_suicide(text: str) -> bool:
    """Return whether a sentence tells of wanting to die, however it is spelled: by the rule of the search."""
    return any(everyday.tells_of_suicide(folded_words(sentence)) for sentence in _SENTENCE.split(text))


def tells_of_danger(view: StateView, text: str, now: datetime) -> bool:
    """Return whether a text tells of danger: where the search page, too, has the emergency number above all else.

    Args:
        now: the clock.
    """
    return tells_of_suicide(text) or view.search(text, now=now).is_likely_danger


def respond(conversation: Conversation, now: datetime) -> None:
    """Store the card of the emergency number, once, and mark the conversation as one of danger, as its person said.

    Args:
        conversation: locked by this transaction.
    """
    if not conversation.is_in_danger or conversation.is_marked_in_danger:
        conversation.is_in_danger, conversation.is_marked_in_danger = True, False
        messages.save_changed(conversation, "is_in_danger", "is_marked_in_danger")
        if conversation.state == ConversationState.WAITING:
            wake_queue(conversation.tenant_id)
    client_id = uuid5(conversation.pk, "crisis")
    if Message.objects.filter(conversation=conversation, client_id=client_id).exists():
        return
    tenant = Tenant.objects.get(pk=conversation.tenant_id)
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="chat")
    with suppress(ChatRefused):  # the state serves nothing, or the conversation is full: what was written stays
        card = crisis_card(view_of(viewer, conversation.language))
        messages.store(
            conversation,
            author=Author.SYSTEM,
            kind=MessageKind.CARD,
            client_id=client_id,
            now=now,
            content={"card": card},
        )
