"""Calls that people ask for themselves: outside the hours of the chat, or while they wait in its queue.

They are promised as operators promise them (`assistance.call_backs`): the number is encrypted, and deleted soon after.
Half of each hour's calls is left to operators, and one network asks for few a day: nobody fills the hours of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from assistance.call_backs.errors import CallBackRefused
from assistance.call_backs.services import (
    cancel_calls,
    last_open_calls,
    lock_hours,
    move_call_of,
    open_calls_of,
    promise_call,
)
from assistance.call_backs.windows import Window, windows_of
from assistance.models import CallBack, Conversation, ConversationEvent, Relationship
from tenants.limits import Limit, LimitReached, clear, give_back, take, tried
from tenants.models import Tenant
from tenants.scope import tenant_scope

from . import errors, messages, sources, tickets
from .conversation_selectors import shown_with_place
from .errors import ChatErrorCode, ChatRefused
from .shown import ShownConversation
from .visitor_access import Access, verified

OF_NETWORK = Limit("chat.calls", most=3, seconds=24 * 60 * 60)
OF_CONVERSATION = Limit("chat.calls-of-conversation", most=2, seconds=24 * 60 * 60)
OF_MOVES = Limit("chat.moves-of-call", most=5, seconds=24 * 60 * 60)

OF_FORM = Limit("chat.call-of-form", most=1, seconds=int(tickets.GOOD_FOR.total_seconds()))
"""What a form has promised, also after the call's row was deleted: sending it again promises no other."""

CHARGED = Limit("chat.call-charged", most=1, seconds=OF_NETWORK.seconds)
"""That a call was counted in a network's calls: only there it is given back when it is called off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """What somebody sends who wants to be called.

    Attributes:
        call_id: of the form: the same once more is the same call.
        starts_at: the beginning of one of `windows_for_visitors`, in ISO 8601.
    """

    call_id: UUID
    phone: str = field(repr=False)
    is_safe: bool
    starts_at: str
    language: str


def windows_for_visitors(*, tenant: Tenant, now: datetime) -> list[Window]:
    """Return the hours in which somebody may still ask to be called, the next first.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    return [one for one in windows_of(tenant=tenant, now=now) if one.has_room_for_visitors]


