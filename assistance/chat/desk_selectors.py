"""What the desk shows: who waits, and the conversations that somebody has, with what was said and noted in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from assistance.models import Conversation, ConversationNote, ConversationState, Transport
from assistance.operators.rights import Answering
from tenants.scope import tenant_scope

from . import crisis, ledger, messages
from .assignment import answers_due, may_take
from .conversation_selectors import RelatedRows, related_to, shown_of
from .emergency_calls import EmergencyCall, emergency_calls_among
from .kept_runs import run_note_id
from .masking import masked_message
from .queue import in_queue_order
from .shown import ShownConversation, ShownMessage


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the queue, as operators see it: no word of what was said.

    Attributes:
        is_offered_to_other: whether it is a colleague's turn; neither: it is nobody's at this moment.
    """

    id: UUID
    state: str
    role: str
    is_in_danger: bool
    is_unsure: bool
    topic_key: str
    language: str
    waiting_since: datetime
    transport: Transport
    is_offered_to_me: bool
    is_offered_to_other: bool
    offered_until: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return what the desk is sent of it."""
        return {
            "id": str(self.id),
            "state": self.state,
            "role": self.role,
            "isInDanger": self.is_in_danger,
            "isUnsure": self.is_unsure,
            "topicKey": self.topic_key,
            "language": self.language,
            "waitingSince": self.waiting_since.isoformat(),
            "transport": self.transport.value,
            "offeredToMe": self.is_offered_to_me,
            "offeredToOther": self.is_offered_to_other,
            "offeredUntil": None if self.offered_until is None else self.offered_until.isoformat(),
        }


class NoteKind(StrEnum):
    """What a note is: any, or one on somebody in danger.

    Where they are, that the emergency number was called for them, or that they are in none, whatever they wrote of.
    """

    NOTE = "NOTE"
    LOCATION = "LOCATION"
    EMERGENCY_CALL = "EMERGENCY_CALL"
    NOT_IN_DANGER = "NOT_IN_DANGER"


@dataclass(frozen=True, slots=True)
class ShownNote:
    """What an operator wrote of a conversation for others; no text: it was removed.

    Attributes:
        kind: that of an emergency call, or of danger that was taken back, has no text: who and when is all of it.
        run: what the desk knew besides as the conversation was passed on (`runs.read_run`); None: it was not.
        withdrawn_at, withdrawn_by_name: when and by whom the record of an emergency call was taken back; None: it
            holds.
    """

    id: UUID
    author_name: str
    written_at: datetime
    text: str | None = field(default=None, repr=False)
    run: dict[str, Any] | None = field(default=None, repr=False)
    kind: NoteKind = NoteKind.NOTE
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the desk is sent of it."""
        return {
            "id": str(self.id),
            "kind": self.kind.value,
            "authorName": self.author_name,
            "writtenAt": self.written_at.isoformat(),
            "text": self.text,
            "run": self.run,
            "withdrawnAt": None if self.withdrawn_at is None else self.withdrawn_at.isoformat(),
            "withdrawnByName": self.withdrawn_by_name,
        }


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that an operator has, or that a supervisor has joined.

    Attributes:
        state: the code of the state whose content answers it.
        epoch: to be sent with whatever the operator does to it.
        has_declared_danger: whether they answered that they are not safe.
        danger_words: of what danger they have written (`DangerWords`); empty: of none.
        may_withdraw_danger: whether they count as in danger by their words alone (`operators.withdraw_danger`).
        is_supervised: whether they are there as a supervisor; their messages then need no epoch.
        absent_since: since when the person is known not to be there; None: they are, as far as is known.
        answer_by: until when the operator must open or answer it before the queue has it again; None: it is the
            person's turn.
        has_to_be_registered: whether it has ended and its result is still to be said (`end`).
        run: what their own desk knew of it (`operators.keep_run`); None: nothing, or it is another's.
    """

    conversation: ShownConversation
    state: str
    epoch: int
    role: str
    is_in_danger: bool
    has_declared_danger: bool
    danger_words: str
    may_withdraw_danger: bool
    is_unsure: bool
    topic_key: str
    transport: Transport
    first_attended_at: datetime | None
    answer_by: datetime | None
    left_quickly_at: datetime | None
    visitor_seen_at: datetime | None
    absent_since: datetime | None
    is_supervised: bool
    has_to_be_registered: bool
    notes: tuple[ShownNote, ...] = ()
    run: dict[str, Any] | None = field(default=None, repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return what the desk is sent of it."""
        return {
            **self.conversation.as_json(),
            "tenant": self.state,
            "epoch": self.epoch,
            "role": self.role,
            "isInDanger": self.is_in_danger,
            "hasDeclaredDanger": self.has_declared_danger,
            "dangerWords": self.danger_words,
            "mayWithdrawDanger": self.may_withdraw_danger,
            "isUnsure": self.is_unsure,
            "topicKey": self.topic_key,
            "transport": self.transport.value,
            "firstAttendedAt": None if self.first_attended_at is None else self.first_attended_at.isoformat(),
            "answerBy": None if self.answer_by is None else self.answer_by.isoformat(),
            "visitorSeenAt": None if self.visitor_seen_at is None else self.visitor_seen_at.isoformat(),
            "absentSince": None if self.absent_since is None else self.absent_since.isoformat(),
            "leftQuickly": self.left_quickly_at is not None,
            "isSupervised": self.is_supervised,
            "hasToBeRegistered": self.has_to_be_registered,
            "notes": [note.as_json() for note in self.notes],
            "run": self.run,
        }


