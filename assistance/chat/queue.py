"""Who is answered next, and by whom: the order of the queue, taking a conversation, and giving it back.

Whoever attends has a lease that their desk renews. When it ends, or when they are silent while the person waits for an
answer, the queue has the conversation again, as if it had never left it: it keeps the time that the person has waited.

Two locks keep it true over all processes: one for each operator (`lock_operator`), for how many conversations they
have, and the row of the conversation, for whose it is. They are always taken in this order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, DateTimeField, ExpressionWrapper, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from assistance.models import (
    Conversation,
    ConversationEvent,
    ConversationQuerySet,
    ConversationState,
    Message,
    OperatorPresence,
    PresenceState,
)
from assistance.operators.rights import Answering, answering_of
from content_models.choices import Channel, Role
from tenants.scope import scope_of_all_tenants, tenant_scope

from . import messages
from .errors import ChatErrorCode, ChatRefused, not_found
from .waking import wake_queue

LEASE = timedelta(seconds=25)
"""How long a conversation stays with an operator of whose desk nothing is heard; it renews the lease every 8 s."""

ABSENT_AFTER = timedelta(seconds=90)
"""Of whoever waits and is not heard of for so long nobody knows whether they are there: they leave the queue.

Each transport is heard of more often: sockets and streams by `ping`, a poll by its next request, the page without
JavaScript by its frame, which refreshes itself, apps by their queries. It is noted every `visitors.SEEN_EVERY`.
"""

PLACE_KEPT_FOR = timedelta(minutes=10)
"""For so long whoever has left the queue comes back to where they stood; then their conversation ends."""

OFFERED_FOR = timedelta(seconds=20)
"""How long one operator is offered a conversation before the next one is."""

AHEAD_IN_DANGER = timedelta(minutes=30)
AHEAD_OF_ROLE = {Role.VICTIM: timedelta(minutes=10), Role.ACCUSED: timedelta(minutes=5)}
"""By how much somebody is put before those who came at the same time; it is never more than 40 minutes in all."""

PACE_OF = timedelta(hours=2)
"""How far back what was answered says how long the next ones wait."""

USUAL_SILENCE = 180
"""Seconds of an operator's silence before the queue has a conversation again, where a state has not said another."""

FEWEST_FOR_PACE = 3
AT_ONCE_SECONDS = 30
"""What it takes to be answered where somebody is free."""


# The order


def waiting_as_if_since(*, waiting_since: datetime, is_in_danger: bool, role: str) -> datetime:
    """Return by what the queue is ordered, the earliest first.

    Of two who wait equally long, who is in danger comes first, then by role: victims, accused or detained persons, all
    others. Each of these is worth a time by which they are put ahead, and no more: as it never changes, whoever has
    waited 40 minutes longer than another comes before them, whatever either has said. So nobody waits for ever, and
    two never change places.
    """
    ahead = AHEAD_IN_DANGER if is_in_danger else timedelta()
    return waiting_since - ahead - AHEAD_OF_ROLE.get(Role(role) if role else Role.THIRD_PARTY, timedelta())


_AHEAD = Case(When(is_in_danger=True, then=Value(AHEAD_IN_DANGER)), default=Value(timedelta()))
_AHEAD_OF_ROLE = Case(
    *(When(role=role, then=Value(ahead)) for role, ahead in AHEAD_OF_ROLE.items()), default=Value(timedelta())
)
AS_IF_SINCE = ExpressionWrapper(F("waiting_since") - _AHEAD - _AHEAD_OF_ROLE, output_field=DateTimeField())
"""The same for PostgreSQL."""


def waiting_in(tenant_ids: Collection[int]) -> list[Conversation]:
    """Return who waits in these states, the next one first, within the present scope."""
    waiting = Conversation.objects.for_tenants(tenant_ids).in_queue()
    return list(waiting.annotate(as_if_since=AS_IF_SINCE).order_by("as_if_since", "pk"))


