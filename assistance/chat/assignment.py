"""Whose a conversation is: taking it out of the queue, and giving it back.

Whoever attends has a lease that their desk renews. When it ends, or when they are silent while the person waits for an
answer, the queue has the conversation again, as if it had never left it: it keeps the time that the person has waited.
Whatever they do in it shows that they are there: they write, note, promise a call, or type.

Two locks keep it true over all processes: one for each operator (`lock_operator`), for how many conversations they
have, and the row of the conversation, for whose it is. They are always taken in this order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from assistance.models import (
    BACK_IN_QUEUE,
    HAS_COME,
    HAS_NOT_COME,
    Author,
    ChatSettings,
    Conversation,
    ConversationEvent,
    ConversationQuerySet,
    ConversationState,
    Message,
    PresenceState,
)
from assistance.operators.rights import Answering, Terms
from content_models.choices import Channel
from tenants.scope import scope_of_all_tenants, tenant_scope

from . import messages
from .errors import ChatErrorCode, ChatRefused, not_found
from .waking import wake_queue

ABOVE_LIMIT_IN_DANGER = 1
"""How many conversations more than they can have somebody may take of people in danger; none is given to them so."""

LEASE = timedelta(seconds=25)
"""How long a conversation stays with an operator of whose desk nothing is heard; it renews the lease every 8 s."""


def may_take(operator: Answering, conversation: Conversation) -> bool:
    """Whether somebody answers chats of a conversation's state in its language, and of that it was handed to."""
    tenant_ids = {conversation.tenant_id, conversation.content_tenant_id or conversation.tenant_id}
    return all(_answers_in(operator, tenant_id, conversation.language) for tenant_id in tenant_ids)


def chat_terms_in(operator: Answering, tenant_id: int) -> Terms | None:
    """Return the terms under which somebody answers chats of a state; None: they answer none."""
    terms = operator.terms_in(tenant_id)
    return terms if terms is not None and Channel.CHAT in terms.channels else None


def _answers_in(operator: Answering, tenant_id: int, language: str) -> bool:
    terms = chat_terms_in(operator, tenant_id)
    if terms is None:
        return False
    return not terms.languages or language.casefold() in {tag.casefold() for tag in terms.languages}


def accept(*, operator: Answering, conversation_id: UUID, now: datetime, epoch: int | None = None) -> Conversation:
    """Take a conversation out of the queue; whoever has it already gets it again, in case the answer was lost.

    Whoever it is offered to, the first one has it: a person who waits is not kept waiting for a colleague. Whoever was
    assigned or handed it, and opens it now, has come: only now the person is told.

    Args:
        now: the clock.
        epoch: of the assignment that they open; None: they take it out of the queue.
    Raises:
        ChatRefused: `NOT_FOUND`: it is none of a state and a language in which they answer chats. `TAKEN`: a colleague
            has it. `ENDED`. `LIMIT`: they have as many as they can. `STALE`: that assignment is theirs no more.
    """
    with tenant_scope(operator.tenants.values()):
        lock_operator(operator.user_id)
        conversation = locked(conversation_id, operator.tenants.values())
        if not may_take(operator, conversation):
            raise not_found()
        if conversation.state == ConversationState.ENDED:
            raise ChatRefused(ChatErrorCode.ENDED)
        if epoch is not None:
            check_is_theirs(conversation, operator, epoch)
        if conversation.state == ConversationState.ATTENDED:
            if conversation.operator_id == operator.user_id:
                if not has_come(conversation.pk):
                    messages.store_event(
                        conversation, ConversationEvent.ATTENDED, operator_id=operator.user_id, now=now
                    )
                    attend_to(conversation, operator, now)
                return conversation
            raise ChatRefused(ChatErrorCode.TAKEN)
        check_limit(operator, above=ABOVE_LIMIT_IN_DANGER if conversation.is_in_danger else 0)
        attend(conversation, operator.user_id, ConversationEvent.ATTENDED, now)
        return conversation


