"""What supervisors do: see what goes on, come into a conversation so that the person sees it, and take one over.

What is said they read where they take part, elsewhere for a reason that the audit log keeps: in both without the
numbers that say who somebody is, which whoever has the conversation reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assistance.inquiries.personal_data import looks_personal
from assistance.models import (
    Conversation,
    ConversationEvent,
    ConversationState,
    OperatorPresence,
    PresenceState,
    Transport,
)
from assistance.operators.rights import Answering
from tenants.audit import append
from tenants.models import User
from tenants.scope import tenant_scope

from . import messages
from .assignment import attend, lock_operator, locked
from .errors import ChatErrorCode, ChatRefused, invalid, not_found
from .masking import masked_message
from .queue import AS_IF_SINCE
from .shown import ShownMessage

READ_ACTION = "assistance.chat.read"
TAKEN_OVER_ACTION = "assistance.chat.take_over"
SHORTEST_REASON, LONGEST_REASON = 5, 200


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A conversation as supervisors see it: no word of it.

    Attributes:
        absent_since: since when the person is known not to be there; one that waits is out of the queue meanwhile.
        state: the code of its state.
        unanswered_since: since when the person waits for an answer; None: it is their turn, or they are in the queue.
    """

    id: UUID
    state: str
    conversation_state: ConversationState
    role: str
    is_in_danger: bool
    is_unsure: bool
    topic_key: str
    language: str
    transport: Transport
    started_at: datetime
    waiting_since: datetime
    attended_at: datetime | None
    operator_id: int | None
    operator_name: str
    is_operator_on_call: bool
    supervisor_id: int | None
    supervisor_name: str
    message_count: int
    visitor_wrote_at: datetime | None
    operator_wrote_at: datetime | None
    absent_since: datetime | None

    @property
    def unanswered_since(self) -> datetime | None:
        """Since when the person waits for an answer."""
        if self.conversation_state != ConversationState.ATTENDED or self.visitor_wrote_at is None:
            return None
        is_answered = self.operator_wrote_at is not None and self.operator_wrote_at >= self.visitor_wrote_at
        return None if is_answered else self.visitor_wrote_at

    def as_json(self) -> dict[str, Any]:
        """Return what the desk is sent of it."""
        instants = {
            "startedAt": self.started_at,
            "waitingSince": self.waiting_since,
            "attendedAt": self.attended_at,
            "unansweredSince": self.unanswered_since,
            "absentSince": self.absent_since,
        }
        return {
            "id": str(self.id),
            "tenant": self.state,
            "state": self.conversation_state.value,
            "role": self.role,
            "isInDanger": self.is_in_danger,
            "isUnsure": self.is_unsure,
            "topicKey": self.topic_key,
            "language": self.language,
            "transport": self.transport.value,
            "operatorId": self.operator_id,
            "operatorName": self.operator_name,
            "isOperatorOnCall": self.is_operator_on_call,
            "supervisorId": self.supervisor_id,
            "supervisorName": self.supervisor_name,
            "messageCount": self.message_count,
            **{name: None if at is None else at.isoformat() for name, at in instants.items()},
        }


def board(*, operator: Answering, now: datetime) -> list[OnBoard]:
    """Return the open conversations of a supervisor's states: who is in danger first, waiting or answered.

    Among those in danger, and among all others, come those who wait, in order, then those who are answered.

    Whoever left the queue is on it, too, until they come back or their conversation ends: no operator sees them.

    Raises:
        ChatRefused: `NOT_FOUND`: they watch over nobody.
    """
    _check_supervises(operator)
    codes = {pk: code for code, pk in operator.tenants.items()}
    with tenant_scope(operator.tenants.values()):
        found = Conversation.objects.for_tenants(operator.tenants.values()).open()
        found = found.select_related("operator", "supervisor")
        shown = list(found.order_by("-is_in_danger", "-state", AS_IF_SINCE, "pk"))
        calling = OperatorPresence.objects.filter(state=PresenceState.ON_CALL, expires_at__gt=now)
        on_call = set(calling.filter(pk__in={one.operator_id for one in shown}).values_list("pk", flat=True))
    return [_on_board(one, codes, is_operator_on_call=one.operator_id in on_call) for one in shown]


