"""Chats at the desk: what operators and supervisors do. The realtime process shows the same at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from assistance.chat import assignment, desk_selectors, handing_over, operators, supervisors
from assistance.operators.rights import Answering

from .answers import Answer, Refused, answers, sent

MOST_AFTER = 50
"""Of how many conversations the desk may say what it has."""

MOST_SEQ = 2**31 - 1


@answers("GET", even_ended=True)
def chats(request: HttpRequest, operator: Answering) -> Answer:
    """Return who waits, what the operator has, and the messages of it behind those that the desk has.

    `after`: `<conversation>:<seq>`, as many as it has, with commas between.
    """
    now, known = timezone.now(), _after(request.GET.get("after", ""))
    held = desk_selectors.conversations_of(operator=operator, now=now)
    shown = [one.conversation for one in held]
    # What went back to the queue since it was listed, or was registered, is not read any more.
    read = desk_selectors.read_each(
        operator=operator,
        after={one.id: known.get(one.id, 0) for one in shown if one.last_seq > known.get(one.id, 0)},
    )
    return {
        "most": operator.max_conversations,
        "waiting": [one.as_json() for one in desk_selectors.queue_of(operator=operator, now=now)],
        "conversations": [one.as_json() for one in held],
        "messages": {str(pk): [message.as_json() for message in found] for pk, found in read.items()},
    }


@answers("POST", even_ended=True)
def lease(request: HttpRequest, operator: Answering) -> Answer:
    """Let the operator keep their conversations; return what they have, with the epoch of each."""
    return {str(pk): epoch for pk, epoch in operators.renew_lease(operator=operator, now=timezone.now()).items()}


@answers("POST")
def accept(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Take a conversation out of the queue, or, with `isOpened`, open the one that was assigned with that `epoch`."""
    given = sent(request)
    epoch = _epoch(given) if given.get("isOpened") is True else None
    taken = assignment.accept(operator=operator, conversation_id=conversation_id, now=timezone.now(), epoch=epoch)
    return {"id": taken.pk, "epoch": taken.assignment_epoch}


