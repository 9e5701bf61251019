"""Calls that people were promised: the hours there are, promising, and making them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from assistance.call_backs.attempts import open_call, record_attempt, release_call
from assistance.call_backs.errors import UNKNOWN, CallBackRefused
from assistance.call_backs.selectors import calls_to_make
from assistance.call_backs.services import promise_call
from assistance.call_backs.windows import windows_of
from assistance.chat.desk_selectors import notes_for_call
from assistance.chat.promised_calls import call_off_promised, move_promised_call
from assistance.inquiries.contact import read_uuid
from assistance.operators.presence import call_began_at
from assistance.operators.rights import Answering
from tenants.models import Tenant

from .answers import Answer, Refused, answers, by_method, sent, tenant_id_of


@answers("GET", even_ended=True)
def windows(request: HttpRequest, operator: Answering, code: str) -> Answer:
    """Return the hours in which one of the operator's states calls back, or that of the contact that is named."""
    began_at = _began_at(operator, request.GET.get("contact"))
    tenant = Tenant.objects.get(pk=tenant_id_of(operator, code, began_at=began_at))
    return [
        {"startsAt": one.starts_at, "endsAt": one.ends_at, "booked": one.booked, "capacity": one.capacity}
        for one in windows_of(tenant=tenant, now=timezone.now())
    ]


@answers("GET")
def due(request: HttpRequest, operator: Answering) -> Answer:
    """Return the calls that the operator may make: those that are due or will be soon, then the others by their hour.

    Numbers are not among what is returned.
    """
    return [
        {
            "id": one.id,
            "state": one.tenant,
            "windowStartsAt": one.window_starts_at,
            "windowEndsAt": one.window_ends_at,
            "attempts": one.attempts,
            "language": one.language,
            "role": one.role or None,
            "topicKey": one.topic_key or None,
            "isDue": one.is_due,
            "isOverdue": one.is_overdue,
            "isTaken": one.is_taken,
            "isMine": one.taken_by_id == operator.user_id,
            "isInDanger": one.is_in_danger,
            "leftQuickly": one.left_quickly,
            "promisedAt": one.promised_at,
            "promisedBy": one.promised_by or None,
            "isOfChat": one.is_of_chat,
            "isPromisedByMe": one.promised_by_id == operator.user_id,
            "isSoon": one.is_soon,
        }
        for one in calls_to_make(tenant_ids=operator.tenants.values(), now=timezone.now(), by=operator)
    ]


@answers("POST", even_ended=True)
def promise(request: HttpRequest, operator: Answering) -> Answer:
    """Promise a call; whoever's assignment ended during the contact still may."""
    given = sent(request)
    began_at = _began_at(operator, given.get("inquiryId"))
    tenant = Tenant.objects.get(pk=tenant_id_of(operator, given.get("state"), began_at=began_at))
    with _refusing():
        return {"id": promise_call(tenant=tenant, by=operator, given=given, now=timezone.now()).pk}


@answers("POST")
def open_number(request: HttpRequest, operator: Answering, call_back_id: str) -> Answer:
    """Take a call, and return the number, with what is known from the chat in which it was promised."""
    with _refusing():
        opened = open_call(pk=_uuid_of(call_back_id), by=operator, now=timezone.now())
    return {
        "phone": opened.phone,
        "passPhrase": opened.pass_phrase,
        "mayLeaveMessage": opened.may_leave_message,
        "relationship": opened.relationship,
        "takenUntil": opened.taken_until,
        "notes": [note.as_json() for note in notes_for_call(operator=operator, inquiry_id=opened.inquiry_id)],
    }


@answers("POST")
def release(request: HttpRequest, operator: Answering, call_back_id: str) -> Answer:
    """Give back a call that was taken and not made."""
    with _refusing():
        return {"id": release_call(pk=_uuid_of(call_back_id), by=operator, now=timezone.now()).pk}


@answers("POST")
def attempt(request: HttpRequest, operator: Answering, call_back_id: str) -> Answer:
    """Write what came of an attempt."""
    with _refusing():
        found = record_attempt(pk=_uuid_of(call_back_id), by=operator, given=sent(request), now=timezone.now())
    return {"id": found.pk, "isCompleted": found.completed_at is not None}


@answers("POST")
def move(request: HttpRequest, operator: Answering, call_back_id: str) -> Answer:
    """Give a call that the operator has promised another hour."""
    with _refusing():
        pk = _uuid_of(call_back_id)
        return {"id": move_promised_call(pk=pk, by=operator, given=sent(request), now=timezone.now()).pk}


@answers("POST")
def call_off(request: HttpRequest, operator: Answering, call_back_id: str) -> Answer:
    """Call off a call that the operator has promised."""
    with _refusing():
        pk = _uuid_of(call_back_id)
        return {"id": call_off_promised(pk=pk, by=operator, given=sent(request), now=timezone.now()).pk}


call_backs = by_method(GET=due, POST=promise)


def _began_at(operator: Answering, contact_id: object) -> datetime | None:
    """Return when the call began that the operator is on, if it is this contact."""
    found = read_uuid(contact_id)
    return None if found is None else call_began_at(operator.user_id, found)


def _uuid_of(text: str) -> UUID:
    found = read_uuid(text)
    if found is None:
        raise UNKNOWN
    return found


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except CallBackRefused as error:
        with translation.override(settings.LANGUAGE_CODE):
            raise Refused(error.code, field=error.field, message=str(error.message)) from error