# How long it takes


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the queue.

    Attributes:
        position: from 1, in the queue of the state.
        wait_seconds: how long it may still take; None: nobody can know.
    """

    position: int
    wait_seconds: int | None


def place_of(conversation: Conversation, now: datetime) -> Place | None:
    """Return where a conversation stands in the queue; None: it is not in it."""
    return places_in(conversation.tenant_id, now).get(conversation.pk)


def places_in(tenant_id: int, now: datetime) -> dict[UUID, Place]:
    """Return where each one stands who waits in a state.

    Args:
        now: the clock.
    """
    with tenant_scope([tenant_id]):
        waiting = Conversation.objects.for_tenants([tenant_id]).in_queue()
        ids = list(waiting.annotate(as_if_since=AS_IF_SINCE).order_by("as_if_since", "pk").values_list("pk", flat=True))
        if not ids:
            return {}
        attended, first = _pace_in(tenant_id, now)
        free = sum(one.free for one in _free_operators(now, [tenant_id]))
        is_anybody_there = bool(free) or _is_anybody_attending(tenant_id)
    seconds_each = None
    if attended >= FEWEST_FOR_PACE and first is not None:
        seconds_each = (now - first).total_seconds() / attended
    return {
        pk: Place(number, wait_of(number, free=free, seconds_each=seconds_each if is_anybody_there else None))
        for number, pk in enumerate(ids, start=1)
    }


def position_of(conversation: Conversation, now: datetime) -> int | None:
    """Return the place in the queue, from 1; None: it is not in it."""
    place = place_of(conversation, now)
    return None if place is None else place.position


def wait_of(position: int, *, free: int, seconds_each: float | None) -> int | None:
    """Return in how many seconds somebody is answered; None: it is not known.

    Args:
        position: from 1.
        free: how many conversations more the operators who are there can take now.
        seconds_each: in what time one was answered lately, with all operators together; None: too few were, or nobody
            is there.
    """
    if position <= free:
        return AT_ONCE_SECONDS
    if seconds_each is None:
        return None
    return max(AT_ONCE_SECONDS, round((position - free) * seconds_each))


def _pace_in(tenant_id: int, now: datetime) -> tuple[int, datetime | None]:
    """Return how many were first answered lately, and when the first of them was."""
    lately = Conversation.objects.for_tenants([tenant_id]).filter(first_attended_at__gt=now - PACE_OF)
    attended = list(lately.order_by("first_attended_at").values_list("first_attended_at", flat=True))
    return len(attended), attended[0] if attended else None


def _is_anybody_attending(tenant_id: int) -> bool:
    return Conversation.objects.for_tenants([tenant_id]).filter(state=ConversationState.ATTENDED).exists()


# Taking one


def may_take(operator: Answering, conversation: Conversation) -> bool:
    """Whether somebody answers chats of a conversation's state in its language, and of that it was handed to."""
    tenant_ids = {conversation.tenant_id, conversation.content_tenant_id or conversation.tenant_id}
    return all(_answers_in(operator, tenant_id, conversation.language) for tenant_id in tenant_ids)


def _answers_in(operator: Answering, tenant_id: int, language: str) -> bool:
    terms = operator.terms_in(tenant_id)
    if terms is None or Channel.CHAT not in terms.channels:
        return False
    return not terms.languages or language.casefold() in {tag.casefold() for tag in terms.languages}


def accept(*, operator: Answering, conversation_id: UUID, now: datetime) -> Conversation:
    """Take a conversation out of the queue; whoever has it already gets it again, in case the answer was lost.

    Whoever it is offered to, the first one has it: a person who waits is not kept waiting for a colleague.

    Args:
        now: the clock.
    Raises:
        ChatRefused: `NOT_FOUND`: it is none of a state and a language in which they answer chats. `TAKEN`: a colleague
            has it. `ENDED`. `LIMIT`: they have as many as they can.
    """
    with tenant_scope(operator.tenants.values()):
        lock_operator(operator.user_id)
        conversation = locked(conversation_id, operator.tenants.values())
        if not may_take(operator, conversation):
            raise not_found()
        if conversation.state == ConversationState.ENDED:
            raise ChatRefused(ChatErrorCode.ENDED)
        if conversation.state == ConversationState.ATTENDED:
            if conversation.operator_id == operator.user_id:
                return conversation
            raise ChatRefused(ChatErrorCode.TAKEN)
        check_limit(operator)
        attend(conversation, operator.user_id, ConversationEvent.ATTENDED, now)
        return conversation


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


