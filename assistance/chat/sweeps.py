"""What happens by itself: nobody writes, nobody comes, a desk falls silent, text has been kept long enough.

The worker's loop calls `sweep` every two seconds. Each conversation is a transaction of its own, under its row's lock;
what another process is at is passed over (`SKIP LOCKED`), so that several may sweep at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from assistance.hours.selectors import staffing_of
from assistance.models import (
    BACK_IN_QUEUE,
    ChatSettings,
    Conversation,
    ConversationEvent,
    ConversationState,
    EndReason,
    Message,
    OperatorPresence,
    Transport,
)
from content_models.choices import Channel
from tenants.errors import NO_ANSWER
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants

from . import ledger, messages, retention, sources
from .assignment import FIRST_UNANSWERED, locked_if_free, requeue_lost
from .ending import end_locked
from .offers import offer_next
from .queue import ABSENT_AFTER, LEFT_KEPT_FOR, PLACE_KEPT_FOR, SILENT_AFTER, mark_absent
from .supervisors import remove_supervisor

logger = logging.getLogger(__name__)

CLOSING_GRACE = timedelta(minutes=10)
"""How long after the hours of service somebody who waits is still waited with."""

SELDOM = timedelta(seconds=30)
"""How often is looked for what does not hurry."""

MOST = 200
"""How many are done in one sweep; the next one does the rest."""


@dataclass(slots=True)
class _Clock:
    seldom_at: datetime | None = None


_clock = _Clock()


def sweep() -> int:
    """Do all that is due; return how much there was. What fails is logged, and must not keep the rest waiting.

    Raises:
        Exception: one of `NO_ANSWER`: the database does not answer.
    """
    now = timezone.now()
    due: list[Callable[[datetime], int]] = [
        requeue_lost,
        mark_absent_visitors,
        end_absent,
        end_left_quickly,
        warn_silent,
        end_silent,
        offer_next,
    ]
    if _clock.seldom_at is None or not timedelta() <= now - _clock.seldom_at < SELDOM:
        _clock.seldom_at = now
        due += [end_unattended, let_supervisors_leave, blank_old, sources.remove_old]
    due.append(ledger.log_what_is_left)
    done = 0
    for act in due:
        try:
            done += act(now)
        except NO_ANSWER:
            raise
        except Exception:  # one of them must not keep the others
            logger.exception("Chat: %s failed.", act.__name__)
    return done


# Nobody writes

_LAST_WRITTEN = """greatest(
    conversation.started_at, conversation.attended_at, conversation.visitor_wrote_at, conversation.operator_wrote_at,
    conversation.visitor_stayed_at
)"""
_WARN_AFTER, _END_AFTER = (
    f"make_interval(mins => coalesce(settings.{name}, {ChatSettings.usual(name)}))"
    for name in ("warn_after_minutes", "end_after_minutes")
)
_SILENT = f"""
    SELECT conversation.id FROM assistance_conversation conversation
    LEFT JOIN assistance_chatsettings settings USING (tenant_id)
    WHERE (%(id)s::uuid IS NULL OR conversation.id = %(id)s)
      AND conversation.state = 'ATTENDED' AND conversation.warned_at IS NULL
      AND CASE WHEN {_LAST_WRITTEN} <= %(now)s - {_WARN_AFTER} THEN {FIRST_UNANSWERED} IS NULL ELSE false END
    ORDER BY conversation.id LIMIT {MOST}
"""
_WARNED = f"""
    SELECT conversation.id FROM assistance_conversation conversation
    LEFT JOIN assistance_chatsettings settings USING (tenant_id)
    WHERE (%(id)s::uuid IS NULL OR conversation.id = %(id)s) AND conversation.state <> 'ENDED'
      AND conversation.warned_at <= %(now)s - {_END_AFTER}
    ORDER BY conversation.id LIMIT {MOST}