def may_request_call(*, tenant_id: int, access: Access | None, source: str, now: datetime) -> bool:
    """Return whether `request_call` would count a further call, rather than refuse it.

    A call that the conversation promises already is called off by the further one, and does not count with it.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    digest = sources.digest_of(source, now=now)
    with tenant_scope([tenant_id]):
        if sources.is_blocked(tenant_id=tenant_id, digest=digest, now=now):
            return False
    replaced = [] if access is None else _counted_calls(open_calls_of(access.conversation_id), now)
    charged = sum(tried(CHARGED.of(pk, digest)) for pk in replaced)
    if tried(OF_NETWORK.of(digest)) - charged >= OF_NETWORK.most:
        return False
    of_conversation = 0 if access is None else tried(OF_CONVERSATION.of(access.conversation_id)) - len(replaced)
    return of_conversation < OF_CONVERSATION.most


def request_call(*, tenant: Tenant, given: CallRequest, access: Access | None, source: str, now: datetime) -> CallBack:
    """Promise a call to whoever asks for it; the same once more changes nothing.

    Args:
        access: to their conversation, which goes on and says when the call comes; another call that it promises is
            called off. None: they have none.
        source: the network that asks (`tenants.proxies.client_network`).
    Raises:
        CallBackRefused: `INVALID`, with the field; `TAKEN`: the hour is full by now, or they are being called.
        ChatRefused: `BLOCKED`; `TOO_MANY`; of the conversation `NOT_FOUND`; `IDEMPOTENCY_CONFLICT`: what this form has
            promised was called off, replaced or made, or its conversation was erased.
        StoreUnavailable: the database does not answer.
    """
    digest = sources.digest_of(source, now=now)
    with transaction.atomic(), tenant_scope([tenant.pk]):
        if sources.is_blocked(tenant_id=tenant.pk, digest=digest, now=now):
            raise ChatRefused(ChatErrorCode.BLOCKED)
        conversation = None if access is None else _that_promises(access)
        is_first = _is_first(given.call_id)  # whoever sends the same at this moment waits here
        known = CallBack.objects.for_tenants([tenant.pk]).open(now).filter(pk=given.call_id).exists()
        if not (is_first or known):
            raise _over()
        lock_hours(tenant)  # before its calls, as all do who promise or move one
        replaced = [] if conversation is None else _counted_calls(open_calls_of(conversation.pk, locked=True), now)
        call = _promise(tenant, given, conversation, now)
        if not known:
            _give_back(replaced, digest, conversation)
            _take(call, digest, conversation)  # last: what is refused is not counted
        if conversation is not None:
            record_promised_call(conversation, call, now=now)
        return call


def _that_promises(access: Access) -> Conversation:
    """Return a conversation that can promise a call, locked, wherever it stands."""
    conversation = verified(messages.lock(access.conversation_id, [access.tenant_id]), access)
    if conversation.blanked_at is not None or conversation.left_quickly_at is not None:
        raise _over()
    return conversation


def _is_first(call_id: UUID) -> bool:
    """Note that a form promises its call; return whether it has promised none before."""
    try:
        take(OF_FORM.of(call_id))
    except LimitReached:
        return False
    return True


def _over() -> ChatRefused:
    return ChatRefused(ChatErrorCode.IDEMPOTENCY_CONFLICT, sentence=errors.CALL_IS_OVER)


def record_promised_call(
    conversation: Conversation, call: CallBack, *, now: datetime, operator_id: int | None = None
) -> None:
    """Write into a locked conversation when its person is called; the person is told once of each promise.

    Args:
        operator_id: who has promised it; None: the person has asked for it themselves.
    """
    promised = (call.window_starts_at, call.window_ends_at)
    if (conversation.call_starts_at, conversation.call_ends_at) == promised:
        return
    conversation.call_starts_at, conversation.call_ends_at = promised
    messages.save_changed(conversation, "call_starts_at", "call_ends_at")
    kept = promised if conversation.blanked_at is None else None  # nothing would remove it any more
    messages.store_event(conversation, ConversationEvent.TO_PHONE, operator_id=operator_id, now=now, call=kept)


def record_call_off(
    conversation: Conversation,
    event: ConversationEvent,
    hours: tuple[datetime, datetime],
    *,
    now: datetime,
    operator_id: int | None = None,
) -> None:
    """Write into a locked conversation that the call is called off that it promised.

    Args:
        event: which says by whom, `CALL_CANCELLED` or `CALLED_OFF`.
        hours: between which the call was to come.
        operator_id: who called it off; None: its person did.
    """
    conversation.call_starts_at = conversation.call_ends_at = None
    messages.save_changed(conversation, "call_starts_at", "call_ends_at")
    kept = hours if conversation.blanked_at is None else None  # nothing would remove it any more
    messages.store_event(conversation, event, now=now, operator_id=operator_id, call=kept)


def cancel_call(*, access: Access, now: datetime) -> ShownConversation:
    """Call off, for the person, whatever call their conversation promises; of one that promises none, nothing changes.

    That it was called off, and when the call was to come, stands in the conversation.

    Raises:
        ChatRefused: `NOT_FOUND`; `TAKEN`: an operator makes the call at this moment; `INVALID`: it is not to be made
            any more.
    """
    with tenant_scope([access.tenant_id]):
        conversation = verified(messages.lock(access.conversation_id, [access.tenant_id]), access)
        if conversation.call_starts_at is None or conversation.call_ends_at is None:
            return shown_with_place(conversation)
        promised = (conversation.call_starts_at, conversation.call_ends_at)
        calls = open_calls_of(conversation.pk, locked=True)
        counted = _counted_calls(calls, now)
        _cancel(calls, now)
        _give_back(counted, conversation.source_digest, conversation)
        record_call_off(conversation, ConversationEvent.CALL_CANCELLED, promised, now=now)
        return shown_with_place(conversation)


def call_to_move(contact_id: UUID, now: datetime) -> CallBack | None:
    """Return the call that a contact promises; None: none is to be made, or nobody tries any more.

    Args:
        contact_id: the conversation's, or the call's own, which was asked for without one.
    """
    call = last_open_calls([contact_id]).get(contact_id)
    return call if call is not None and call.expires_at > now else None


def requested_call_to_move(*, tenant_id: int, call_id: UUID, now: datetime) -> CallBack | None:
    """Return a call that somebody asked for without a conversation; None: as `call_to_move`, or it is another one."""
    call = call_to_move(call_id, now)
    is_it = call is not None and (call.pk, call.tenant_id, call.booked_by_id) == (call_id, tenant_id, None)
    return call if is_it else None


def move_own_call(*, access: Access, starts_at: str, now: datetime) -> CallBack:
    """Give the call that a conversation promises another hour, for its person; the conversation says so.

    The hour that it has already changes nothing, and is not counted.

    Args:
        starts_at: the beginning of one of `windows_for_visitors` of the state that calls, in ISO 8601.
    Raises:
        CallBackRefused: as `move_call_of`.
        ChatRefused: `NOT_FOUND`, `TOO_MANY`; `IDEMPOTENCY_CONFLICT`: it was erased.
        StoreUnavailable: the database does not answer.
    """
    with transaction.atomic(), tenant_scope([access.tenant_id]):
        conversation = _that_promises(access)
        call = _moved(conversation.pk, call_to_move(conversation.pk, now), starts_at, now)
        record_promised_call(conversation, call, now=now)
        return call


def move_requested_call(*, tenant_id: int, call_id: UUID, starts_at: str, now: datetime) -> CallBack:
    """Give a call of no conversation another hour, for whoever has the form in which it was asked for.

    Args:
        starts_at: as of `move_own_call`.
    Raises:
        CallBackRefused: as `move_call_of`.
        ChatRefused: `TOO_MANY`; `NOT_FOUND`: none is to be made.
        StoreUnavailable: the database does not answer.
    """
    with transaction.atomic():
        present = requested_call_to_move(tenant_id=tenant_id, call_id=call_id, now=now)
        if present is None:
            raise ChatRefused(ChatErrorCode.NOT_FOUND, sentence=errors.NO_CALL_TO_MOVE)
        return _moved(call_id, present, starts_at, now)


def _moved(contact_id: UUID, present: CallBack | None, starts_at: str, now: datetime) -> CallBack:
    call = move_call_of(contact_id, given={"windowStartsAt": starts_at}, now=now)
    try:
        if present is None or present.window_starts_at.isoformat() != starts_at:
            take(OF_MOVES.of(contact_id))  # last: what is refused is not counted
    except LimitReached as reached:
        wait = reached.wait_seconds
        raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=wait, sentence=errors.MOVED_OFTEN) from reached
    return call


def may_move_call(contact_id: UUID) -> bool:
    """Return whether the call that a contact promises may be given a further hour (`call_to_move`).

    Raises:
        StoreUnavailable: the database does not answer.
    """
    return tried(OF_MOVES.of(contact_id)) < OF_MOVES.most


def cancel_requested_call(*, tenant_id: int, call_id: UUID, source: str, now: datetime) -> None:
    """Call off, for whoever has the form in which it was asked for, a call of no conversation.

    Args:
        source: the network that asks.
    Raises:
        ChatRefused: `TAKEN`: an operator makes the call at this moment; `INVALID`: none is to be made.
    """
    with tenant_scope([tenant_id]):
        open_calls = CallBack.objects.for_tenants([tenant_id]).open(now).select_for_update(of=("self",))
        calls = list(open_calls.filter(pk=call_id, booked_by=None))
        counted = _counted_calls(calls, now)
        _cancel(calls, now)
        _give_back(counted, sources.digest_of(source, now=now), None)


def _cancel(calls: Sequence[CallBack], now: datetime) -> None:
    if not calls:
        raise ChatRefused(ChatErrorCode.INVALID, sentence=errors.NO_CALL)
    try:
        cancel_calls(calls, now=now)
    except CallBackRefused as refused:
        raise ChatRefused(ChatErrorCode.TAKEN, sentence=errors.BEING_CALLED) from refused


def _counted_calls(calls: Iterable[CallBack], now: datetime) -> list[UUID]:
    """Return the ids of calls that were counted as they were asked for, and are still: no operator promised them."""
    since = now - timedelta(seconds=OF_NETWORK.seconds)
    return [call.pk for call in calls if call.booked_by_id is None and call.booked_at > since]


def _give_back(call_ids: Sequence[UUID], digest: str, conversation: Conversation | None) -> None:
    """Count calls no more that are called off or replaced: of a network those for which it was charged itself.

    Args:
        digest: of the network (`sources.digest_of`).
    """
    give_back(OF_NETWORK.of(digest), tries=sum(clear(CHARGED.of(pk, digest)) for pk in call_ids))
    if conversation is not None:
        give_back(OF_CONVERSATION.of(conversation.pk), tries=len(call_ids))


def _take(call: CallBack, digest: str, conversation: Conversation | None) -> None:
    counters = [OF_NETWORK.of(digest), CHARGED.of(call.pk, digest)]
    if conversation is not None:
        counters.append(OF_CONVERSATION.of(conversation.pk))
    try:
        take(*counters)
    except LimitReached as reached:
        raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=reached.wait_seconds) from reached


def _promise(tenant: Tenant, given: CallRequest, conversation: Conversation | None, now: datetime) -> CallBack:
    """Promise the call, if its hour has room for it.

    Args:
        conversation: the contact in which it is asked for; None: there is no contact yet but the call itself.
    """
    call = {
        "id": str(given.call_id),
        "inquiryId": str(given.call_id if conversation is None else conversation.pk),
        "phone": given.phone,
        "isSafeToContact": given.is_safe,
        "relationship": Relationship.SELF.value,
        "windowStartsAt": given.starts_at,
        "language": given.language,
        "isInDanger": conversation is not None and conversation.is_in_danger,
    }
    return promise_call(tenant=tenant, by=None, given=call, now=now, conversation=conversation)
