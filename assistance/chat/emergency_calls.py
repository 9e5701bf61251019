"""That operators have called the emergency number for somebody: notes of their own, which say who has and when.

A record is never changed or deleted. Taking it back is a further row, and recording it again another one: whoever has
the conversation next, and whoever asks later what was done, reads all of them. The ids are made from that of the
conversation and the number of the record; there is no text, so that the ledger counts the call once the words of the
conversation are erased.

Operators write the records and the ledger reads them, and operators need the ledger: hence a module below both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from assistance.models import Conversation, ConversationNote


@dataclass(frozen=True, slots=True)
class EmergencyCall:
    """One record that the emergency number was called, and what took it back; None: it holds."""

    recorded: ConversationNote
    withdrawn: ConversationNote | None


def emergency_calls_among(conversation: Conversation, notes: Iterable[ConversationNote]) -> list[EmergencyCall]:
    """Return the records of emergency calls among the notes of a conversation, the oldest first."""
    by_id, calls = {note.pk: note for note in notes}, list[EmergencyCall]()
    while (recorded := by_id.get(_record_id(conversation, len(calls)))) is not None:
        calls.append(EmergencyCall(recorded, by_id.get(_withdrawal_id(conversation, len(calls)))))
    return calls


def emergency_calls_of(conversation: Conversation) -> list[EmergencyCall]:
    """Return the records of emergency calls for somebody, the oldest first, within the present scope."""
    return emergency_calls_among(conversation, ConversationNote.objects.filter(conversation=conversation, body=None))


def is_emergency_called(conversation: Conversation) -> bool:
    """Return whether an operator has called the emergency number for somebody, within the present scope."""
    calls = emergency_calls_of(conversation)
    return bool(calls) and calls[-1].withdrawn is None


def write_record(conversation: Conversation, number: int, *, operator_id: int, now: datetime) -> None:
    """Write that an operator has called, as the record of that number, counted from 0; the conversation is locked."""
    _write(conversation, _record_id(conversation, number), operator_id, now)


def write_withdrawal(conversation: Conversation, number: int, *, operator_id: int, now: datetime) -> None:
    """Write that an operator takes back the record of that number; the conversation is locked."""
    _write(conversation, _withdrawal_id(conversation, number), operator_id, now)


def _write(conversation: Conversation, note_id: UUID, operator_id: int, now: datetime) -> None:
    ConversationNote.objects.create(
        id=note_id,
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.pk,
        operator_id=operator_id,
        written_at=now,
    )


def _record_id(conversation: Conversation, number: int) -> UUID:
    return uuid5(conversation.pk, f"emergency call {number}" if number else "emergency call")


def _withdrawal_id(conversation: Conversation, number: int) -> UUID:
    return uuid5(conversation.pk, f"emergency call {number} withdrawn")