def queue_of(*, operator: Answering, now: datetime) -> list[Waiting]:
    """Return who waits and may be taken by an operator, the next one first.

    Args:
        now: the clock.
    """
    codes = {pk: code for code, pk in operator.tenants.items()}
    with tenant_scope(operator.tenants.values()):
        waiting = Conversation.objects.for_tenants(operator.tenants.values()).in_queue()
        found = [one for one in in_queue_order(waiting) if may_take(operator, one)]
    return [
        Waiting(
            id=one.pk,
            state=codes[one.content_tenant_id or one.tenant_id],
            role=one.role,
            is_in_danger=one.is_in_danger,
            is_unsure=one.is_unsure,
            topic_key=one.topic_key,
            language=one.language,
            waiting_since=one.waiting_since,
            transport=Transport(one.transport),
            is_offered_to_me=offered_to == operator.user_id,
            is_offered_to_other=offered_to not in (None, operator.user_id),
            offered_until=one.offered_until if offered_to == operator.user_id else None,
        )
        for one in found
        for offered_to in [one.offered_to_id if one.offered_until is not None and one.offered_until > now else None]
    ]


def conversations_of(*, operator: Answering, now: datetime) -> list[Held]:
    """Return the conversations that an operator has or has joined, the oldest first, with their notes.

    Those that the person has ended are among them until their result is registered (`ledger.REGISTERED_BY`).

    Args:
        now: the clock.
    """
    with tenant_scope(operator.scope):
        found = list(_theirs(operator, now))
        due, related, notes = answers_due(found, now), related_to(found), _notes_by_conversation(found)
        return [_held(one, operator, due.get(one.pk), related, notes[one.pk]) for one in found]


def _theirs(operator: Answering, now: datetime) -> Any:
    all_of_scope = Conversation.objects.for_tenants(operator.scope)
    found = (
        all_of_scope.attended_by(operator.user_id)
        | all_of_scope.open().filter(supervisor_id=operator.user_id)
        | all_of_scope.filter(
            state=ConversationState.ENDED,
            operator_id=operator.user_id,
            is_logged=False,
            ended_at__gt=now - ledger.REGISTERED_BY,
        )
    )
    return found.select_related("encryption_key", "operator", "supervisor").order_by("first_attended_at", "pk")


def _held(
    conversation: Conversation,
    operator: Answering,
    answer_by: datetime | None,
    related: RelatedRows,
    notes: Sequence[ConversationNote],
) -> Held:
    codes = {pk: code for code, pk in operator.tenants.items()}
    codes |= {ended.tenant_id: code for code, ended in operator.ended.items()}
    return Held(
        conversation=shown_of(conversation, related=related),
        state=codes.get(conversation.content_tenant_id or conversation.tenant_id, ""),
        epoch=conversation.assignment_epoch,
        role=conversation.role,
        is_in_danger=conversation.is_in_danger,
        has_declared_danger=conversation.has_declared_danger,
        danger_words=conversation.danger_words,
        may_withdraw_danger=crisis.may_be_withdrawn(conversation),
        is_unsure=conversation.is_unsure,
        topic_key=conversation.topic_key,
        transport=Transport(conversation.transport),
        first_attended_at=conversation.first_attended_at,
        answer_by=answer_by,
        left_quickly_at=conversation.left_quickly_at,
        visitor_seen_at=conversation.visitor_seen_at,
        absent_since=conversation.absent_since,
        is_supervised=conversation.operator_id != operator.user_id,
        has_to_be_registered=conversation.state == ConversationState.ENDED and not conversation.is_logged,
        notes=tuple(_shown_notes(conversation, [note for note in notes if note.pk != run_note_id(conversation)])),
        run=_run_of(conversation, operator, notes),
    )


