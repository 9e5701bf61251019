"""Promising calls, making them, and deleting what is left of them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assistance.inquiries.contact import read_uuid
from assistance.inquiries.personal_data import looks_personal
from assistance.models import (
    CallBack,
    CallBackAttempt,
    CallBackResult,
    Conversation,
    Handover,
    Relationship,
    ServiceHours,
)
from assistance.operators.rights import Answering
from content_models.choices import Channel, Role
from tenants.audit import append
from tenants.keyring import Purpose, decrypt, encrypt, keyed_digest
from tenants.models import Tenant, User
from tenants.phones import masked, may_be_called, read_typed_phone
from tenants.scope import scope_of_all_tenants, tenant_scope

from . import errors
from .errors import wrong
from .selectors import calls_made_by
from .windows import Window, windows_of

OPENED = "assistance.call_back.open"
MOVED = "assistance.call_back.move"
CANCELLED = "assistance.call_back.cancel"
TAKEN_FOR = timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(hours=24)
"""How long after its hour a call may still be made late."""
KEPT_FOR = timedelta(hours=24)
"""How long it is kept once it was made or given up, so that a slip can be mended."""
MOST_ATTEMPTS = 3
LONGEST_NUMBER = 40
LONGEST_PHRASE = 60
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
ENDING = {CallBackResult.REACHED, CallBackResult.WRONG_NUMBER, CallBackResult.NOT_SAFE, CallBackResult.CALLED_OFF}
"""After these nobody is called again."""
RECORDED = [one for one in CallBackResult.values if one != CallBackResult.CALLED_OFF]
"""What can come of a call that was made."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What whoever makes a call must know."""

    phone: str
    pass_phrase: str
    may_leave_message: bool
    relationship: str
    taken_until: datetime
    inquiry_id: UUID


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
    pk, inquiry_id = _uuid(given, "id"), _uuid(given, "inquiryId")
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
        window = _window_with_room(tenant, _instant(given), now, for_visitor=by is None)
        expires_at = window.ends_at + GIVEN_UP_AFTER
        phrase = _phrase(given)
        call = CallBack(
            id=pk,
            digest=digest,
            tenant=tenant,
            inquiry_id=inquiry_id,
            phone=encrypt(read_number(given.get("phone")), Purpose.CALL_BACK),
            pass_phrase=encrypt(phrase, Purpose.CALL_BACK) if phrase else "",
            may_leave_message=given.get("mayLeaveMessage") is True,
            relationship=_choice(given, "relationship", Relationship.values),
            role=_choice(given, "role", Role.values) if given.get("role") else "",
            topic_key=_code(given, "topicKey", _KEY) if given.get("topicKey") else "",
            language=_code(given, "language", _TAG),
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
def open_call(*, pk: UUID, by: Answering, now: datetime) -> Opened:
    """Take a call for a quarter of an hour, and return whom to call. That it was seen is in the audit log.

    Args:
        pk: the call-back's.
        now: when it is taken; aware.
    Raises:
        CallBackRefused: `NOT_FOUND`: it is not there, or was made; `TAKEN`: a colleague has it.
        KeyMissing: the key ring does not read the number any more.
    """
    found = _locked(pk, by, now)
    if found.taken_by_id != by.user_id:
        append(found, OPENED, tenant_id=found.tenant_id, by=User.objects.get(pk=by.user_id))
    found.taken_by_id, found.taken_until = by.user_id, now + TAKEN_FOR
    found.save(update_fields=["taken_by", "taken_until"])
    return Opened(
        phone=decrypt(found.phone, Purpose.CALL_BACK),
        pass_phrase=decrypt(found.pass_phrase, Purpose.CALL_BACK) if found.pass_phrase else "",
        may_leave_message=found.may_leave_message,
        relationship=found.relationship,
        taken_until=found.taken_until,
        inquiry_id=found.inquiry_id,
    )


@transaction.atomic
def release_call(*, pk: UUID, by: Answering, now: datetime) -> CallBack:
    """Give back a call that was taken and not made; one that nobody has stays as it is.

    Args:
        pk: the call-back's.
        now: when it is given back; aware.
    Raises:
        CallBackRefused: `NOT_FOUND`: it is not there, or was made; `TAKEN`: a colleague has it.
    """
    found = _locked(pk, by, now)
    found.taken_by = found.taken_until = None
    found.save(update_fields=["taken_by", "taken_until"])
    return found


@transaction.atomic
def record_attempt(*, pk: UUID, by: Answering, given: Mapping[str, Any], now: datetime) -> CallBack:
    """Write what came of an attempt; the same once more changes nothing.

    A person who was reached, or must not be called, is not called again, and nobody more than three times.

    Args:
        pk: the call-back's.
        given: `id`, the client's UUID for this attempt, and `result`, a `CallBackResult`.
        now: when it was made; aware.
    Raises:
        CallBackRefused: `INVALID`, `NOT_FOUND`, `TAKEN`, `IDEMPOTENCY_CONFLICT`; `STALE`: it would end a call that they
            have not taken.
    """
    attempt_id, result = _uuid(given, "id"), _choice(given, "result", RECORDED)
    with tenant_scope(by.tenants.values()):
        # Whoever sends the same at this moment waits here, and finds the attempt that was written meanwhile.
        list(
            CallBack.objects.for_tenants(by.tenants.values()).select_for_update(of=("self",), no_key=True).filter(pk=pk)
        )
        earlier = CallBackAttempt.objects.filter(pk=attempt_id, tenant_id__in=by.tenants.values()).first()
        if earlier is not None:
            if (earlier.call_back_id, earlier.result) != (pk, result):
                raise errors.CONFLICT
            return earlier.call_back
    found = _locked(pk, by, now)
    if result in ENDING and found.taken_by_id != by.user_id:
        raise errors.NOT_TAKEN  # they have not seen the number, and so have called nobody
    _record(found, attempt_id, result, by, now)
    return found


def _record(found: CallBack, attempt_id: UUID, result: str, by: Answering, now: datetime) -> None:
    with tenant_scope([found.tenant_id]):
        attempt = CallBackAttempt(
            id=attempt_id, tenant_id=found.tenant_id, call_back=found, by_id=by.user_id, result=result
        )
        # The id may be that of another state's attempt, which is not seen here.
        CallBackAttempt.objects.bulk_create([attempt], ignore_conflicts=True)
        if not found.attempts.filter(pk=attempt_id).exists():
            raise errors.CONFLICT
        found.taken_by = found.taken_until = None
        if is_over(result, found.attempts.count()):
            found.completed_at, found.delete_at = now, now + KEPT_FOR
        found.save()


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
    starts_at = _instant(given)
    tenant = _tenant_of_promised(pk, by)
    lock_hours(tenant)
    found = _locked(pk, by, now)
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
    starts_at = _instant(given)
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


@transaction.atomic
def call_off(*, pk: UUID, by: Answering, given: Mapping[str, Any], now: datetime) -> CallBack:
    """Call off a call that an operator has promised: nobody makes it, and number and pass phrase are erased at once.

    The row is deleted a day later, as if the call was made; the contact in which it was promised stays in the ledger as
    it is.

    Args:
        pk: the call-back's.
        given: `id`, the client's UUID for this attempt; the same once more changes nothing.
        now: when it is called off; aware.
    Raises:
        CallBackRefused: `NOT_FOUND`: it is not there, was made, or is another one's promise; `INVALID`, with the field;
            `TAKEN`: a colleague makes it; `IDEMPOTENCY_CONFLICT`.
    """
    attempt_id = _uuid(given, "id")
    with tenant_scope(by.tenants.values()):
        # Whoever sends the same at this moment waits here, and finds that it was called off meanwhile.
        list(CallBack.objects.for_tenants(by.tenants.values()).select_for_update(of=("self",)).filter(pk=pk))
        earlier = CallBackAttempt.objects.filter(pk=attempt_id, tenant_id__in=by.tenants.values()).first()
        if earlier is not None:
            if (earlier.call_back_id, earlier.result) != (pk, CallBackResult.CALLED_OFF):
                raise errors.CONFLICT
            return earlier.call_back
    _tenant_of_promised(pk, by)
    found = _locked(pk, by, now)
    found.phone = found.pass_phrase = ""
    _record(found, attempt_id, CallBackResult.CALLED_OFF, by, now)
    return found


def is_over(result: str, attempts: int) -> bool:
    """Return whether nobody calls again, as the desk says before a result is recorded (`callBacks.ts`).

    Args:
        attempts: so many there were, the one with this result among them.
    """
    return result in ENDING or attempts >= MOST_ATTEMPTS


def remove_old() -> int:
    """Delete the call-backs whose time is over, with their attempts; return how many there were."""
    with scope_of_all_tenants():
        _all, by_model = CallBack.objects.filter(delete_at__lte=timezone.now()).delete()
    return by_model.get(CallBack._meta.label, 0)


def _locked(pk: UUID, by: Answering, now: datetime) -> CallBack:
    with tenant_scope(by.tenants.values()):
        found = calls_made_by(by).open(now).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        raise errors.UNKNOWN
    if _is_taken(found, now) and found.taken_by_id != by.user_id:
        raise errors.TAKEN
    return found


def _is_taken(call: CallBack, now: datetime) -> bool:
    return call.taken_until is not None and call.taken_until > now


def _tenant_of_promised(pk: UUID, by: Answering) -> Tenant:
    tenants = list(by.tenants.values())
    with tenant_scope(tenants):
        promised = CallBack.objects.for_tenants(tenants).promised_by(by.user_id)
        found = promised.select_related("tenant").filter(pk=pk).first()
    if found is None:
        raise errors.UNKNOWN
    return found.tenant


def _uuid(given: Mapping[str, Any], field: str) -> UUID:
    found = read_uuid(given.get(field))
    if found is None:
        raise wrong(field, errors.NO_CODE)
    return found


def _choice(given: Mapping[str, Any], field: str, values: list[str]) -> str:
    if given.get(field) not in values:
        raise wrong(field, errors.NO_CODE)
    return str(given[field])


def _code(given: Mapping[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    value = given.get(field)
    if not isinstance(value, str) or len(value) > 36 or not pattern.fullmatch(value):  # a key's length
        raise wrong(field, errors.NO_CODE)
    return value


def _instant(given: Mapping[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(given["windowStartsAt"])
    except (KeyError, TypeError, ValueError) as error:
        raise wrong("windowStartsAt", errors.NO_WINDOW) from error
    if found.tzinfo is None:
        raise wrong("windowStartsAt", errors.NO_WINDOW)
    return found


def read_number(typed: object) -> str:
    """Return a number that can be called back, as E.164.

    Raises:
        CallBackRefused: it is none.
    """
    try:
        phone = read_typed_phone(typed) if isinstance(typed, str) and len(typed) <= LONGEST_NUMBER else None
    except ValidationError as error:
        raise wrong("phone", error.messages[0]) from error
    if phone is None or phone.e164 is None or not may_be_called(phone.e164):
        raise wrong("phone", errors.NO_PHONE % {"given": str(typed)[:20]})
    return phone.e164


def _phrase(given: Mapping[str, Any]) -> str:
    phrase = given.get("passPhrase") or ""
    if not isinstance(phrase, str) or len(phrase) > LONGEST_PHRASE or looks_personal(phrase):
        raise wrong("passPhrase", errors.LONG_PHRASE % {"most": LONGEST_PHRASE})
    return " ".join(phrase.split())
