"""To whom those who wait are offered, or assigned: operators who are available, and have room for one more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assistance.models import (
    BACK_IN_QUEUE,
    HAS_COME,
    Author,
    Conversation,
    ConversationEvent,
    ConversationQuerySet,
    ConversationState,
    Message,
    OperatorAssignment,
    OperatorPresence,
    PresenceState,
)
from assistance.operators.rights import Answering, answering_of
from tenants.scope import scope_of_all_tenants

from .assignment import assign, chat_terms_in, may_take
from .queue import in_queue_order
from .waking import wake_queue

OFFERED_FOR = timedelta(seconds=20)
"""How long one operator is offered a conversation before the next one is."""


@dataclass(slots=True)
class FreeOperator:
    """An operator who is available, and how many conversations more they can take."""

    operator: Answering
    has: int
    idle_since: datetime

    @property
    def free(self) -> int:
        return max(0, self.operator.max_conversations - self.has)


def offer_next(now: datetime) -> int:
    """Offer those who wait to operators, the next one to whoever has fewest and has been idle longest.

    An offer that nobody has taken goes to the next operator. Once all who are free have been offered a conversation, it
    is assigned: to whoever of them has fewest and has been idle longest. Whoever has lost it is offered it last, and is
    not assigned it again: nobody may be at that desk. But somebody in danger is, where nobody else is free, once
    whoever has lost them shows that they are there; before that they are assigned nobody who is in less danger.

    Args:
        now: the clock.
    Returns:
        How many were offered, or assigned.
    """
    assignments: list[tuple[UUID, Answering]] = []
    with scope_of_all_tenants():
        without = Conversation.objects.in_queue()
        without = without.filter(Q(offered_until=None) | Q(offered_until__lte=now))
        if not without.exists() or not _offers_alone():
            return 0
        operators = free_operators(now)
        owing = _owing()
        waiting = in_queue_order(without).annotate(lost_by=_LOST_BY)
        offered = 0
        for conversation in waiting.select_for_update(of=("self",), skip_locked=True)[:MOST_OFFERS]:
            possible = _receivers_of(conversation, operators)
            if not possible:
                continue
            receiver = _next_of(possible, conversation.offered_to_id)
            if receiver is None:
                losers = _losers_of(conversation.pk)
                if conversation.is_in_danger:
                    assigned = _not_among(possible, losers) or _back_among(possible, conversation.pk)
                else:
                    assigned = _not_among(possible, losers | owing)
                receiver = assigned or possible[0]
                if assigned is not None:
                    assigned.has += 1
                    assignments.append((conversation.pk, assigned.operator))
                    continue
            receiver.has += 1
            conversation.offered_to_id, conversation.offered_until = receiver.operator.user_id, now + OFFERED_FOR
            conversation.save(update_fields=["offered_to", "offered_until"])
            wake_queue(conversation.tenant_id)
            offered += 1
    # Each in a transaction of its own: the operator's lock comes before that of the row.
    return offered + sum(assign(operator=one, conversation_id=pk, now=now) for pk, one in assignments)


MOST_OFFERS = 200
"""How many are offered in one transaction."""

_LOST_BY = Subquery(
    Message.objects.filter(conversation=OuterRef("pk"), event__in=BACK_IN_QUEUE).order_by("-seq").values("operator")[:1]
)


def _offers_alone() -> bool:
    """Whether this transaction is the only one that offers now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('chat.offers'))")
        return bool(cursor.fetchone()[0])


def _receivers_of(conversation: Conversation, operators: Iterable[FreeOperator]) -> list[FreeOperator]:
    """Return who can be offered a conversation, in their order."""
    lost_by = getattr(conversation, "lost_by", None)
    return sorted(
        (one for one in operators if one.free and may_take(one.operator, conversation)),
        key=lambda one: (one.operator.user_id == lost_by, one.has, one.idle_since, one.operator.user_id),
    )


def _next_of(possible: list[FreeOperator], offered_to: int | None) -> FreeOperator | None:
    """Return who comes after somebody who did not take it; None: they were the last one."""
    ids = [one.operator.user_id for one in possible]
    turn = ids.index(offered_to) + 1 if offered_to in ids else 0
    return possible[turn] if turn < len(possible) else None


def _not_among(possible: list[FreeOperator], losers: Collection[int]) -> FreeOperator | None:
    return next((one for one in possible if one.operator.user_id not in losers), None)