def assign(*, operator: Answering, conversation_id: UUID, now: datetime) -> bool:
    """Give a conversation to an operator who has not taken it; their desk calls them.

    The person is not told that they have come before they open it (`accept`).

    Args:
        now: the clock.
    Returns:
        Whether it is theirs now; False: somebody was faster, the person is gone, or the operator has no room any more.
    """
    with tenant_scope(operator.tenants.values()):
        lock_operator(operator.user_id)
        conversation = locked_if_free(conversation_id)
        if conversation is None or not may_take(operator, conversation):
            return False
        if conversation.state != ConversationState.WAITING or conversation.absent_since is not None:
            return False
        if _held_by(operator) >= operator.max_conversations:
            return False
        attend(conversation, operator.user_id, None, now)
        return True


def lock_operator(user_id: int) -> None:
    """Let nobody else change, until the transaction ends, how many conversations somebody has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('chat.operator'), %s)", [user_id])


def locked(conversation_id: UUID, tenant_ids: Collection[int]) -> Conversation:
    """Return a conversation of some states, locked; the scope must hold these states.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    conversation = messages.lock(conversation_id, tenant_ids)
    if conversation is None:
        raise not_found()
    return conversation


def locked_if_free(conversation_id: UUID) -> Conversation | None:
    """Return a conversation of the present scope, locked; None: another process has it, or it is not there."""
    found = Conversation.objects.filter(pk=conversation_id).select_for_update(of=("self",), skip_locked=True)
    tenant_id = found.values_list("tenant_id", flat=True).first()
    return None if tenant_id is None else messages.lock(conversation_id, [tenant_id])


def check_limit(operator: Answering, *, above: int = 0) -> None:
    """Check that somebody can have one conversation more, in whichever states the others are; `lock_operator` first.

    Args:
        above: by how many more than they can have.
    Raises:
        ChatRefused: `LIMIT`.
    """
    if _held_by(operator) >= operator.max_conversations + above:
        raise ChatRefused(ChatErrorCode.LIMIT)


def _held_by(operator: Answering) -> int:
    with tenant_scope(operator.scope):
        return Conversation.objects.attended_by(operator.user_id).taking_room().count()


