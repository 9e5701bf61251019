"""Where somebody stands in the queue, and how long it may still take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from assistance.hours.selectors import staffing_of
from assistance.models import Conversation
from content_models.choices import Channel
from tenants.models import Tenant
from tenants.scope import tenant_scope

from .offers import free_operators, states_answered_with
from .queue import in_queue_order

PACE_OF = timedelta(hours=2)
"""How far back what was answered says how long the next ones wait."""

FEWEST_FOR_PACE = 3
AT_ONCE_SECONDS = 30
"""What it takes to be answered where somebody is free."""
PLAUSIBLE_SECONDS = 60
"""So long somebody whose turn it is may have waited before no estimate is said to them any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the queue.

    Attributes:
        position: from 1; None: somebody of another state, of whom nothing is said, may be answered before by the same
            operators.
        wait_seconds: how long it may still take; None: nobody can know, or it is behind somebody of another state.
        is_anybody_there: whether an operator answers chats now: nobody who is on the telephone does, whatever chats
            they have.
        is_outside_hours: whether the hours of service are over.
        opens_at: when they begin again; None: they are not over, or it is not known.
    """

    position: int | None
    wait_seconds: int | None
    is_anybody_there: bool = True
    is_outside_hours: bool = False
    opens_at: datetime | None = None


def place_of(conversation: Conversation, now: datetime) -> Place | None:
    """Return where a conversation stands in the queue; None: it is not in it."""
    return places_in(conversation.tenant_id, now).get(conversation.pk)


def places_in(tenant_id: int, now: datetime) -> dict[UUID, Place]:
    """Return where each one stands who waits in a state.

    Behind somebody who waits in another state for the same operators, also while all of these are on calls, nobody is
    told a place or a time: from several times it follows how many they are. What was answered in other states is no
    pace: other operators may have done it.

    Args:
        now: the clock.
    """
    with tenant_scope([tenant_id]):
        own = set(Conversation.objects.for_tenants([tenant_id]).in_queue().values_list("pk", flat=True))
    if not own:
        return {}
    available, shared = free_operators(now, [tenant_id]), states_answered_with(tenant_id, now)
    with tenant_scope(shared):
        waiting = Conversation.objects.for_tenants(shared).in_queue()
        since = dict(in_queue_order(waiting).values_list("pk", "waiting_since"))
    with tenant_scope([tenant_id]):
        attended, first = _pace_in(tenant_id, now)
    free, is_anybody_there = sum(one.free for one in available), bool(available)
    seconds_each = None
    if attended >= FEWEST_FOR_PACE and first is not None:
        seconds_each = (now - first).total_seconds() / attended
    staffing = staffing_of(tenant=Tenant.objects.get(pk=tenant_id), channel=Channel.CHAT, at=now)
    found = {}
    longest_overdue, is_behind_others = 0.0, False
    for number, (pk, waiting_since) in enumerate(since.items(), start=1):
        estimate = wait_of(number, free=free, seconds_each=seconds_each if is_anybody_there else None)
        waited = (now - waiting_since).total_seconds()
        if not is_plausible(estimate, waited, is_turn=number <= max(free, 1)):
            estimate, longest_overdue = None, max(longest_overdue, waited)
        if is_behind_others or not staffing.is_open or is_overtaken(estimate, longest_overdue):
            estimate = None
        if pk in own:
            place = None if is_behind_others else number
            found[pk] = Place(place, estimate, is_anybody_there, not staffing.is_open, staffing.opens_at)
        else:
            is_behind_others = True
    return found


def position_of(conversation: Conversation, now: datetime) -> int | None:
    """Return the place in the queue, from 1; None: it is not in it, or no place is told."""
    place = place_of(conversation, now)
    return None if place is None else place.position


def wait_of(position: int, *, free: int, seconds_each: float | None) -> int | None:
    """Return in how many seconds somebody is answered; None: it is not known.

    Args:
        position: from 1.
        free: how many conversations more the operators who are there can take now.
        seconds_each: in what time one was answered lately, with all operators together; None: too few were, or nobody
            answers chats now: how long a telephone call takes nobody can know.
    """
    if position <= free:
        return AT_ONCE_SECONDS
    if seconds_each is None:
        return None
    return max(AT_ONCE_SECONDS, round((position - free) * seconds_each))


def is_plausible(estimate: int | None, waited_seconds: float, *, is_turn: bool) -> bool:
    """Return whether an estimate may be said: not to whoever has waited longer although it is their turn.

    Args:
        estimate: as `wait_of` returns it.
        is_turn: whether they are the next one, or somebody is there who could take them now.
    """
    return estimate is None or not is_turn or waited_seconds <= max(estimate, PLAUSIBLE_SECONDS)


def is_overtaken(estimate: int | None, longest_overdue_seconds: float) -> bool:
    """Return whether an estimate is less than what somebody has waited in vain who comes before.

    Args:
        longest_overdue_seconds: so long they have waited, of whom nothing is estimated any more; 0: nobody has.
    """
    return estimate is not None and estimate <= longest_overdue_seconds


def _pace_in(tenant_id: int, now: datetime) -> tuple[int, datetime | None]:
    """Return how many were first answered lately in a state, and when the first of them was."""
    lately = Conversation.objects.for_tenants([tenant_id]).filter(first_attended_at__gt=now - PACE_OF)
    attended = list(lately.order_by("first_attended_at").values_list("first_attended_at", flat=True))
    return len(attended), attended[0] if attended else None
