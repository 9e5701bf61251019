"""Danger by what somebody writes: the queue knows of it, and whoever wants to die reads at once whom to call.

A mark by words may be a false alarm. Whoever has the conversation takes it back, and who did and when is kept as a
note without words (`withdrawals_among`): whoever has the conversation next reads it, also once its text is erased.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from assistance.models import (
    Author,
    Conversation,
    ConversationNote,
    ConversationState,
    DangerWords,
    Message,
    MessageKind,
)
from content_models.choices import Role
from delivery.danger import tells_of_danger
from delivery.search import everyday
from delivery.search.words import folded_words
from delivery.state_view import StateView
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind

from . import messages
from .cards import crisis_card, emergency_card, view_of
from .errors import ChatRefused
from .waking import wake_queue

_SENTENCE = re.compile(r"[.,;:¿?¡!\n]+")


def tells_of_suicide(text: str) -> bool:
    """Return whether a sentence tells of wanting to die, however it is spelled: by the rule of the search."""
    return any(everyday.tells_of_suicide(folded_words(sentence)) for sentence in _SENTENCE.split(text))


def danger_words_of(view: StateView, text: str, role: str, now: datetime) -> DangerWords | Literal[""]:
    """Return of what danger a text tells; empty: of none.

    Danger other than wanting to die is looked for in the words of victims, and of whoever does not say who they are.
    The others write of arrests (“se llevaron a mi hermano”), which sound like it: they would be marked too often, and
    be offered no call.

    Args:
        view: what the state serves, by whose search danger is told.
        role: of whoever writes; empty: not known.
        now: the clock.
    """
    if tells_of_suicide(text):
        return DangerWords.SUICIDE
    return DangerWords.DANGER if role in _LOOKED_AT and text and tells_of_danger(view, text, now) else ""


_LOOKED_AT = ("", Role.VICTIM)


def answer(conversation: Conversation, text: str, now: datetime) -> None:
    """Mark a conversation by what its person has just written, and store the card of the emergency number, once.

    Wanting to die is always answered. Other danger is looked for while nobody reads what they write: in the queue.

    Args:
        conversation: locked by this transaction.
    """
    if tells_of_suicide(text):
        respond(conversation, DangerWords.SUICIDE, now)
    elif conversation.state == ConversationState.WAITING and not conversation.is_in_danger:
        with suppress(ChatRefused):  # the state serves nothing any more
            words = danger_words_of(_view_of(conversation), text, conversation.role, now)
            if words:
                respond(conversation, words, now)


_CARD_IDS = {DangerWords.SUICIDE: "crisis", DangerWords.DANGER: "emergency"}
"""From what the ids of the cards are made: each is stored once."""


def respond(conversation: Conversation, words: DangerWords, now: datetime) -> None:
    """Store the card of the emergency number, once, and mark the conversation as of somebody who wrote of danger.

    Args:
        conversation: locked by this transaction.
    """
    if not conversation.is_in_danger or conversation.danger_words != words:
        if conversation.is_in_danger and conversation.danger_words == "" and not conversation.is_marked_in_danger:
            conversation.has_declared_danger = True  # stored by a process of before, which did not tell the two apart
        conversation.is_in_danger, conversation.danger_words = True, words
        messages.save_changed(conversation, "is_in_danger", "danger_words", "has_declared_danger")
        if conversation.state == ConversationState.WAITING:
            wake_queue(conversation.tenant_id)
    client_id = uuid5(conversation.pk, _CARD_IDS[words])
    if Message.objects.filter(conversation=conversation, client_id=client_id).exists():
        return
    with suppress(ChatRefused):  # the state serves nothing, or the conversation is full: what was written stays
        view = _view_of(conversation)
        card = crisis_card(view) if words == DangerWords.SUICIDE else emergency_card(view)
        if card is None:
            return
        messages.store(
            conversation,
            author=Author.SYSTEM,
            kind=MessageKind.CARD,
            client_id=client_id,
            now=now,
            content={"card": card},
        )


def _view_of(conversation: Conversation) -> StateView:
    tenant = Tenant.objects.get(pk=conversation.tenant_id)
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="chat")
    return view_of(viewer, conversation.language)


def may_be_withdrawn(conversation: Conversation) -> bool:
    """Return whether somebody counts as in danger by their words alone: neither they nor operators declared it."""
    is_by_words = conversation.is_in_danger and conversation.danger_words != ""
    return is_by_words and not (conversation.has_declared_danger or conversation.is_marked_in_danger)


def withdraw(conversation: Conversation, *, operator_id: int, now: datetime) -> ConversationNote:
    """Let a locked conversation be none of danger, and return the note of who said so and when."""
    known = withdrawals_among(conversation, ConversationNote.objects.filter(conversation=conversation, body=None))
    withdrawn = ConversationNote.objects.create(
        id=_withdrawal_id(conversation, len(known)),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.pk,
        operator_id=operator_id,
        written_at=now,
    )
    conversation.is_in_danger = False
    messages.save_changed(conversation, "is_in_danger")
    return withdrawn


def withdrawals_among(conversation: Conversation, notes: Iterable[ConversationNote]) -> list[ConversationNote]:
    """Return, among the notes of a conversation, those by which a mark was taken back, the oldest first."""
    by_id, found = {note.pk: note for note in notes}, list[ConversationNote]()
    while (withdrawn := by_id.get(_withdrawal_id(conversation, len(found)))) is not None:
        found.append(withdrawn)
    return found


def _withdrawal_id(conversation: Conversation, number: int) -> UUID:
    return uuid5(conversation.pk, f"danger withdrawn {number}")