def has_come(conversation_id: UUID) -> bool:
    """Whether whoever has a conversation has opened it: they took it, or opened or answered what they were given.

    The scope must hold its state.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_HAS_COME} FROM assistance_conversation conversation WHERE id = %s", [conversation_id])
        row = cursor.fetchone()
    return row is not None and bool(row[0])


def attend(conversation: Conversation, user_id: int, event: ConversationEvent | None, now: datetime) -> None:
    """Let somebody have a locked conversation; what whoever had it sends from now on is refused.

    Args:
        event: what both sides read of it; None: nothing yet. Of those in `HAS_NOT_COME` the person reads that they have
            come once they open it (`accept`).
    """
    conversation.state, conversation.operator_id = ConversationState.ATTENDED, user_id
    conversation.assignment_epoch += 1
    conversation.attended_at, conversation.attended_until = now, now + LEASE
    conversation.first_attended_at = conversation.first_attended_at or now
    conversation.offered_to_id = conversation.offered_until = conversation.warned_at = None
    messages.save_changed(conversation, *ASSIGNMENT)
    if event is not None:
        messages.store_event(conversation, event, operator_id=user_id, now=now)
    wake_queue(conversation.tenant_id)


ASSIGNMENT = (
    "state",
    "operator",
    "assignment_epoch",
    "attended_at",
    "attended_until",
    "first_attended_at",
    "offered_to",
    "offered_until",
    "warned_at",
    "absent_since",
)
"""What changes with whoever has a conversation."""


def requeue(conversation: Conversation, why: ConversationEvent, now: datetime) -> None:
    """Put a locked conversation back into the queue, with the time that the person has waited; the person is told.

    Args:
        why: which of `BACK_IN_QUEUE` it is.
    """
    lost_by = conversation.operator_id
    if conversation.absent_since is not None or conversation.left_quickly_at is not None:
        conversation.absent_since = now  # from now on their place is kept for a return
    conversation.state, conversation.operator_id = ConversationState.WAITING, None
    conversation.assignment_epoch += 1
    conversation.attended_until = conversation.offered_to_id = conversation.offered_until = None
    conversation.warned_at = None
    messages.save_changed(conversation, *ASSIGNMENT)
    messages.store_event(conversation, why, operator_id=lost_by, now=now)
    wake_queue(conversation.tenant_id)


def release(*, operator: Answering, conversation_id: UUID, epoch: int, now: datetime) -> Conversation:
    """Give a conversation back to the queue; once more changes nothing.

    Args:
        epoch: `assignment_epoch` as the operator's desk knows it.
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`; `STALE`: it is not theirs any more.
    """
    with tenant_scope(operator.scope):
        conversation = locked(conversation_id, operator.scope)
        check_is_theirs(conversation, operator, epoch)
        requeue(conversation, ConversationEvent.OPERATOR_LEFT, now)
        return conversation


def check_is_theirs(conversation: Conversation, operator: Answering, epoch: int) -> None:
    """Check that a conversation is an operator's, and has been since their desk learned of it.

    Raises:
        ChatRefused: `ENDED`, `STALE`.
    """
    if conversation.state == ConversationState.ENDED:
        raise ChatRefused(ChatErrorCode.ENDED)
    if conversation.operator_id != operator.user_id or conversation.assignment_epoch != epoch:
        raise ChatRefused(ChatErrorCode.STALE)


def requeue_lost(now: datetime) -> int:
    """Put back what operators have lost: their lease has ended, or they let a person wait; return how many.

    Args:
        now: the clock.
    """
    with scope_of_all_tenants():
        lost = [*_without_lease(now).values_list("pk", flat=True), *_kept_waiting(now)]
    return sum(_requeue_if_lost(pk, now) for pk in dict.fromkeys(lost))


def _without_lease(now: datetime) -> ConversationQuerySet:
    return Conversation.objects.filter(state=ConversationState.ATTENDED, attended_until__lte=now)


def _in_sql(*events: ConversationEvent) -> str:
    return "({})".format(", ".join(f"'{event.value}'" for event in events))


FIRST_UNANSWERED = """(
    SELECT min(message.sent_at) FROM assistance_message message
    WHERE message.conversation_id = conversation.id AND message.author = 'VISITOR'
      AND message.sent_at > coalesce(conversation.operator_wrote_at, '-infinity')
)"""
"""When the person wrote to whom nobody has answered since; null: it is their turn."""

IN_DANGER_BESIDE_CALL = timedelta(seconds=60)
"""So long somebody in danger waits for whoever has them and takes a call meanwhile, or shorter, as the state says."""


def _answer_due(since: str) -> str:
    """Return, in SQL, until when whoever waits for an answer since then must have one; null where that is null.

    While the operator is on a call, somebody in danger waits less, counted from where the call began: nobody is taken
    away at once from whoever is about to answer them.
    """
    return f"""(
    SELECT least(
        waits.since + make_interval(secs => coalesce(
            settings.operator_silence_seconds, {ChatSettings.usual("operator_silence_seconds")}
        )),
        (
            SELECT greatest(waits.since, presence.since) + interval '{IN_DANGER_BESIDE_CALL.seconds} seconds'
            FROM assistance_operatorpresence presence
            WHERE conversation.is_in_danger AND presence.user_id = conversation.operator_id
              AND presence.state = '{PresenceState.ON_CALL.value}' AND presence.expires_at > %(now)s
        )
    )
    FROM (SELECT {since} AS since OFFSET 0) waits WHERE waits.since IS NOT NULL
)"""


_HAS_COME = f"""
    coalesce((
        SELECT message.event NOT IN {_in_sql(*HAS_NOT_COME)} FROM assistance_message message
        WHERE message.conversation_id = conversation.id
          AND (message.author = '{Author.OPERATOR}' OR message.event IN {_in_sql(*HAS_COME, *HAS_NOT_COME)})
        ORDER BY message.seq DESC LIMIT 1
    ), false)
"""
"""Whether whoever has a conversation has opened it, as `has_come` says it."""
_UNOPENED = f"""
    coalesce(conversation.operator_wrote_at, '-infinity') < conversation.attended_at AND NOT {_HAS_COME}
"""
_KEPT_WAITING = f"""
    SELECT conversation.id FROM assistance_conversation conversation
    LEFT JOIN assistance_chatsettings settings USING (tenant_id)
    WHERE (%(id)s::uuid IS NULL OR conversation.id = %(id)s) AND conversation.state = 'ATTENDED'
      AND CASE
        WHEN {_answer_due("conversation.attended_at")} <= %(now)s AND {_UNOPENED} THEN true
        WHEN conversation.visitor_wrote_at > coalesce(conversation.operator_wrote_at, '-infinity')
          AND {_answer_due("greatest(conversation.attended_at, conversation.operator_wrote_at)")} <= %(now)s
        THEN {_answer_due(FIRST_UNANSWERED)} <= %(now)s ELSE false
      END
"""
"""Messages are looked at only where it may be so: row-level security makes each of them dear."""


def _kept_waiting(now: datetime, pk: UUID | None = None) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_WAITING, {"now": now, "id": pk})
        return [row[0] for row in cursor.fetchall()]


_WAITS_SINCE = f"""
    CASE
        WHEN {_UNOPENED} THEN conversation.attended_at
        WHEN conversation.visitor_wrote_at > coalesce(conversation.operator_wrote_at, '-infinity')
        THEN greatest({FIRST_UNANSWERED}, conversation.attended_at, conversation.operator_wrote_at)
    END
"""
_ANSWERS_DUE = f"""
    SELECT conversation.id, {_answer_due(_WAITS_SINCE)}
    FROM assistance_conversation conversation
    LEFT JOIN assistance_chatsettings settings USING (tenant_id)
    WHERE conversation.id = ANY(%(ids)s)
"""
"""When `_KEPT_WAITING` begins to hold of conversations; null: it does not, as they stand."""


def answers_due(conversations: Iterable[Conversation], now: datetime) -> dict[UUID, datetime]:
    """Return until when operators must answer, or do something else in a conversation, before the queue has it again.

    It is said of those whose person waits for an answer, and of those that they were given and have not opened. The
    scope must hold their states.

    Args:
        now: the clock.
    """
    ids = [one.pk for one in conversations if one.state == ConversationState.ATTENDED and _may_be_lost(one)]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS_DUE, {"ids": ids, "now": now})
        return {pk: due for pk, due in cursor.fetchall() if due is not None}


def _may_be_lost(conversation: Conversation) -> bool:
    """Whether an operator has written nothing since its person wrote, or since it was given to them."""
    answered = conversation.operator_wrote_at
    since = (conversation.visitor_wrote_at, conversation.attended_at)
    return answered is None or any(at is not None and at > answered for at in since)


def had_it_last(conversation: Conversation, user_id: int) -> bool:
    """Whether somebody is the last who gave a conversation back to the queue, or lost it to the queue."""
    returned = Message.objects.filter(conversation=conversation, event__in=[event.value for event in BACK_IN_QUEUE])
    return returned.order_by("-seq").values_list("operator_id", flat=True).first() == user_id


def attend_to(conversation: Conversation, operator: Answering, now: datetime) -> None:
    """Note that the operator of a locked conversation does something in it: whoever is at it is not silent."""
    if conversation.state == ConversationState.ATTENDED and conversation.operator_id == operator.user_id:
        conversation.attended_at = now
        conversation.save(update_fields=["attended_at"])


def _requeue_if_lost(pk: UUID, now: datetime) -> bool:
    """Put one back, unless another process is at it, or its operator is back."""
    with scope_of_all_tenants():
        conversation = locked_if_free(pk)
        if conversation is None or conversation.state != ConversationState.ATTENDED:
            return False
        is_lost = conversation.attended_until is not None and conversation.attended_until <= now
        if not is_lost and not _kept_waiting(now, pk):
            return False
        requeue(conversation, ConversationEvent.OPERATOR_LOST if is_lost else ConversationEvent.OPERATOR_SILENT, now)
        return True