def check_limit(operator: Answering) -> None:
    """Check that somebody can have one conversation more, in whichever states the others are; `lock_operator` first.

    Raises:
        ChatRefused: `LIMIT`.
    """
    with tenant_scope(operator.scope):
        has = Conversation.objects.attended_by(operator.user_id).count()
    if has >= operator.max_conversations:
        raise ChatRefused(ChatErrorCode.LIMIT)


def attend(conversation: Conversation, user_id: int, event: ConversationEvent, now: datetime) -> None:
    """Let somebody have a locked conversation; what whoever had it sends from now on is refused.

    Args:
        event: what both sides read of it.
    """
    conversation.state, conversation.operator_id = ConversationState.ATTENDED, user_id
    conversation.assignment_epoch += 1
    conversation.attended_at, conversation.attended_until = now, now + LEASE
    conversation.first_attended_at = conversation.first_attended_at or now
    conversation.offered_to_id = conversation.offered_until = conversation.warned_at = None
    conversation.absent_since = None
    messages.save_changed(conversation, *ASSIGNMENT)
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


# Whoever waits, and is not there


def mark_absent(conversation: Conversation, now: datetime) -> None:
    """Take a locked conversation of whose person nothing is heard out of the queue; its place is kept for a return."""
    conversation.absent_since = now
    conversation.offered_to_id = conversation.offered_until = None
    messages.save_changed(conversation, "absent_since", "offered_to", "offered_until")
    wake_queue(conversation.tenant_id)


def return_to_queue(conversation: Conversation) -> None:
    """Put a locked conversation whose person is back where it stood in the queue."""
    conversation.absent_since = None
    messages.save_changed(conversation, "absent_since")
    wake_queue(conversation.tenant_id)


# Giving it back


def requeue(conversation: Conversation, now: datetime) -> None:
    """Put a locked conversation back into the queue, with the time that the person has waited; the person is told."""
    lost_by = conversation.operator_id
    conversation.state, conversation.operator_id = ConversationState.WAITING, None
    conversation.assignment_epoch += 1
    conversation.attended_until = conversation.offered_to_id = conversation.offered_until = None
    conversation.warned_at = None
    messages.save_changed(conversation, *ASSIGNMENT)
    messages.store_event(conversation, ConversationEvent.REQUEUED, operator_id=lost_by, now=now)
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
        requeue(conversation, now)
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


FIRST_UNANSWERED = """(
    SELECT min(message.sent_at) FROM assistance_message message
    WHERE message.conversation_id = conversation.id AND message.author = 'VISITOR'
      AND message.sent_at > coalesce(conversation.operator_wrote_at, '-infinity')
)"""
"""When the person wrote to whom nobody has answered since; null: it is their turn."""

_SILENT_SINCE = f"%(now)s - make_interval(secs => coalesce(settings.operator_silence_seconds, {USUAL_SILENCE}))"
_KEPT_WAITING = f"""
    SELECT conversation.id FROM assistance_conversation conversation
    LEFT JOIN assistance_chatsettings settings USING (tenant_id)
    WHERE (%(id)s::uuid IS NULL OR conversation.id = %(id)s) AND conversation.state = 'ATTENDED'
      AND CASE
        WHEN conversation.visitor_wrote_at > coalesce(conversation.operator_wrote_at, '-infinity')
          AND greatest(conversation.attended_at, conversation.operator_wrote_at) <= {_SILENT_SINCE}
        THEN {FIRST_UNANSWERED} <= {_SILENT_SINCE} ELSE false
      END
"""
"""Messages are looked at only where it may be so: row-level security makes each of them dear."""


def _kept_waiting(now: datetime, pk: UUID | None = None) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_WAITING, {"now": now, "id": pk})
        return [row[0] for row in cursor.fetchall()]


def _requeue_if_lost(pk: UUID, now: datetime) -> bool:
    """Put one back, unless another process is at it, or its operator is back."""
    with scope_of_all_tenants():
        conversation = locked_if_free(pk)
        if conversation is None or conversation.state != ConversationState.ATTENDED:
            return False
        is_lost = conversation.attended_until is not None and conversation.attended_until <= now
        if not is_lost and not _kept_waiting(now, pk):
            return False
        requeue(conversation, now)
        return True


# Offering


