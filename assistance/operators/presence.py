"""Whether operators are there: a lease that the desk renews; whoever is silent is away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from assistance.models import OperatorPresence, PresenceState
from tenants.models import User
from tenants.scope import scope_of_all_tenants, tenant_scope

from .rights import Answering, answering_of

LEASE = timedelta(seconds=60)
"""Three times what the desk waits before it renews it on a call."""

RENEWAL_INTERVAL = timedelta(seconds=15)
"""How long a lease of an available operator is not written anew: a desk that is on no call asks every few seconds."""

SHOWN = timedelta(hours=12)
"""How long supervisors see whoever has gone."""

ATTENDING = (PresenceState.ON_CALL, PresenceState.AFTER_CALL)
"""What has a call."""


class AttendingElsewhere(Exception):
    """The operator has a call in another browser."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else who answers for one of an operator's states, and what of it that operator may see.

    Attributes:
        tenant: the code of the state of their call; None: they have none, or it is of another state.
    """

    user_id: int
    name: str
    state: PresenceState
    since: datetime
    tenant: str | None
    call_began_at: datetime | None


def presence_of(user_id: int) -> OperatorPresence | None:
    """Return what an operator said last, within the present scope."""
    return OperatorPresence.objects.filter(pk=user_id).first()


def call_began_at(user_id: int, call_id: UUID) -> datetime | None:
    """Return when an operator was first heard of on the call that they are on; None: they are on no such call."""
    presence = presence_of(user_id)
    return presence.call_began_at if presence is not None and presence.call_id == call_id else None


@transaction.atomic
def renew(
    *,
    operator: Answering,
    state: PresenceState,
    call_id: UUID | None = None,
    tenant_id: int | None = None,
    browser: str,
    said_at: datetime | None = None,
    now: datetime,
) -> OperatorPresence:
    """Renew the lease that shows what an operator is doing.

    What was said earlier than what is known changes nothing: nobody is available again who has begun a call.

    Args:
        call_id, tenant_id: the call and its state, where there is one.
        browser: what tells one browser of theirs from another.
        said_at: when the desk said so, by the server's clock as it knows it; None: now. What is older than a lease, or
            to come, is a clock that is wrong.
        now: the clock.
    Raises:
        AttendingElsewhere: another browser has said within its lease that they are on another call.
    """
    said_at = max(min(said_at or now, now), now - LEASE)
    reported = (state, call_id, tenant_id, browser)
    with tenant_scope(operator.scope):
        known = presence_of(operator.user_id)
        is_fresh = known is not None and known.expires_at > now + LEASE - RENEWAL_INTERVAL
        # Of anything else each word is written: an older one, which comes late, must not let chats in.
        if known is not None and is_fresh and state == PresenceState.AVAILABLE and _reported(known) == reported:
            return known
        first = OperatorPresence(pk=operator.user_id, state=state, since=now, expires_at=now)
        OperatorPresence.objects.bulk_create([first], ignore_conflicts=True)
        presence = OperatorPresence.objects.select_for_update().get(pk=operator.user_id)
        before = presence.state_at(now)
        if before == PresenceState.ON_CALL and browser != presence.browser and call_id != presence.call_id:
            raise AttendingElsewhere
        if presence.said_at is not None and said_at < presence.said_at:
            return presence
        if before != state:
            presence.since = now
        if presence.call_id != call_id:
            presence.call_began_at = None if call_id is None else now
        presence.state, presence.call_id, presence.tenant_id, presence.browser = reported
        presence.said_at, presence.expires_at = said_at, now + LEASE
        presence.save()
    return presence


def _reported(presence: OperatorPresence) -> tuple[str, UUID | None, int | None, str]:
    return presence.state, presence.call_id, presence.tenant_id, presence.browser


def end_presence(user: User, now: datetime) -> None:
    """Let somebody be away at once, as when they sign out."""
    with scope_of_all_tenants():
        OperatorPresence.objects.filter(pk=user.pk, expires_at__gt=now).update(expires_at=now)


def colleagues_of(
    operator: Answering, *, tenant_ids: Collection[int], channel: str | None = None, now: datetime
) -> list[Colleague]:
    """Return the others who answer for some of an operator's states and were there lately, by name.

    Args:
        channel: on which they answer there; None: on any.
        now: the clock.
    """
    with tenant_scope(tenant_ids):
        seen = OperatorPresence.objects.filter(expires_at__gt=now - SHOWN).exclude(pk=operator.user_id)
        presences = list(seen.select_related("user__tenant", "tenant"))
    answering_now = answering_of([presence.user for presence in presences], now)
    found = []
    for presence in presences:
        colleague = answering_now.get(presence.pk)
        if colleague is None:
            continue
        theirs = colleague.tenants.values() if channel is None else colleague.tenants_on(channel)
        if not set(tenant_ids) & set(theirs):
            continue
        state = presence.state_at(now)
        is_seen = state in ATTENDING and presence.tenant_id in tenant_ids
        found.append(
            Colleague(
                user_id=presence.pk,
                name=colleague.name,
                state=state,
                since=presence.since if state != PresenceState.AWAY else max(presence.since, presence.expires_at),
                tenant=presence.tenant.code if is_seen and presence.tenant else None,
                call_began_at=presence.call_began_at if is_seen else None,
            )
        )
    return sorted(found, key=lambda one: (one.name.casefold(), one.user_id))
