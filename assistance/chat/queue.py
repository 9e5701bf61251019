"""The queue: in which order those who wait are answered, and who has left it for a while."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Value, When

from assistance.models import Conversation, ConversationQuerySet, Transport
from content_models.choices import Role

from . import messages
from .waking import wake_queue

ABSENT_AFTER = timedelta(seconds=90)
"""Of whoever waits and is not heard of for so long nobody knows whether they are there: they leave the queue.

Each transport is heard of more often: sockets and streams by `ping`, a poll by its next request, the page without
JavaScript by its frame, which refreshes itself, apps by their queries. It is noted every `visitors.SEEN_EVERY`.
"""

SILENT_AFTER = {Transport.FORMS: timedelta(seconds=30), Transport.BROWSER: timedelta(seconds=60)}
"""Whom somebody attends is said to be away after so long without a sign of life, which comes more often from these."""

PLACE_KEPT_FOR = timedelta(minutes=10)
"""For so long whoever has left the queue comes back to where they stood; then their conversation ends."""

LEFT_KEPT_FOR = timedelta(minutes=2)
"""So long a conversation that was left by the quick exit stays with its operator, who is told; nobody can come back."""

AHEAD_IN_DANGER = timedelta(minutes=30)
AHEAD_UNSURE = timedelta(minutes=15)
AHEAD_OF_ROLE = {Role.VICTIM: timedelta(minutes=10), Role.ACCUSED: timedelta(minutes=5)}
"""By how much somebody is put before those who came at the same time; it is never more than 40 minutes in all."""


def waiting_as_if_since(*, waiting_since: datetime, is_in_danger: bool, role: str, is_unsure: bool = False) -> datetime:
    """Return by what the queue is ordered, the earliest first.

    Of two who wait equally long, who is in danger comes first, then who does not know whether they are safe, then by
    role: victims, accused or detained persons, all others. Each of these is worth a time by which they are put ahead,
    and no more: as it never changes, whoever has waited 40 minutes longer than another comes before them, whatever
    either has said. So nobody waits for ever, and two never change places.
    """
    ahead = AHEAD_IN_DANGER if is_in_danger else AHEAD_UNSURE if is_unsure else timedelta()
    return waiting_since - ahead - AHEAD_OF_ROLE.get(Role(role) if role else Role.THIRD_PARTY, timedelta())


_AHEAD = Case(
    When(is_in_danger=True, then=Value(AHEAD_IN_DANGER)),
    When(is_unsure=True, then=Value(AHEAD_UNSURE)),
    default=Value(timedelta()),
)
_AHEAD_OF_ROLE = Case(
    *(When(role=role, then=Value(ahead)) for role, ahead in AHEAD_OF_ROLE.items()), default=Value(timedelta())
)
AS_IF_SINCE = ExpressionWrapper(F("waiting_since") - _AHEAD - _AHEAD_OF_ROLE, output_field=DateTimeField())
"""The same for PostgreSQL."""


def in_queue_order(waiting: ConversationQuerySet) -> ConversationQuerySet:
    """Return those who wait, the next one first."""
    return waiting.order_by(AS_IF_SINCE, "pk")


def waiting_in(tenant_ids: Collection[int]) -> list[Conversation]:
    """Return who waits in these states, the next one first, within the present scope."""
    return list(in_queue_order(Conversation.objects.for_tenants(tenant_ids).in_queue()))


def mark_absent(conversation: Conversation, now: datetime) -> None:
    """Note in a locked conversation that its person is not there, which its operator sees.

    One that waits is out of the queue with it; its place is kept for a return.
    """
    conversation.absent_since = now
    conversation.offered_to_id = conversation.offered_until = None
    messages.save_changed(conversation, "absent_since", "offered_to", "offered_until")
    wake_queue(conversation.tenant_id)


def mark_present(conversation: Conversation) -> None:
    """Note in a locked conversation that its person is back; one that waits is where it stood in the queue."""
    conversation.absent_since = None
    messages.save_changed(conversation, "absent_since")
    wake_queue(conversation.tenant_id)
