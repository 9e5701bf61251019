"""Where conversations come from: a digest of the network, of which nothing can be told when its day is over.

It limits how many conversations one network begins and has open, and carries a block. A day is one of Mexico City's,
for all states: each has a salt, which is deleted when it is over, and is left out of backups. Behind one address of a
mobile network there are many people: the limits leave room for them, and a proof of work stands before the last of it.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.crypto import salted_hmac

from assistance.models import BlockedSource, Conversation, ConversationState, SourceSalt, Transport
from tenants.limits import Limit, LimitReached, take
from tenants.scope import scope_of_all_tenants

from .errors import ChatErrorCode, ChatRefused

ZONE = ZoneInfo("America/Mexico_City")
SALT_BYTES = 32

OF_KEY = Limit("chat.key", most=1_200, seconds=10 * 60)
OF_SOURCE = Limit("chat.source", most=60, seconds=10 * 60)
OF_SOURCE_BY_FORMS = Limit("chat.source-by-forms", most=20, seconds=10 * 60)
"""Begun conversations. Without JavaScript no proof of work can be asked for: the limits are stricter instead."""

MOST_OPEN, MOST_OPEN_BY_FORMS = 40, 15
"""Open conversations of one network in all states."""

AGAIN_SECONDS = 60


def digest_of(source: str, *, now: datetime) -> str:
    """Return the digest of a network for this day; empty for one that is not known."""
    return (
        ""
        if not source
        else salted_hmac(f"assistance.chat.{_salt(day_of(now))}", source, algorithm="sha256").hexdigest()
    )


def day_of(now: datetime) -> date:
    """Return the day whose salt is used."""
    return now.astimezone(ZONE).date()


def end_of_day(now: datetime) -> datetime:
    """Return when the salt of this day goes, and with it every block."""
    return datetime.combine(day_of(now) + timedelta(days=1), time(), tzinfo=ZONE)


def take_start(*, key_id: int | None, digest: str, transport: Transport) -> None:
    """Count a conversation that is to begin. To be called outside any transaction, which would take the count back.

    Raises:
        ChatRefused: `TOO_MANY`: too many were begun with the key, or from the network.
    """
    counters = [] if key_id is None else [OF_KEY.of(key_id)]
    if digest:
        counters.append((OF_SOURCE_BY_FORMS if transport == Transport.FORMS else OF_SOURCE).of(digest))
    try:
        take(*counters)
    except LimitReached as reached:
        raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=reached.wait_seconds) from reached


def lock_and_count(digest: str) -> int:
    """Return how many conversations a network has open in all states; who else counts waits for this transaction."""
    if not digest:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"chat {digest}"])
    with scope_of_all_tenants():
        return Conversation.objects.open().filter(source_digest=digest).count()


def check_open(count: int, transport: Transport) -> None:
    """Check whether a network that has some conversations open may have another.

    Raises:
        ChatRefused: `TOO_MANY`.
    """
    if count >= (MOST_OPEN_BY_FORMS if transport == Transport.FORMS else MOST_OPEN):
        raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=AGAIN_SECONDS)


def block(conversation: Conversation, *, by_user_id: int, now: datetime) -> None:
    """Block the network of a conversation in its state until the day ends.

    To be called before the conversation is ended. A network that is not known, or was of a day that is over, is not
    there to be blocked.
    """
    if conversation.source_digest:
        BlockedSource.objects.update_or_create(
            tenant_id=conversation.tenant_id,
            digest=conversation.source_digest,
            defaults={"blocked_by_id": by_user_id, "expires_at": end_of_day(now)},
        )


def is_blocked(*, tenant_id: int, digest: str, now: datetime) -> bool:
    """Whether a network may not write to a state. To be called within its scope."""
    return (
        bool(digest) and BlockedSource.objects.filter(tenant_id=tenant_id, digest=digest, expires_at__gt=now).exists()
    )


def remove_old(now: datetime) -> int:
    """Delete the salts of days that are over, with the digests and blocks that they made; return how many salts."""
    with scope_of_all_tenants():
        BlockedSource.objects.filter(expires_at__lte=now).delete()
        removed, _by_model = SourceSalt.objects.filter(day__lt=day_of(now)).delete()
        begins_at = end_of_day(now) - timedelta(days=1)
        to_be_registered = Conversation.objects.filter(state=ConversationState.ENDED, is_logged=False)
        for kept in (Conversation.objects.open(), to_be_registered):
            kept.filter(started_at__lt=begins_at).exclude(source_digest="").update(source_digest="")
    return removed


def _salt(day: date) -> str:
    salt = SourceSalt.objects.filter(day=day).first()
    if salt is None:
        SourceSalt.objects.bulk_create(
            [SourceSalt(day=day, salt=secrets.token_bytes(SALT_BYTES))], ignore_conflicts=True
        )
        salt = SourceSalt.objects.get(day=day)
    return bytes(salt.salt).hex()