def read_each(*, operator: Answering, after: Mapping[UUID, int]) -> dict[UUID, list[ShownMessage]]:
    """Return what was said behind a place in each conversation that somebody has or has joined; of others, nothing.

    Once one has ended and its result is registered, nobody reads it but for a reason (`supervisors.read_with_reason`).
    A supervisor who has joined it reads it masked, as they do for a reason; once it is theirs, whole.

    Args:
        after: the place, by the conversation's primary key; from 0.
    Returns:
        The messages in the order of `after`; conversations that they do not read are missing.
    """
    if not after:
        return {}
    found = messages.read_by_desk(operator.user_id, operator.scope, after)
    return {
        pk: read.messages if read.operator_id == operator.user_id else [masked_message(one) for one in read.messages]
        for pk, read in ((pk, found[pk]) for pk in after if pk in found)
    }


def takes_part(conversation: Conversation, operator: Answering) -> bool:
    """Whether somebody has a conversation, or is in it as a supervisor, or had it when it ended."""
    return operator.user_id in (conversation.operator_id, conversation.supervisor_id)


def _run_of(
    conversation: Conversation, operator: Answering, notes: Iterable[ConversationNote]
) -> dict[str, Any] | None:
    """Return what an operator's own desk knew of their conversation before it was loaded anew; None: nothing."""
    if conversation.operator_id != operator.user_id:
        return None
    kept = next((note for note in notes if note.pk == run_note_id(conversation)), None)
    if kept is None:
        return None
    body = messages.open_body(conversation, messages.key_of(conversation), kept.pk, kept.body) or {}
    return body.get("run")


def notes_for_call(*, operator: Answering, inquiry_id: UUID) -> list[ShownNote]:
    """Return what is known of whoever was promised a call in a chat: notes, and what each desk knew, the oldest first.

    Empty: it was in no chat of the operator's states, or the text of that was removed.
    """
    with tenant_scope(operator.scope):
        conversation = messages.find(inquiry_id, operator.scope)
        notes = [] if conversation is None else notes_in(conversation, with_present_run=True)
    return [note for note in notes if note.text is not None]


def notes_in(conversation: Conversation, *, with_present_run: bool = False) -> list[ShownNote]:
    """Return the notes of a conversation, the oldest first, within the present scope.

    Args:
        with_present_run: also what the desk of whoever has it knows, which to that desk is no note yet.
    """
    notes = _notes_by_conversation([conversation])[conversation.pk]
    present = None if with_present_run else run_note_id(conversation)
    return _shown_notes(conversation, [note for note in notes if note.pk != present])


def _notes_by_conversation(conversations: Collection[Conversation]) -> dict[UUID, list[ConversationNote]]:
    found: dict[UUID, list[ConversationNote]] = {one.pk: [] for one in conversations}
    if found:
        for note in ConversationNote.objects.filter(conversation_id__in=found).select_related("operator"):
            found[note.conversation_id].append(note)
    return found


def _shown_notes(conversation: Conversation, notes: Sequence[ConversationNote]) -> list[ShownNote]:
    key = messages.key_of(conversation) if notes else None
    calls = {call.recorded.pk: call for call in emergency_calls_among(conversation, notes)}
    withdrawals = {call.withdrawn.pk for call in calls.values() if call.withdrawn is not None}
    not_in_danger = {note.pk for note in crisis.withdrawals_among(conversation, notes)}
    return [
        shown_call(calls[note.pk])
        if note.pk in calls
        else shown_withdrawal(note)
        if note.pk in not_in_danger
        else ShownNote(
            id=note.pk,
            author_name=_name_of(note),
            written_at=note.written_at,
            text=body.get("text"),
            run=body.get("run"),
            kind=NoteKind(body.get("kind", NoteKind.NOTE)),
        )
        for note in notes
        if note.pk not in withdrawals
        for body in [messages.open_body(conversation, key, note.pk, note.body) or {}]
    ]


def shown_call(call: EmergencyCall) -> ShownNote:
    """Return the record of an emergency call as operators see it."""
    return ShownNote(
        id=call.recorded.pk,
        author_name=_name_of(call.recorded),
        written_at=call.recorded.written_at,
        text="",
        kind=NoteKind.EMERGENCY_CALL,
        withdrawn_at=None if call.withdrawn is None else call.withdrawn.written_at,
        withdrawn_by_name="" if call.withdrawn is None else _name_of(call.withdrawn),
    )


def shown_withdrawal(note: ConversationNote) -> ShownNote:
    """Return the note that somebody is in no danger as operators see it."""
    return ShownNote(
        id=note.pk,
        author_name=_name_of(note),
        written_at=note.written_at,
        text="",
        kind=NoteKind.NOT_IN_DANGER,
    )


def _name_of(note: ConversationNote) -> str:
    return "" if note.operator is None else note.operator.get_short_name()