def _on_board(one: Conversation, codes: dict[int, str], *, is_operator_on_call: bool) -> OnBoard:
    return OnBoard(
        id=one.pk,
        state=codes[one.tenant_id],
        conversation_state=ConversationState(one.state),
        role=one.role,
        is_in_danger=one.is_in_danger,
        is_unsure=one.is_unsure,
        topic_key=one.topic_key,
        language=one.language,
        transport=Transport(one.transport),
        started_at=one.started_at,
        waiting_since=one.waiting_since,
        attended_at=one.first_attended_at,
        operator_id=one.operator_id,
        operator_name=_name(one.operator),
        is_operator_on_call=is_operator_on_call,
        supervisor_id=one.supervisor_id,
        supervisor_name=_name(one.supervisor),
        message_count=one.last_seq,
        visitor_wrote_at=one.visitor_wrote_at,
        operator_wrote_at=one.operator_wrote_at,
        absent_since=one.absent_since,
    )


def join(*, operator: Answering, conversation_id: UUID, now: datetime) -> Conversation:
    """Come into a conversation as a second person, whom both sides see; once more changes nothing.

    Args:
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`; `TAKEN`: another supervisor is in it; `INVALID`: they have it themselves.
    """
    with tenant_scope(operator.tenants.values()):
        conversation = _open(operator, conversation_id)
        if conversation.supervisor_id == operator.user_id:
            return conversation
        if conversation.operator_id == operator.user_id:
            raise invalid("conversation")
        if conversation.supervisor_id is not None:
            raise ChatRefused(ChatErrorCode.TAKEN)
        conversation.supervisor_id = operator.user_id
        messages.save_changed(conversation, "supervisor")
        messages.store_event(conversation, ConversationEvent.JOINED, operator_id=operator.user_id, now=now)
        return conversation


def leave_conversation(*, operator: Answering, conversation_id: UUID, now: datetime) -> Conversation:
    """Leave a conversation that was joined; once more changes nothing.

    Args:
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        if not operator.is_supervisor:
            raise not_found()
        if conversation.supervisor_id == operator.user_id and conversation.state != ConversationState.ENDED:
            remove_supervisor(conversation, now)
        return conversation


def remove_supervisor(conversation: Conversation, now: datetime) -> None:
    """Let a locked conversation be without its supervisor, and both sides know it."""
    supervisor_id, conversation.supervisor_id = conversation.supervisor_id, None
    messages.save_changed(conversation, "supervisor")
    messages.store_event(conversation, ConversationEvent.LEFT, operator_id=supervisor_id, now=now)


def take_over(*, operator: Answering, conversation_id: UUID, now: datetime) -> Conversation:
    """Have a conversation instead of whoever has it, or of the queue; what they still send is refused.

    How many one may have at once does not keep a supervisor from it.

    Args:
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`.
    """
    with tenant_scope(operator.tenants.values()):
        lock_operator(operator.user_id)
        conversation = _open(operator, conversation_id)
        if conversation.operator_id == operator.user_id:
            return conversation
        event = ConversationEvent.TAKEN_OVER if conversation.operator_id else ConversationEvent.ATTENDED
        person = User.objects.get(pk=operator.user_id)
        append(conversation, TAKEN_OVER_ACTION, tenant_id=conversation.tenant_id, by=person)
        if conversation.supervisor_id == operator.user_id:
            conversation.supervisor_id = None
            messages.save_changed(conversation, "supervisor")
        attend(conversation, operator.user_id, event, now)
        return conversation


def read_with_reason(*, operator: Answering, conversation_id: UUID, reason: object) -> list[ShownMessage]:
    """Return what was said in a conversation in which a supervisor takes no part, for a reason that is kept.

    CURP, numbers of cards and telephones, and addresses of mail are masked.

    Raises:
        ChatRefused: `NOT_FOUND`; `INVALID`: the reason is too short or too long, or says who somebody is.
    """
    _check_supervises(operator)
    said = reason.strip() if isinstance(reason, str) else ""
    letters = sum(map(str.isalnum, said))
    if letters < SHORTEST_REASON or len(said) > LONGEST_REASON or looks_personal(said):
        raise invalid("reason")
    with tenant_scope(operator.tenants.values()):
        conversations = Conversation.objects.for_tenants(operator.tenants.values()).select_related("encryption_key")
        conversation = conversations.filter(pk=conversation_id).first()
        if conversation is None:
            raise not_found()
        person = User.objects.get(pk=operator.user_id)
        append(conversation, READ_ACTION, tenant_id=conversation.tenant_id, by=person, details={"reason": said})
        return [masked_message(one) for one in messages.read_messages(conversation, most=messages.MOST_MESSAGES)]


def _open(operator: Answering, conversation_id: UUID) -> Conversation:
    _check_supervises(operator)
    conversation = locked(conversation_id, operator.tenants.values())
    if conversation.state == ConversationState.ENDED:
        raise ChatRefused(ChatErrorCode.ENDED)
    return conversation


def _check_supervises(operator: Answering) -> None:
    if not operator.is_supervisor:
        raise not_found()


def _name(user: User | None) -> str:
    return "" if user is None else user.display_name
