"""How operators hand a conversation over: to a colleague, another state, or the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from assistance.call_backs.errors import CallBackRefused
from assistance.call_backs.services import promise_call
from assistance.models import Conversation, ConversationEvent, PresenceState
from assistance.operators.presence import presence_of
from assistance.operators.rights import Answering, answering_of
from tenants.models import User
from tenants.scope import tenant_scope

from . import errors, messages
from .assignment import attend, attend_to, check_is_theirs, check_limit, lock_operator, locked, may_take
from .call_requests import record_promised_call
from .conversation_selectors import content_tenant
from .errors import ChatErrorCode, ChatRefused


def hand_over(
    *,
    operator: Answering,
    conversation_id: UUID,
    epoch: int,
    now: datetime,
    to: int | None = None,
    state: str | None = None,
    phone: Mapping[str, Any] | None = None,
) -> Conversation:
    """Hand a conversation over, with all that was said and noted: to a colleague, another state, or the telephone.

    **A colleague** (`to`) has it at once, in the language of the person, if they are there and have room. The person
    is told that they have come once they open it; if they do not, or nothing is heard of their desk, the queue has it
    again as it has any other.

    **Another state** (`state`): one for which the operator answers, too. The person came by the first state's site:
    the row, its keys and who may read it stay that state's, as do the secret and the page of the person, who is told
    of it. What changes is whose content answers (`content_tenant`): cards and scripts are that state's, its ledger has
    the inquiry, and if it comes back to the queue, whoever takes it must answer for both. The operator keeps it.

    **The telephone** (`phone`): a call is promised, as the desk promises one (`promise_call`), with the number of the
    conversation as that of the inquiry. The person is told the day and the hours; the operator ends
    the conversation once it is said.

    Args:
        phone: what `promise_call` is given; `inquiryId`, `role`, `topicKey`, `language` are the conversation's.
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`, `STALE`; `INVALID`: the field `to`, `state` or one of the phone's; `LIMIT`:
            the colleague has as many as they can; `TAKEN`: the hour of the call is full.
    """
    if to is not None and (not isinstance(to, int) or isinstance(to, bool) or not 0 < to < 2**31):
        raise errors.invalid("to")
    with tenant_scope(operator.scope):
        if to is not None:
            lock_operator(to)
        conversation = locked(conversation_id, operator.scope)
        check_is_theirs(conversation, operator, epoch)
        if to is not None:
            _to_colleague(conversation, operator, to, now)
        elif state is not None:
            _to_state(conversation, operator, state, now)
        elif phone is not None:
            _to_phone(conversation, operator, phone, now)
        else:
            raise errors.invalid("to")
        attend_to(conversation, operator, now)
        return conversation


def _to_colleague(conversation: Conversation, operator: Answering, user_id: int, now: datetime) -> None:
    person = User.objects.filter(pk=user_id).select_related("tenant").first()
    colleague = None if person is None else answering_of([person], now).get(user_id)
    if colleague is None or user_id == operator.user_id or not may_take(colleague, conversation):
        raise errors.invalid("to")
    presence = presence_of(user_id)
    if presence is None or presence.state_at(now) in (PresenceState.AWAY, PresenceState.BREAK):
        raise errors.invalid("to")
    check_limit(colleague)
    attend(conversation, user_id, ConversationEvent.HANDED_OVER, now)


def _to_state(conversation: Conversation, operator: Answering, code: str, now: datetime) -> None:
    tenant_id = operator.tenants.get(code)
    if tenant_id is None:
        raise errors.invalid("state")
    content_tenant_id = None if tenant_id == conversation.tenant_id else tenant_id
    if content_tenant_id == conversation.content_tenant_id:
        return
    conversation.content_tenant_id = content_tenant_id
    messages.save_changed(conversation, "content_tenant")
    messages.store_event(conversation, ConversationEvent.TO_STATE, operator_id=operator.user_id, now=now)


def _to_phone(conversation: Conversation, operator: Answering, given: Mapping[str, Any], now: datetime) -> None:
    tenant = content_tenant(conversation)
    known = {
        "inquiryId": str(conversation.pk),
        "role": conversation.role,
        "topicKey": conversation.topic_key,
        "language": conversation.language,
        "isInDanger": conversation.is_in_danger,
    }
    try:
        call = promise_call(tenant=tenant, by=operator, given={**given, **known}, now=now, conversation=conversation)
    except CallBackRefused as refused:
        code = ChatErrorCode.TAKEN if refused.code == "TAKEN" else ChatErrorCode.INVALID
        raise ChatRefused(code, refused.field, sentence=refused.message) from refused
    record_promised_call(conversation, call, now=now, operator_id=operator.user_id)
