"""A call that one operator hands to another: offered, and accepted once, within ten minutes. It keeps its id."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from assistance.models import Handover, PresenceState
from content_models.choices import Channel
from tenants.limits import Limit, take
from tenants.scope import scope_of_all_tenants

from .presence import colleagues_of
from .rights import Answering

EXPIRES_AFTER = timedelta(minutes=10)
TOLD_FOR = timedelta(minutes=15)
"""How long the sender is told what came of it."""

KEPT_FOR = timedelta(days=1)
OFFERS = Limit("desk.handovers", most=30, seconds=60 * 60)


class HandoverUnknown(Exception):
    """There is none with this id that is the operator's."""


class HandoverTaken(Exception):
    """It was accepted already."""


class HandoverOver(Exception):
    """It was withdrawn, or has expired."""


class HandoverConflict(Exception):
    """This id was sent before with other content."""


class HandoverWaiting(Exception):
    """The call is offered to somebody already."""


class ReceiverAway(Exception):
    """Whoever is to take the call does not answer for this state, or is not there."""


@transaction.atomic
def offer(
    *,
    operator: Answering,
    handover_id: UUID,
    call_id: UUID,
    tenant_id: int,
    receiver_id: int,
    run: dict[str, Any],
    now: datetime,
) -> Handover:
    """Offer a call to a colleague.

    Args:
        handover_id: the client's, so that sending it again offers it once.
        run: as `read_run` returned it.
        now: the clock.
    Raises:
        HandoverConflict: this id is another hand-over's.
        HandoverWaiting: the call is offered under another id.
        ReceiverAway: whoever is to take it is not there, or takes no calls of this state.
        LimitReached: too many were offered lately.
    """
    sent = {"tenant_id": tenant_id, "call_id": call_id, "receiver_id": receiver_id, "run": run}
    known = _sent_before(operator, handover_id, sent)
    if known is not None:
        return known
    take(OFFERS.of(operator.user_id))
    present = colleagues_of(operator, tenant_ids=[tenant_id], channel=Channel.PHONE, now=now)
    if not any(one.user_id == receiver_id and one.state != PresenceState.AWAY for one in present):
        raise ReceiverAway
    open_ones = Handover.objects.for_tenants([tenant_id]).filter(call_id=call_id, accepted_at=None, withdrawn_at=None)
    open_ones.filter(expires_at__lte=now).update(withdrawn_at=now)
    try:
        with transaction.atomic():
            return Handover.objects.create(
                id=handover_id, sender_id=operator.user_id, offered_at=now, expires_at=now + EXPIRES_AFTER, **sent
            )
    except IntegrityError as error:
        known = _sent_before(operator, handover_id, sent)  # at the same instant
        if known is None:
            raise HandoverWaiting if open_ones.exists() else HandoverConflict from error
        return known


def _sent_before(operator: Answering, handover_id: UUID, sent: dict[str, Any]) -> Handover | None:
    found = Handover.objects.filter(pk=handover_id, sender_id=operator.user_id).first()
    if found is not None and {name: getattr(found, name) for name in sent} != sent:
        raise HandoverConflict
    return found


@transaction.atomic
def accept(*, operator: Answering, handover_id: UUID, browser: str, now: datetime) -> Handover:
    """Take a call over; the same browser may ask again, in case the answer was lost.

    Args:
        browser: what tells one browser of theirs from another.
        now: the clock.
    Raises:
        HandoverUnknown: none was offered to them with this id.
        HandoverTaken: they have accepted it in another browser.
        HandoverOver: it was withdrawn, or has expired.
    """
    handover = Handover.objects.select_for_update().filter(pk=handover_id, receiver_id=operator.user_id).first()
    if handover is None or handover.tenant_id not in operator.tenants_on(Channel.PHONE):
        raise HandoverUnknown
    if handover.accepted_at is not None:
        if handover.browser != browser:
            raise HandoverTaken
        return handover
    if handover.withdrawn_at is not None or handover.expires_at <= now:
        raise HandoverOver
    handover.accepted_at, handover.browser = now, browser
    handover.save(update_fields=["accepted_at", "browser"])
    return handover


@transaction.atomic
def withdraw(*, operator: Answering, handover_id: UUID, now: datetime) -> None:
    """Take an offer back, or refuse one; once more changes nothing.

    Args:
        now: the clock.
    Raises:
        HandoverUnknown: none was offered by or to them with this id.
        HandoverTaken: it was accepted.
    """
    both = Q(sender_id=operator.user_id) | Q(receiver_id=operator.user_id)
    handover = Handover.objects.select_for_update().filter(both, pk=handover_id).first()
    if handover is None:
        raise HandoverUnknown
    if handover.accepted_at is not None:
        raise HandoverTaken
    if handover.withdrawn_at is None:
        handover.withdrawn_at = now
        handover.save(update_fields=["withdrawn_at"])


def offered_to(operator: Answering, now: datetime) -> list[Handover]:
    """Return what an operator can accept, the oldest first.

    Args:
        now: the clock.
    """
    waiting = (
        Handover.objects.for_tenants(operator.tenants_on(Channel.PHONE))
        .waiting(now)
        .filter(receiver_id=operator.user_id)
    )
    return list(waiting.select_related("sender", "tenant").order_by("offered_at", "pk"))


def sent_by(operator: Answering, now: datetime) -> list[Handover]:
    """Return what an operator offered lately, the newest first.

    Args:
        now: the clock.
    """
    sent = Handover.objects.for_tenants(operator.tenants.values()).filter(sender_id=operator.user_id)
    lately = sent.filter(offered_at__gt=now - TOLD_FOR)
    return list(lately.select_related("receiver").order_by("-offered_at", "pk"))


def outcome_of(handover: Handover, now: datetime) -> str:
    """Return what came of an offer: `WAITING`, `ACCEPTED`, `WITHDRAWN` or `EXPIRED`."""
    if handover.accepted_at is not None:
        return "ACCEPTED"
    if handover.withdrawn_at is not None:
        return "WITHDRAWN"
    return "WAITING" if handover.expires_at > now else "EXPIRED"


def remove_old(now: datetime | None = None) -> int:
    """Delete the hand-overs that were offered more than a day ago; return how many there were.

    Args:
        now: the clock.
    """
    with scope_of_all_tenants():
        removed, _ = Handover.objects.filter(offered_at__lte=(now or timezone.now()) - KEPT_FOR).delete()
    return removed