@dataclass(slots=True)
class _Free:
    """An operator who is available, and how many conversations more they can take."""

    operator: Answering
    has: int
    idle_since: datetime

    @property
    def free(self) -> int:
        return max(0, self.operator.max_conversations - self.has)


def offer_next(now: datetime) -> int:
    """Offer those who wait to operators, the next one to whoever has fewest and has been idle longest.

    An offer that nobody has taken goes to the next operator. Whoever has lost a conversation is offered it last.

    Args:
        now: the clock.
    Returns:
        How many were offered.
    """
    with scope_of_all_tenants():
        without = Conversation.objects.in_queue()
        without = without.filter(Q(offered_until=None) | Q(offered_until__lte=now))
        if not without.exists() or not _offers_alone():
            return 0
        operators = _free_operators(now)
        waiting = without.annotate(as_if_since=AS_IF_SINCE, lost_by=_LOST_BY).order_by("as_if_since", "pk")
        offered = 0
        for conversation in waiting.select_for_update(of=("self",), skip_locked=True)[:MOST_OFFERS]:
            receiver = _receiver_of(conversation, operators)
            if receiver is None:
                continue
            receiver.has += 1
            conversation.offered_to_id, conversation.offered_until = receiver.operator.user_id, now + OFFERED_FOR
            conversation.save(update_fields=["offered_to", "offered_until"])
            wake_queue(conversation.tenant_id)
            offered += 1
        return offered


MOST_OFFERS = 200
"""How many are offered in one transaction."""

_LOST_BY = Subquery(
    Message.objects.filter(conversation=OuterRef("pk"), event=ConversationEvent.REQUEUED)
    .order_by("-seq")
    .values("operator")[:1]
)


def _offers_alone() -> bool:
    """Whether this transaction is the only one that offers now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('chat.offers'))")
        return bool(cursor.fetchone()[0])


def _receiver_of(conversation: Conversation, operators: Iterable[_Free]) -> _Free | None:
    lost_by = getattr(conversation, "lost_by", None)
    possible = sorted(
        (one for one in operators if one.free and may_take(one.operator, conversation)),
        key=lambda one: (one.operator.user_id == lost_by, one.has, one.idle_since, one.operator.user_id),
    )
    ids = [one.operator.user_id for one in possible]
    if conversation.offered_to_id in ids:  # who did not take it; the one after them is next
        turn = ids.index(conversation.offered_to_id) + 1
        possible = possible[turn:] + possible[:turn]
    return possible[0] if possible else None


def _free_operators(now: datetime, tenant_ids: Collection[int] | None = None) -> list[_Free]:
    """Return who is available, with what they have in all their states.

    Args:
        tenant_ids: only who answers chats for one of these states; None: for any.
    """
    with scope_of_all_tenants():
        there = OperatorPresence.objects.filter(state=PresenceState.AVAILABLE, expires_at__gt=now)
        presences = {presence.pk: presence for presence in there.select_related("user__tenant")}
        people = answering_of([presence.user for presence in presences.values()], now)
        mine = Conversation.objects.filter(operator__in=presences)
        has = dict(_by_operator(mine.filter(state=ConversationState.ATTENDED), "operator", Count("pk")))
        lately = mine.filter(attended_at__gt=now - IDLE_FOR)
        last = dict(_by_operator(lately, "operator", Max(Coalesce("ended_at", "attended_at"))))
        offers = Conversation.objects.filter(
            state=ConversationState.WAITING, offered_to__in=presences, offered_until__gt=now
        )
        offered = dict(_by_operator(offers, "offered_to", Count("pk")))
    return [
        _Free(one, has.get(pk, 0) + offered.get(pk, 0), max(presences[pk].since, last.get(pk) or presences[pk].since))
        for pk, one in people.items()
        if tenant_ids is None or any(_chats_in(one, tenant_id) for tenant_id in tenant_ids)
    ]


IDLE_FOR = timedelta(hours=12)
"""How far back somebody's last conversation is looked for."""


def _by_operator(rows: ConversationQuerySet, field: str, counted: Any) -> Iterable[tuple[int, Any]]:
    return rows.order_by().values(field).annotate(found=counted).values_list(field, "found")


def _chats_in(operator: Answering, tenant_id: int) -> bool:
    terms = operator.terms_in(tenant_id)
    return terms is not None and Channel.CHAT in terms.channels
