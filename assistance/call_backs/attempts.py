"""Making promised calls: an operator takes one, gives it back, and records what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from assistance.models import CallBack, CallBackAttempt, CallBackResult
from assistance.operators.rights import Answering
from tenants.audit import append
from tenants.keyring import Purpose, decrypt
from tenants.models import User
from tenants.scope import tenant_scope

from . import errors
from .inputs import read_choice, read_id
from .services import KEPT_FOR, lock_call, tenant_of_promise

OPENED = "assistance.call_back.open"
TAKEN_FOR = timedelta(minutes=15)
MOST_ATTEMPTS = 3
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
def open_call(*, pk: UUID, by: Answering, now: datetime) -> Opened:
    """Take a call for a quarter of an hour, and return whom to call. That it was seen is in the audit log.

    Args:
        pk: the call-back's.
        now: when it is taken; aware.
    Raises:
        CallBackRefused: `NOT_FOUND`: it is not there, or was made; `TAKEN`: a colleague has it.
        KeyMissing: the key ring does not read the number any more.
    """
    found = lock_call(pk, by, now)
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
    found = lock_call(pk, by, now)
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
    attempt_id, result = read_id(given, "id"), read_choice(given, "result", RECORDED)
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
    found = lock_call(pk, by, now)
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
    attempt_id = read_id(given, "id")
    with tenant_scope(by.tenants.values()):
        # Whoever sends the same at this moment waits here, and finds that it was called off meanwhile.
        list(CallBack.objects.for_tenants(by.tenants.values()).select_for_update(of=("self",)).filter(pk=pk))
        earlier = CallBackAttempt.objects.filter(pk=attempt_id, tenant_id__in=by.tenants.values()).first()
        if earlier is not None:
            if (earlier.call_back_id, earlier.result) != (pk, CallBackResult.CALLED_OFF):
                raise errors.CONFLICT
            return earlier.call_back
    tenant_of_promise(pk, by)
    found = lock_call(pk, by, now)
    found.phone = found.pass_phrase = ""
    _record(found, attempt_id, CallBackResult.CALLED_OFF, by, now)
    return found


def is_over(result: str, attempts: int) -> bool:
    """Return whether nobody calls again, as the desk says before a result is recorded (`callBacks.ts`).

    Args:
        attempts: so many there were, the one with this result among them.
    """
    return result in ENDING or attempts >= MOST_ATTEMPTS