"""


def warn_silent(now: datetime) -> int:
    """Warn that nobody has written for a while, and that it ends, where somebody attends and it is the person's turn.

    Args:
        now: the clock.
    """

    def warn(conversation: Conversation) -> None:
        conversation.warned_at = now
        messages.save_changed(conversation, "warned_at")
        messages.store_event(conversation, ConversationEvent.NEARLY_INACTIVE, now=now)

    return _each(_ids(_SILENT, now), warn, is_due=_is_in(_SILENT, now))


def end_silent(now: datetime) -> int:
    """End where nobody has written since it was said that it ends.

    Args:
        now: the clock.
    """
    return _each(_ids(_WARNED, now), _end(EndReason.INACTIVE, now), is_due=_is_in(_WARNED, now))


# Whoever waits or writes has gone

_LAST_THERE = Coalesce("visitor_seen_at", "started_at")


def mark_absent_visitors(now: datetime) -> int:
    """Note of whom nothing was heard for too long.

    Those who wait leave the queue after `ABSENT_AFTER`, and nobody waits behind them any more; of those whom somebody
    attends it is said after `SILENT_AFTER`.

    Args:
        now: the clock.
    """
    silent = Q(state=ConversationState.WAITING, there__lte=now - ABSENT_AFTER)
    for transport in Transport:
        since = now - SILENT_AFTER.get(transport, ABSENT_AFTER)
        silent |= Q(state=ConversationState.ATTENDED, transport=transport, there__lte=since)
    due = Conversation.objects.alias(there=_LAST_THERE).filter(silent, absent_since=None)

    def is_still_absent(pk: UUID) -> bool:
        return due.filter(pk=pk).exists()

    with scope_of_all_tenants():
        ids = list(due.values_list("pk", flat=True)[:MOST])
    return _each(ids, partial(mark_absent, now=now), is_due=is_still_absent)


def end_absent(now: datetime) -> int:
    """End what was left in the queue and to which nobody has come back within `PLACE_KEPT_FOR`.

    Args:
        now: the clock.
    """
    gone = Conversation.objects.filter(state=ConversationState.WAITING, absent_since__lte=now - PLACE_KEPT_FOR)
    with scope_of_all_tenants():
        ids = list(gone.values_list("pk", flat=True)[:MOST])

    def is_still_absent(pk: UUID) -> bool:
        return gone.filter(pk=pk).exists()

    return _each(ids, _end(EndReason.LEFT, now), state=ConversationState.WAITING, is_due=is_still_absent)


def end_left_quickly(now: datetime) -> int:
    """End what was left by the quick exit, `LEFT_KEPT_FOR` after that and after the operator's last act in it.

    Nobody can come back to it, so that it would only fill a desk; who writes again has a conversation of their own.
    """
    kept = now - LEFT_KEPT_FOR
    left = Conversation.objects.open().filter(left_quickly_at__lte=kept)
    left = left.exclude(state=ConversationState.ATTENDED, attended_at__gt=kept)
    left = left.exclude(state=ConversationState.ATTENDED, operator_wrote_at__gt=kept)
    with scope_of_all_tenants():
        ids = list(left.values_list("pk", flat=True)[:MOST])

    def is_still_left(pk: UUID) -> bool:
        return left.filter(pk=pk).exists()

    return _each(ids, _end(EndReason.LEFT, now), is_due=is_still_left)


# Nobody comes


def end_unattended(now: datetime) -> int:
    """End what waits in states where nobody answers any more, a while after the hours of service.

    What has come back to the queue meanwhile has the same while.

    Args:
        now: the clock.
    """
    lately = now - CLOSING_GRACE
    came_back = Message.objects.filter(conversation=OuterRef("pk"), event__in=BACK_IN_QUEUE, sent_at__gt=lately)
    with scope_of_all_tenants():
        waiting = Conversation.objects.filter(state=ConversationState.WAITING, started_at__lte=lately)
        by_tenant: dict[int, list[UUID]] = {}
        for tenant_id, pk in waiting.exclude(Exists(came_back)).values_list("tenant_id", "pk")[:MOST]:
            by_tenant.setdefault(tenant_id, []).append(pk)
        tenants = Tenant.objects.in_bulk(by_tenant)
    return sum(
        _each(ids, _end(EndReason.UNATTENDED, now), state=ConversationState.WAITING)
        for tenant_id, ids in by_tenant.items()
        if not _answers(tenants[tenant_id], now) and not _answers(tenants[tenant_id], lately)
    )


def _answers(tenant: Tenant, at: datetime) -> bool:
    return staffing_of(tenant=tenant, channel=Channel.CHAT, at=at).is_open


def let_supervisors_leave(now: datetime) -> int:
    """Let those leave conversations whose desk has fallen silent, so that nobody is said to be there who is not.

    Args:
        now: the clock.
    """
    there = OperatorPresence.objects.filter(pk=OuterRef("supervisor_id"), expires_at__gt=now)
    with scope_of_all_tenants():
        joined = Conversation.objects.open().filter(supervisor__isnull=False).exclude(Exists(there))
        ids = list(joined.values_list("pk", flat=True)[:MOST])
    return _each(ids, lambda one: remove_supervisor(one, now))


# What is kept for a while


def blank_old(now: datetime) -> int:
    """Remove the text of conversations, and the notes of them, that was kept as long as the state says.

    Args:
        now: the clock.
    """

    with scope_of_all_tenants():
        due = Conversation.objects.filter(state=ConversationState.ENDED, blanked_at=None, blank_at__lte=now)
        ids = list(due.order_by("blank_at").values_list("pk", flat=True)[:MOST])
    return _each(ids, lambda one: retention.blank(one, now=now), state=ConversationState.ENDED)


# Each in a transaction of its own


def _ids(query: str, now: datetime, pk: UUID | None = None) -> list[UUID]:
    with scope_of_all_tenants(), connection.cursor() as cursor:
        cursor.execute(query, {"now": now, "id": pk})
        return [row[0] for row in cursor.fetchall()]


def _is_in(query: str, now: datetime) -> Callable[[UUID], bool]:
    return lambda pk: bool(_ids(query, now, pk))


def _end(reason: EndReason, now: datetime) -> Callable[[Conversation], None]:
    return lambda conversation: end_locked(conversation, reason, now=now)


def _each(
    ids: Iterable[UUID],
    act: Callable[[Conversation], None],
    *,
    state: ConversationState | None = None,
    is_due: Callable[[UUID], bool] = lambda _pk: True,
) -> int:
    """Do something to each of these conversations that is still due once it is locked; return how many there were.

    Args:
        state: in which they must still be; None: any but ended.
    Raises:
        Exception: one of `NO_ANSWER`: the database does not answer.
    """
    done = 0
    for pk in ids:
        try:
            with scope_of_all_tenants():
                conversation = locked_if_free(pk)
                if conversation is None or not _is_in_state(conversation, state) or not is_due(pk):
                    continue
                act(conversation)
            done += 1
        except NO_ANSWER:
            raise
        except Exception:  # one conversation must not keep the others
            logger.exception("Chat: a conversation was passed over.")
    return done


def _is_in_state(conversation: Conversation, state: ConversationState | None) -> bool:
    return conversation.state == state if state else conversation.state != ConversationState.ENDED