@answers("POST", even_ended=True)
def send(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Store a message, or a card, once for each `clientId`."""
    given = sent(request)
    client_id = _uuid(given, "clientId")
    stored = operators.send(
        operator=operator,
        conversation_id=conversation_id,
        epoch=_epoch(given),
        client_id=client_id,
        content={name: given[name] for name in ("text", "card") if given.get(name) is not None},
        now=timezone.now(),
    )
    return {"clientId": client_id, "seq": stored.seq, "sentAt": stored.sent_at}


@answers("POST", even_ended=True)
def note(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Keep a note for whoever has the conversation later, once for each `id`."""
    given = sent(request)
    kept = operators.note(
        operator=operator,
        conversation_id=conversation_id,
        note_id=_uuid(given, "id"),
        text=given.get("text"),
        kind=given.get("kind", "NOTE"),
        now=timezone.now(),
    )
    return kept.as_json()


@answers("POST", even_ended=True)
def emergency_call(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Record that the emergency number was called for the person (`isCalled`), or take that back."""
    recorded = operators.record_emergency_call(
        operator=operator,
        conversation_id=conversation_id,
        is_called=sent(request).get("isCalled"),
        now=timezone.now(),
    )
    return {"emergencyCall": None if recorded is None else recorded.as_json()}


@answers("POST")
def withdraw_danger(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Take back that somebody is in danger, where only their words were taken for it."""
    given = sent(request)
    withdrawn = operators.withdraw_danger(
        operator=operator,
        conversation_id=conversation_id,
        epoch=_epoch(given),
        read_seq=given.get("readSeq"),
        now=timezone.now(),
    )
    return {"withdrawn": None if withdrawn is None else withdrawn.as_json()}


@answers("POST")
def keep_run(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Keep what the desk knows of a conversation, for whoever has it next; it replaces what it knew before."""
    given = sent(request)
    operators.keep_run(
        operator=operator,
        conversation_id=conversation_id,
        epoch=_epoch(given),
        text=given.get("text"),
        run=given.get("run"),
        now=timezone.now(),
    )
    return {"id": conversation_id}


@answers("POST")
def hand_over(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Hand a conversation to a colleague (`to`), another state (`state`) or the telephone (`phone`)."""
    given = sent(request)
    to, state, phone = given.get("to"), given.get("state"), given.get("phone")
    if to is not None and (isinstance(to, bool) or not isinstance(to, int) or not 0 < to <= MOST_SEQ):
        raise Refused("INVALID", field="to")
    if state is not None and not isinstance(state, str):
        raise Refused("INVALID", field="state")
    if phone is not None and not isinstance(phone, dict):
        raise Refused("INVALID", field="phone")
    handed = handing_over.hand_over(
        operator=operator,
        conversation_id=conversation_id,
        epoch=_epoch(given),
        to=to,
        state=state,
        phone=phone,
        now=timezone.now(),
    )
    return {"id": handed.pk, "epoch": handed.assignment_epoch}


@answers("POST", even_ended=True)
def release(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Give a conversation back to the queue, which keeps how long the person has waited."""
    epoch, now = _epoch(sent(request)), timezone.now()
    return {"id": assignment.release(operator=operator, conversation_id=conversation_id, epoch=epoch, now=now).pk}


@answers("POST", even_ended=True)
def end(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """End a conversation with its result, which the ledger is told once."""
    given = sent(request)
    ended = operators.end(
        operator=operator,
        conversation_id=conversation_id,
        epoch=_epoch(given),
        given={name: value for name, value in given.items() if name != "epoch"},
        now=timezone.now(),
    )
    return {"id": ended.pk}


@answers("POST")
def spam(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """End what is no honest conversation; its source begins no other today."""
    epoch, now = _epoch(sent(request)), timezone.now()
    closed = operators.close_as_spam(operator=operator, conversation_id=conversation_id, epoch=epoch, now=now)
    return {"id": closed.pk}


# Supervisors


@answers("GET")
def board(request: HttpRequest, operator: Answering) -> Answer:
    """Return the open conversations of a supervisor's states."""
    return {"conversations": [one.as_json() for one in supervisors.board(operator=operator, now=timezone.now())]}


@answers("POST")
def join(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Come into a conversation as a second person."""
    return {"id": supervisors.join(operator=operator, conversation_id=conversation_id, now=timezone.now()).pk}


@answers("POST")
def leave(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Leave a conversation that was joined."""
    return {
        "id": supervisors.leave_conversation(operator=operator, conversation_id=conversation_id, now=timezone.now()).pk
    }


@answers("POST")
def take_over(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Have a conversation instead of whoever has it."""
    taken = supervisors.take_over(operator=operator, conversation_id=conversation_id, now=timezone.now())
    return {"id": taken.pk, "epoch": taken.assignment_epoch}


@answers("POST")
def read(request: HttpRequest, operator: Answering, conversation_id: UUID) -> Answer:
    """Return what was said in a conversation, for a reason that the audit log keeps."""
    reason = sent(request).get("reason")
    found = supervisors.read_with_reason(operator=operator, conversation_id=conversation_id, reason=reason)
    return {"messages": [message.as_json() for message in found]}


def _after(given: str) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for part in given.split(",")[:MOST_AFTER] if given else ():
        name, _, seq = part.partition(":")
        if not (seq.isascii() and seq.isdigit() and len(seq) <= len(str(MOST_SEQ))):
            raise Refused("INVALID", field="after")
        try:
            found[UUID(name)] = int(seq)
        except ValueError as error:
            raise Refused("INVALID", field="after") from error
    return found


def _epoch(given: Mapping[str, Any]) -> int:
    epoch = given.get("epoch")
    if isinstance(epoch, bool) or not isinstance(epoch, int) or not 0 <= epoch <= MOST_SEQ:
        raise Refused("INVALID", field="epoch")
    return epoch


def _uuid(given: Mapping[str, Any], field: str) -> UUID:
    try:
        return UUID(str(given.get(field)))
    except ValueError as error:
        raise Refused("INVALID", field=field) from error
