"""Promising calls, moving and cancelling them, and deleting what is left of them; `attempts` makes them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assistance.models import CallBack, Conversation, Handover, Relationship, ServiceHours
from assistance.operators.rights import Answering
from content_models.choices import Channel, Role
from tenants.audit import append
from tenants.keyring import Purpose, decrypt, encrypt, keyed_digest
from tenants.models import Tenant, User
from tenants.phones import masked
from tenants.scope import scope_of_all_tenants, tenant_scope

from . import errors
from .errors import wrong
from .inputs import LANGUAGE_TAG, TOPIC_KEY, read_choice, read_code, read_hour, read_id, read_number, read_phrase
from .selectors import calls_made_by
from .windows import Window, windows_of

MOVED = "assistance.call_back.move"
CANCELLED = "assistance.call_back.cancel"
GIVEN_UP_AFTER = timedelta(hours=24)
"""How long after its hour a call may still be made late."""
KEPT_FOR = timedelta(hours=24)
"""How long it is kept once it was made or given up, so that a slip can be mended."""


@transaction.atomic
def promise_call(
    *,
    tenant: Tenant,
    by: Answering | None,
    given: Mapping[str, Any],
    now: datetime,
    conversation: Conversation | None = None,
) -> CallBack:
    """Promise a call; the same once more changes nothing. Another one that its contact still waits for is called off.

    Which contact a telephone call is, only its client says. So an operator calls off nothing but what they promised
    themselves, or was promised in a call that was handed to them; and what names a chat without having it is of none.

    Args:
        by: the operator who promises it; None: whoever is called has asked for it themselves, and half of the hour is
            left to operators.
        conversation: the chat in which it is promised, which `by` has, or whose person asks; locked.
        given: as the desk sends it: `id`, `inquiryId`, `phone`, `isSafeToContact`, `mayLeaveMessage`, `relationship`,
            `passPhrase`, `windowStartsAt`, `role`, `topicKey`, `language`, `isInDanger`.
    Raises:
        CallBackRefused: `INVALID`, with the field; `TAKEN`: the hour is full, or the other call is made at this moment;
            `IDEMPOTENCY_CONFLICT`.
    """
    pk, inquiry_id = read_id(given, "id"), read_id(given, "inquiryId")
    content = json.dumps({**given, "state": tenant.code}, sort_keys=True)
    digest = keyed_digest(content, Purpose.CALL_BACK)
    with tenant_scope([tenant.pk]):
        lock_hours(tenant)
        existing = CallBack.objects.for_tenants([tenant.pk]).filter(pk=pk).first()
        if existing is not None:
            if existing.digest != digest:
                raise errors.CONFLICT
            return existing
        if conversation is None and _is_of_chat(inquiry_id):
            inquiry_id = pk
        replaced = [] if by is None else _replaced(inquiry_id, by)
        if conversation is not None:
            replaced = open_calls_of(conversation.pk, locked=True)
        cancel_calls(replaced, now=now)  # first: its hour may be the same
        if given.get("isSafeToContact") is not True:
            raise wrong("isSafeToContact", errors.NOT_SAFE)
        window = _window_with_room(tenant, read_hour(given), now, for_visitor=by is None)
        expires_at = window.ends_at + GIVEN_UP_AFTER
        phrase = read_phrase(given)
        call = CallBack(
            id=pk,
            digest=digest,
            tenant=tenant,
            inquiry_id=inquiry_id,
            phone=encrypt(read_number(given.get("phone")), Purpose.CALL_BACK),
            pass_phrase=encrypt(phrase, Purpose.CALL_BACK) if phrase else "",
            may_leave_message=given.get("mayLeaveMessage") is True,
            relationship=read_choice(given, "relationship", Relationship.values),
            role=read_choice(given, "role", Role.values) if given.get("role") else "",
            topic_key=read_code(given, "topicKey", TOPIC_KEY) if given.get("topicKey") else "",
            language=read_code(given, "language", LANGUAGE_TAG),
            is_in_danger=given.get("isInDanger") is True,
            window_starts_at=window.starts_at,
            window_ends_at=window.ends_at,
            booked_by_id=None if by is None else by.user_id,
            expires_at=expires_at,
            delete_at=expires_at + KEPT_FOR,
        )
        # The id may be that of another state's call, which is not seen here.
        CallBack.objects.bulk_create([call], ignore_conflicts=True)
        if not CallBack.objects.for_tenants([tenant.pk]).filter(pk=pk).exists():
            raise errors.CONFLICT
        return call


def _window_with_room(tenant: Tenant, starts_at: datetime, now: datetime, *, for_visitor: bool) -> Window:
    """Return the hour that begins then, of locked hours: what has room before the lock may be full under it."""
    window = next((one for one in windows_of(tenant=tenant, now=now) if one.starts_at == starts_at), None)
    if window is None:
        raise wrong("windowStartsAt", errors.NO_WINDOW)
    if not (window.has_room_for_visitors if for_visitor else window.has_room):
        raise errors.FULL
    return window


def _is_of_chat(inquiry_id: UUID) -> bool:
    with scope_of_all_tenants():
        return Conversation.objects.filter(pk=inquiry_id).exists()


def _replaced(inquiry_id: UUID, by: Answering) -> list[CallBack]:
    """Return the calls of a telephone call that an operator may call off, locked."""
    with tenant_scope(by.scope):
        handed = Handover.objects.for_tenants(by.scope).filter(
            call_id=inquiry_id, receiver_id=by.user_id, accepted_at__isnull=False
        )
        calls = CallBack.objects.for_tenants(by.scope).filter(inquiry_id=inquiry_id, completed_at=None)
        if not handed.exists():
            calls = calls.promised_by(by.user_id)
        return list(calls.select_for_update(of=("self",)).order_by("-booked_at", "pk"))


def masked_phone(call: CallBack) -> str:
    """Return the last digits of the number of a call, for whoever gave it.

    Raises:
        KeyMissing: the key ring does not read the number any more.
    """
    return masked(decrypt(call.phone, Purpose.CALL_BACK))


def open_calls_of(inquiry_id: UUID, *, locked: bool = False) -> list[CallBack]:
    """Return the calls that were promised in a contact and are still to be made, the last promise first.

    They are looked for in every state: a contact may have been handed over since.

    Args:
        locked: within a transaction that changes them.
    """
    with scope_of_all_tenants():
        calls = CallBack.objects.filter(inquiry_id=inquiry_id, completed_at=None)
        if locked:
            calls = calls.select_for_update(of=("self",))
        return list(calls.order_by("-booked_at", "pk"))


def last_open_calls(inquiry_ids: Collection[UUID]) -> dict[UUID, CallBack]:
    """Return the last promise of each contact whose call is still to be made, as `open_calls_of` looks for it."""
    if not inquiry_ids:
        return {}
    with scope_of_all_tenants():
        calls = CallBack.objects.filter(inquiry_id__in=inquiry_ids, completed_at=None).order_by("booked_at", "-pk")
        return {call.inquiry_id: call for call in calls}


def cancel_calls(calls: Iterable[CallBack], *, now: datetime, by: Answering | None = None) -> None:
    """Call locked calls off: numbers, attempts and rows are deleted at once, all or none.

    Args:
        by: the operator who does it, which the audit log says of each; one that they have taken themselves goes, too.
            None: whoever was promised them, or promises another one.
    Raises:
        CallBackRefused: `TAKEN`: an operator, other than `by`, makes one of them at this moment.
    """
    locked = list(calls)
    own_id = None if by is None else by.user_id
    if any(_is_taken(call, now) and (own_id is None or call.taken_by_id != own_id) for call in locked):
        raise errors.TAKEN
    user = User.objects.get(pk=own_id) if locked and own_id is not None else None
    with scope_of_all_tenants():
        for call in locked:
            if user is not None:
                append(call, CANCELLED, tenant_id=call.tenant_id, by=user)
            call.delete()


def erase_calls(inquiry_id: UUID) -> None:
    """Delete whatever calls a contact was promised, made or not, in every state, for whoever erases all of it."""
    with scope_of_all_tenants():
        CallBack.objects.filter(inquiry_id=inquiry_id).delete()


@transaction.atomic
def move_call(*, pk: UUID, by: Answering, given: Mapping[str, Any], now: datetime) -> CallBack:
    """Give a call that an operator has promised another hour; the one that it has changes nothing.

    Args:
        pk: the call-back's.
        given: `windowStartsAt`, the beginning of the new hour.
        now: when it is moved; aware.
    Raises:
        CallBackRefused: `NOT_FOUND`: it is not there, was made, or is another one's promise; `INVALID`, with the field;
            `TAKEN`: a colleague makes it, or the hour is full.
    """
    starts_at = read_hour(given)
    tenant = tenant_of_promise(pk, by)
    lock_hours(tenant)
    found = lock_call(pk, by, now)
    if _move(found, tenant, starts_at, now, for_visitor=False):
        with tenant_scope([tenant.pk]):
            append(found, MOVED, tenant_id=tenant.pk, by=User.objects.get(pk=by.user_id))
    return found


@transaction.atomic
def move_call_of(inquiry_id: UUID, *, given: Mapping[str, Any], now: datetime) -> CallBack:
    """Give the call that was promised last in a contact another hour, for whom it was promised, as `move_call` does.

    Half of each hour is left to operators.

    Args:
        inquiry_id: of the contact.
        given: `windowStartsAt`, the beginning of the hour, in ISO 8601.
    Raises:
        CallBackRefused: `NOT_FOUND`: none is to be made; `INVALID`, with the field; `TAKEN`: an operator makes it at
            this moment, or the hour is full.
    """
    starts_at = read_hour(given)
    open_calls = last_open_calls([inquiry_id])
    if inquiry_id not in open_calls:
        raise errors.UNKNOWN
    tenant = open_calls[inquiry_id].tenant
    lock_hours(tenant)
    with tenant_scope([tenant.pk]):
        calls = CallBack.objects.for_tenants([tenant.pk]).open(now).select_for_update(of=("self",), no_key=True)
        found = calls.filter(pk=open_calls[inquiry_id].pk).first()
    if found is None:
        raise errors.UNKNOWN
    if _is_taken(found, now):
        raise errors.TAKEN
    _move(found, tenant, starts_at, now, for_visitor=True)
    return found


def lock_hours(tenant: Tenant) -> None:
    """Let those who promise or move calls in one state wait for each other; before a call is locked, so in no ring."""
    with tenant_scope([tenant.pk]):
        list(ServiceHours.objects.select_for_update().filter(tenant=tenant, channel=Channel.PHONE))


def _move(found: CallBack, tenant: Tenant, starts_at: datetime, now: datetime, *, for_visitor: bool) -> bool:
    """Give a locked call another hour; return whether it is another one."""
    if found.window_starts_at == starts_at:
        return False
    window = _window_with_room(tenant, starts_at, now, for_visitor=for_visitor)
    found.window_starts_at, found.window_ends_at = window.starts_at, window.ends_at
    found.expires_at = window.ends_at + GIVEN_UP_AFTER
    found.delete_at = found.expires_at + KEPT_FOR
    found.taken_by = found.taken_until = None
    with tenant_scope([tenant.pk]):
        found.save()
    return True


def remove_old() -> int:
    """Delete the call-backs whose time is over, with their attempts; return how many there were."""
    with scope_of_all_tenants():
        _all, by_model = CallBack.objects.filter(delete_at__lte=timezone.now()).delete()
    return by_model.get(CallBack._meta.label, 0)


def lock_call(pk: UUID, by: Answering, now: datetime) -> CallBack:
    """Return a call that an operator makes, locked until the end of the transaction.

    Args:
        pk: the call-back's.
        now: by which it is open; aware.
    Raises:
        CallBackRefused: `NOT_FOUND`: it is not there, or was made; `TAKEN`: a colleague has it.
    """
    with tenant_scope(by.tenants.values()):
        found = calls_made_by(by).open(now).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        raise errors.UNKNOWN
    if _is_taken(found, now) and found.taken_by_id != by.user_id:
        raise errors.TAKEN
    return found


def _is_taken(call: CallBack, now: datetime) -> bool:
    return call.taken_until is not None and call.taken_until > now


def tenant_of_promise(pk: UUID, by: Answering) -> Tenant:
    """Return the state of a call that an operator has promised.

    Args:
        pk: the call-back's.
        by: the operator.
    Raises:
        CallBackRefused: `NOT_FOUND`: it is not there, or is another one's promise.
    """
    tenants = list(by.tenants.values())
    with tenant_scope(tenants):
        promised = CallBack.objects.for_tenants(tenants).promised_by(by.user_id)
        found = promised.select_related("tenant").filter(pk=pk).first()
    if found is None:
        raise errors.UNKNOWN
    return found.tenant
