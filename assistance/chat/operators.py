"""What operators do: write in the conversations that they have, and end them; `handing_over` has the rest.

Each of these opens the scope of the operator's states and locks the conversation; of what is not theirs it says what
it says of what does not exist. What an operator sends who has lost the conversation meanwhile is refused (`STALE`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from assistance.models import (
    Author,
    Conversation,
    ConversationNote,
    ConversationState,
    EndReason,
    Message,
    MessageKind,
)
from assistance.operators.rights import Answering
from assistance.operators.runs import RunInvalid, read_run
from tenants.scope import tenant_scope

from . import crisis, errors, ledger, messages, sources
from .assignment import (
    LEASE,
    attend_to,
    check_is_theirs,
    had_it_last,
    locked,
)
from .cards import card_of
from .conversation_selectors import content_tenant
from .desk_selectors import NoteKind, ShownNote, notes_in, shown_call, shown_withdrawal, takes_part
from .emergency_calls import emergency_calls_of, write_record, write_withdrawal
from .ending import end_locked
from .errors import ChatErrorCode, ChatRefused, not_found
from .kept_runs import run_note_id
from .message_text import read_text
from .messages import StoredMessage
from .promised_calls import call_off_of_spam
from .waking import wake_queue

# Being there


def renew_lease(*, operator: Answering, now: datetime) -> dict[UUID, int]:
    """Let an operator keep their conversations for as long as a lease.

    Args:
        now: the clock.
    Returns:
        What they have, with the epoch of each: what the desk shows besides is theirs no more.
    """
    with tenant_scope(operator.scope):
        mine = Conversation.objects.for_tenants(operator.scope).attended_by(operator.user_id)
        mine.update(attended_until=now + LEASE)
        return dict(mine.values_list("pk", "assignment_epoch"))


def note_typing(*, operator: Answering, conversation_id: UUID, now: datetime) -> None:
    """Note that an operator is typing in a conversation that is theirs; of another one, nothing changes.

    Args:
        now: the clock.
    """
    with tenant_scope(operator.scope):
        mine = Conversation.objects.for_tenants(operator.scope).attended_by(operator.user_id)
        mine.filter(pk=conversation_id).update(attended_at=now)


# Writing


def send(
    *,
    operator: Answering,
    conversation_id: UUID,
    epoch: int,
    client_id: UUID,
    content: Mapping[str, Any],
    now: datetime,
) -> StoredMessage:
    """Store what an operator writes, or a supervisor who has joined; the same once more gets the first answer.

    Args:
        epoch: as `Held` has it. Of a supervisor none is asked.
        content: `{"text": …}`, or `{"card": …}` as for `send_card`.
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`, `STALE`, `INVALID`, `TOO_LONG`, `IDEMPOTENCY_CONFLICT`.
    """
    card = content.get("card")
    if card is not None:
        return send_card(
            operator=operator, conversation_id=conversation_id, epoch=epoch, client_id=client_id, card=card, now=now
        )
    said = {"text": read_text(content.get("text"))}
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        author = _author(conversation, operator, epoch, client_id)
        return messages.store(
            conversation,
            author=author,
            kind=MessageKind.TEXT,
            client_id=client_id,
            now=now,
            content=said,
            operator_id=operator.user_id,
        )


def send_card(
    *, operator: Answering, conversation_id: UUID, epoch: int, client_id: UUID, card: object, now: datetime
) -> StoredMessage:
    """Store a card: a guidance page, a node of a script or an office, in the person's language as far as there is one.

    Args:
        card: `{"kind": "guidance" | "office", "key": …}`, or `{"kind": "node", "key": …, "node": …, "digest": …}`.
            What it says is taken from the state's content, or that of the state that the conversation was handed to.
    Raises:
        ChatRefused: as for `send`; `INVALID`, with the field: the state has no such thing.
    """
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        author = _author(conversation, operator, epoch, client_id)
        shown = card_of(card, viewer=operator.viewer_of(content_tenant(conversation)), language=conversation.language)
        return messages.store(
            conversation,
            author=author,
            kind=MessageKind.CARD,
            client_id=client_id,
            now=now,
            content={"card": shown},
            operator_id=operator.user_id,
        )


def _author(conversation: Conversation, operator: Answering, epoch: int, client_id: UUID) -> Author:
    """Return as whom somebody writes; what was stored from them already is not refused, as it is answered again."""
    author = messages.author_of(conversation, client_id, operator.user_id)
    if author is not None:
        return author
    if not takes_part(conversation, operator) and conversation.state != ConversationState.ENDED:
        raise ChatRefused(ChatErrorCode.STALE)
    if conversation.supervisor_id == operator.user_id and conversation.operator_id != operator.user_id:
        return Author.SUPERVISOR
    check_is_theirs(conversation, operator, epoch)
    return Author.OPERATOR


def note(
    *,
    operator: Answering,
    conversation_id: UUID,
    note_id: UUID,
    text: object,
    now: datetime,
    kind: object = NoteKind.NOTE.value,
) -> ShownNote:
    """Keep what somebody who takes part wants others to know; the person never sees it. Once more changes nothing.

    Once the result of an ended conversation is registered, nobody takes part in it any more.

    Args:
        note_id: the client's; a UUID of version 5 is that of a kept run (`run_note_id`) or of an emergency call.
        kind: `NOTE`, or `LOCATION`: where the person is, for whoever sends help. The last of these holds.
    Raises:
        ChatRefused: `NOT_FOUND`, `INVALID`, `TOO_LONG`, `IDEMPOTENCY_CONFLICT`.
    """
    written = read_text(text)
    if note_id.version == 5:
        raise errors.invalid("id")
    if kind not in (NoteKind.NOTE.value, NoteKind.LOCATION.value):
        raise errors.invalid("kind")
    of_kind = NoteKind(kind)
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        if not takes_part(conversation, operator) or conversation.is_logged or conversation.blanked_at is not None:
            raise not_found()
        known = next((one for one in notes_in(conversation) if one.id == note_id), None)
        if known is not None:
            if (known.text, known.kind) != (written, of_kind):
                raise ChatRefused(ChatErrorCode.IDEMPOTENCY_CONFLICT, "id")
            return known
        body = messages.seal_body(conversation, note_id, {"text": written, "kind": of_kind.value})
        rows = ConversationNote.objects.bulk_create(
            [
                ConversationNote(
                    id=note_id,
                    tenant_id=conversation.tenant_id,
                    conversation_id=conversation.pk,
                    operator_id=operator.user_id,
                    body=body,
                    written_at=now,
                )
            ],
            ignore_conflicts=True,
        )
        if not ConversationNote.objects.filter(pk=note_id, conversation_id=conversation.pk).exists():
            raise ChatRefused(ChatErrorCode.IDEMPOTENCY_CONFLICT, "id")  # another conversation's
        attend_to(conversation, operator, now)
        messages.save_changed(conversation)
        return ShownNote(rows[0].pk, operator.name, now, written, kind=of_kind)


def record_emergency_call(
    *, operator: Answering, conversation_id: UUID, is_called: object, now: datetime
) -> ShownNote | None:
    """Record that somebody has called the emergency number for the person, or take that back.

    Whoever takes part may, and who had it last before it went back to the queue, also while somebody else has it: they
    take back only what they recorded themselves. The person sees nothing of it. Who called first and when stays,
    whoever records it again; what is taken back is kept with who did and when (`emergency_calls`). It marks danger,
    which nothing unmarks, and the ledger has the number among what the person was referred to. It can be recorded,
    too, of a conversation that has ended, until its result is registered: an operator telephones when somebody falls
    silent.

    Args:
        is_called: False takes it back.
        now: the clock.
    Returns:
        Who has called and when; None: nobody has, by what is known.
    Raises:
        ChatRefused: `NOT_FOUND`, `INVALID`.
    """
    if not isinstance(is_called, bool):
        raise errors.invalid("isCalled")
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        has_part = takes_part(conversation, operator)
        if conversation.is_logged or not (has_part or had_it_last(conversation, operator.user_id)):
            raise not_found()
        calls = emergency_calls_of(conversation)
        present = calls[-1] if calls and calls[-1].withdrawn is None else None
        if present is not None and not is_called and not has_part and present.recorded.operator_id != operator.user_id:
            raise not_found()
        attend_to(conversation, operator, now)
        if is_called == (present is not None):
            return None if present is None else shown_call(present)
        if not is_called:
            write_withdrawal(conversation, len(calls) - 1, operator_id=operator.user_id, now=now)
            messages.save_changed(conversation)
            return None
        write_record(conversation, len(calls), operator_id=operator.user_id, now=now)
        messages.save_changed(conversation, *_mark_danger(conversation))
        return shown_call(emergency_calls_of(conversation)[-1])


def _mark_danger(conversation: Conversation) -> tuple[str, ...]:
    """Mark a locked conversation as one of danger, for all who answer; return the fields that change by it."""
    if conversation.is_in_danger and not crisis.may_be_withdrawn(conversation):
        return ()
    conversation.is_in_danger = conversation.is_marked_in_danger = True
    if conversation.state == ConversationState.WAITING:
        wake_queue(conversation.tenant_id)
    return "is_in_danger", "is_marked_in_danger"


def withdraw_danger(
    *, operator: Answering, conversation_id: UUID, epoch: int, read_seq: object, now: datetime
) -> ShownNote | None:
    """Take back that somebody is in danger, where only their words were taken for it: a false alarm.

    What they declared, and what an operator marked, stays. The person sees nothing of it.

    Args:
        read_seq: the last message that the operator has on the screen: what was written after it is no false alarm yet.
        now: the clock.
    Returns:
        Who took it back and when; None: they do not count as in danger.
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`, `STALE`; `INVALID`: it stays, or they have written since.
    """
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        check_is_theirs(conversation, operator, epoch)
        attend_to(conversation, operator, now)
        if not conversation.is_in_danger:
            return None
        if not crisis.may_be_withdrawn(conversation):
            raise errors.invalid("isInDanger", errors.DANGER_STAYS)
        if not isinstance(read_seq, int) or isinstance(read_seq, bool):
            raise errors.invalid("readSeq", errors.NO_VALUE)
        written = Message.objects.filter(conversation=conversation, author=Author.VISITOR)
        if written.filter(seq__gt=read_seq).exists():
            raise errors.invalid("readSeq", errors.WRITTEN_SINCE)
        return shown_withdrawal(crisis.withdraw(conversation, operator_id=operator.user_id, now=now))


def keep_run(
    *, operator: Answering, conversation_id: UUID, epoch: int, text: object, run: object, now: datetime
) -> None:
    """Keep what an operator's desk knows of a conversation besides its messages, in the place of what it knew before.

    It is a note that nobody reads while they have the conversation. By whichever way it changes hands (handed over,
    taken over, given back to the queue or lost to it), whoever has it next reads it, and their desk goes on with it.

    Danger that it says of them marks the conversation, for all who see it and for the ledger; nothing unmarks that.

    Args:
        epoch: as `Held` has it.
        text: the same for people.
        run: script, answers, place, offices (`runs.read_run`).
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`, `STALE`, `INVALID`, `TOO_LONG`.
    """
    written = read_text(text)
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        check_is_theirs(conversation, operator, epoch)
        known = _read_run(run, state=content_tenant(conversation).code)
        note_id = run_note_id(conversation)
        kept = {
            "tenant_id": conversation.tenant_id,
            "conversation_id": conversation.pk,
            "operator_id": operator.user_id,
            "body": messages.seal_body(conversation, note_id, {"text": written, "run": known}),
            "written_at": now,
        }
        ConversationNote.objects.filter(conversation_id=conversation.pk).update_or_create(pk=note_id, defaults=kept)
        changed = _mark_danger(conversation) if known["isInDanger"] else ()
        if changed:
            messages.save_changed(conversation, *changed)


def _read_run(given: object, *, state: str) -> dict[str, Any]:
    try:
        return read_run(given, state=state)
    except RunInvalid as error:
        raise errors.invalid("run") from error


# Ending


def end(
    *,
    operator: Answering,
    conversation_id: UUID,
    epoch: int,
    given: Mapping[str, Any],
    now: datetime,
) -> Conversation:
    """End a conversation and write it into the ledger, in one transaction; once more changes nothing.

    Of one that the person has ended, the result is written that the operator says within `ledger.REGISTERED_BY`.

    Args:
        given: the result, as the ledger names it: `outcome`, `referralKeys`, and whatever of `contactType`, `role`,
            `topicKey`, `scriptKey`, `scriptDigest` and `endNode` the desk knows better.
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`, `STALE`; `ENDED`: another operator's; `INVALID`, with the field.
    """
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        if conversation.state == ConversationState.ENDED:
            if conversation.operator_id != operator.user_id:
                raise ChatRefused(ChatErrorCode.ENDED)
            if conversation.is_logged:
                return conversation
        else:
            check_is_theirs(conversation, operator, epoch)
            end_locked(conversation, EndReason.OPERATOR, now=now)
        ledger.log_ended(conversation, given=given)
        return conversation


def close_as_spam(*, operator: Answering, conversation_id: UUID, epoch: int, now: datetime) -> Conversation:
    """End what is no honest conversation, and let its source begin no other until the day of the state ends.

    A call that it promises is called off: whose number it is that was given, nobody knows.

    Of one that the person has ended first it is said as long as its result is not registered.

    Args:
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`, `STALE`.
    """
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        if conversation.end_reason == EndReason.SPAM and conversation.operator_id == operator.user_id:
            return conversation
        is_over = _has_to_be_registered(conversation, operator, epoch)
        if not is_over:
            check_is_theirs(conversation, operator, epoch)
        sources.block(conversation, by_user_id=operator.user_id, now=now)
        call_off_of_spam(conversation, by=operator, now=now)
        if is_over:
            conversation.end_reason = EndReason.SPAM
            messages.save_changed(conversation, "end_reason")
        else:
            end_locked(conversation, EndReason.SPAM, now=now)
        ledger.log_ended(conversation)
        return conversation


def _has_to_be_registered(conversation: Conversation, operator: Answering, epoch: int) -> bool:
    """Whether the person has ended a conversation of an operator, who has not said yet what came of it."""
    return (
        conversation.end_reason in ledger.LEFT
        and not conversation.is_logged
        and (conversation.operator_id, conversation.assignment_epoch) == (operator.user_id, epoch)
    )