def _losers_of(conversation_id: UUID) -> set[int]:
    """Return whoever has had a conversation and lost it to the queue, or given it back."""
    lost = Message.objects.filter(conversation=conversation_id, event__in=BACK_IN_QUEUE)
    return set(lost.exclude(operator=None).values_list("operator", flat=True))


_LOST = (ConversationEvent.OPERATOR_SILENT, ConversationEvent.OPERATOR_LOST)
"""By which operators lose a conversation without having decided so."""


def _owing() -> set[int]:
    """Return who has lost somebody in danger who still waits."""
    waiting = Conversation.objects.in_queue().filter(is_in_danger=True)
    lost = Message.objects.filter(conversation__in=waiting, event__in=_LOST)
    return set(lost.exclude(operator=None).values_list("operator", flat=True))


def _back_among(possible: list[FreeOperator], conversation_id: UUID) -> FreeOperator | None:
    """Return who has lost a conversation and has come to, or written in, another one since.

    Whoever gave it back has decided so, and is not assigned it again.
    """
    back = Message.objects.filter(conversation=conversation_id, event__in=BACK_IN_QUEUE).exclude(operator=None)
    last = {one.operator_id: one for one in back.order_by("seq")}
    for free in possible:
        lost = last.get(free.operator.user_id)
        if lost is None or lost.event not in _LOST:
            continue
        since = Message.objects.filter(operator=free.operator.user_id, sent_at__gt=lost.sent_at)
        if since.filter(Q(author=Author.OPERATOR) | Q(event__in=HAS_COME)).exists():
            return free
    return None


def free_operators(now: datetime, tenant_ids: Collection[int] | None = None) -> list[FreeOperator]:
    """Return who is available, with what they have in all their states.

    Args:
        tenant_ids: only who answers chats for one of these states; None: for any.
    """
    with scope_of_all_tenants():
        presences, people = _at_desks(now, [PresenceState.AVAILABLE], tenant_ids)
        mine = Conversation.objects.filter(operator__in=presences)
        has = dict(_by_operator(mine.taking_room(), "operator", Count("pk")))
        lately = mine.filter(attended_at__gt=now - IDLE_FOR)
        last = dict(_by_operator(lately, "operator", Max(Coalesce("ended_at", "attended_at"))))
        offers = Conversation.objects.filter(
            state=ConversationState.WAITING, offered_to__in=presences, offered_until__gt=now
        )
        offered = dict(_by_operator(offers, "offered_to", Count("pk")))
    return [
        FreeOperator(
            one, has.get(pk, 0) + offered.get(pk, 0), max(presences[pk].since, last.get(pk) or presences[pk].since)
        )
        for pk, one in people.items()
    ]


def states_answered_with(tenant_id: int, now: datetime) -> set[int]:
    """Return the states for which operators of a state answer chats, who are free, on a call, or on a break of it."""
    at_desks = [state for state in PresenceState if state != PresenceState.AWAY]
    with scope_of_all_tenants():
        _presences, people = _at_desks(now, at_desks, [tenant_id])
    return {tenant_id, *(state for one in people.values() for state in one.scope if chat_terms_in(one, state))}


def _at_desks(
    now: datetime, states: Collection[PresenceState], tenant_ids: Collection[int] | None
) -> tuple[dict[int, OperatorPresence], dict[int, Answering]]:
    """Return whoever says that they are in one of some states, and answers chats, by their user's primary key.

    Args:
        tenant_ids: as for `free_operators`.
    """
    there = OperatorPresence.objects.filter(state__in=states, expires_at__gt=now)
    if tenant_ids is not None:
        # Whoever is assigned nowhere answers for the own state; the rest of the rule is `chat_terms_in`.
        assigned = OperatorAssignment.objects.for_tenants(tenant_ids).not_ended(now).filter(user=OuterRef("pk"))
        there = there.filter(Q(user__tenant__in=tenant_ids) | Exists(assigned))
    presences = {presence.pk: presence for presence in there.select_related("user__tenant")}
    people = answering_of([presence.user for presence in presences.values()], now)
    if tenant_ids is not None:
        people = {
            pk: one for pk, one in people.items() if any(chat_terms_in(one, tenant_id) for tenant_id in tenant_ids)
        }
    return presences, people


IDLE_FOR = timedelta(hours=12)
"""How far back somebody's last conversation is looked for."""


def _by_operator(rows: ConversationQuerySet, field: str, counted: Any) -> Iterable[tuple[int, Any]]:
    return rows.order_by().values(field).annotate(found=counted).values_list(field, "found")
