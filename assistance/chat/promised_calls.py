"""What an operator changes of a call that they have promised: of one that a chat promised, its person is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from assistance.call_backs.attempts import call_off
from assistance.call_backs.errors import CallBackRefused
from assistance.call_backs.services import cancel_calls, move_call, open_calls_of
from assistance.models import CallBack, Conversation, ConversationEvent
from assistance.operators.rights import Answering
from tenants.scope import scope_of_all_tenants, tenant_scope

from . import messages
from .call_requests import record_call_off, record_promised_call


@transaction.atomic
def move_promised_call(*, pk: UUID, by: Answering, given: Mapping[str, Any], now: datetime) -> CallBack:
    """Give a call another hour, as `move_call` does; the chat that promised it says so.

    Raises:
        CallBackRefused: as `move_call`.
    """
    conversation = _chat_of(pk, by)
    call = move_call(pk=pk, by=by, given=given, now=now)
    if conversation is not None:
        with tenant_scope([conversation.tenant_id]):
            record_promised_call(conversation, call, now=now, operator_id=by.user_id)
    return call


@transaction.atomic
def call_off_promised(*, pk: UUID, by: Answering, given: Mapping[str, Any], now: datetime) -> CallBack:
    """Call off a call, as `call_off` does; the chat that promised it shows that nobody calls, and who called it off.

    The same once more changes nothing, also where another call has been promised meanwhile.

    Raises:
        CallBackRefused: as `call_off`.
    """
    conversation = _chat_of(pk, by)
    promised = set() if conversation is None else {one.pk for one in open_calls_of(conversation.pk)}
    call = call_off(pk=pk, by=by, given=given, now=now)
    if conversation is not None and promised == {pk}:
        with tenant_scope([conversation.tenant_id]):
            _record_call_off(conversation, call, by, now)
    return call


def call_off_of_spam(conversation: Conversation, *, by: Answering, now: datetime) -> None:
    """Call off what a locked conversation promises that is closed as spam, also what they have taken themselves.

    Numbers are deleted at once, and the audit log says who did it. While a colleague makes one of the calls, all stay.
    """
    calls = open_calls_of(conversation.pk, locked=True)
    if not calls:
        return
    try:
        cancel_calls(calls, now=now, by=by)
    except CallBackRefused:
        return
    _record_call_off(conversation, calls[0], by, now)


def _record_call_off(conversation: Conversation, call: CallBack, by: Answering, now: datetime) -> None:
    hours = (call.window_starts_at, call.window_ends_at)
    record_call_off(conversation, ConversationEvent.CALLED_OFF, hours, now=now, operator_id=by.user_id)


def _chat_of(pk: UUID, by: Answering) -> Conversation | None:
    """Return the chat in which an operator has promised a call, locked before the call is; None: it was no chat."""
    tenants = list(by.tenants.values())
    with tenant_scope(tenants):
        promised = CallBack.objects.for_tenants(tenants).promised_by(by.user_id)
        inquiry_id = promised.filter(pk=pk).values_list("inquiry_id", flat=True).first()
    if inquiry_id is None:
        return None
    with scope_of_all_tenants():
        # The call may be another state's, whose content answered in the chat.
        tenant_id = Conversation.objects.filter(pk=inquiry_id).values_list("tenant_id", flat=True).first()
        return None if tenant_id is None else messages.lock(inquiry_id, [tenant_id])
