"""Conversations and operators, as the tests of the queue make them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from assistance.chat import messages
from assistance.chat.desk_selectors import read_each
from assistance.chat.errors import not_found
from assistance.chat.shown import ShownMessage
from assistance.models import (
    Author,
    Conversation,
    Message,
    MessageKind,
    OperatorAssignment,
    OperatorPresence,
    PresenceState,
    Transport,
)
from assistance.operators.rights import Answering, answering
from content_models.choices import Channel
from tenants.models import StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.tenants.factories import member
from tests.uuid7 import uuid7

NOW = timezone.now().replace(microsecond=0)


def waiting(tenant: Tenant, *, minutes: float = 1, text: str = "", **fields: Any) -> Conversation:
    """Somebody who has waited so long."""
    at = NOW - timedelta(minutes=minutes)
    with tenant_scope([tenant.pk]):
        usual = {
            "id": uuid7(),
            "tenant": tenant,
            "secret_digest": uuid4().hex * 2,
            "transport": Transport.BROWSER,
            "language": "es-MX",
            "started_at": at,
            "waiting_since": at,
            "visitor_seen_at": NOW,
        }
        conversation = Conversation.objects.create(**{**usual, **fields})
        messages.make_key(conversation)
    if text:
        says(conversation, text, at)
    return conversation


def says(conversation: Conversation, text: str, at: datetime) -> None:
    """The person writes."""
    with tenant_scope([conversation.tenant_id]):
        found = messages.lock(conversation.pk, [conversation.tenant_id])
        assert found is not None
        messages.store(
            found, author=Author.VISITOR, kind=MessageKind.TEXT, client_id=uuid4(), now=at, content={"text": text}
        )


def answers(
    *tenants: Tenant,
    name: str = "ana",
    role: StaffRole = StaffRole.OPERATOR,
    at_once: int = 3,
    languages: tuple[str, ...] = (),
    channels: tuple[str, ...] = (Channel.PHONE, Channel.CHAT),
) -> Answering:
    """Somebody who answers for these states."""
    user = member(tenants[0], role, name)
    with scope_of_all_tenants():
        for tenant in tenants:
            OperatorAssignment.objects.create(
                user=user,
                tenant=tenant,
                channels=list(channels),
                languages=list(languages),
                max_conversations=at_once,
                starts_at=NOW - timedelta(days=1),
            )
    return again(user.pk)


def again(user_id: int) -> Answering:
    """The same person as they answer now."""
    found = answering(User.objects.select_related("tenant").get(pk=user_id), NOW)
    assert found is not None
    return found


def is_there(operator: Answering, *, since_minutes: float = 10, state: PresenceState = PresenceState.AVAILABLE) -> None:
    """Their desk says so, for a day."""
    with scope_of_all_tenants():
        OperatorPresence.objects.update_or_create(
            pk=operator.user_id,
            defaults={
                "state": state,
                "since": NOW - timedelta(minutes=since_minutes),
                "expires_at": NOW + timedelta(days=1),
            },
        )


def now_is(conversation: Conversation | UUID) -> Conversation:
    """What the database has of a conversation."""
    pk = conversation if isinstance(conversation, UUID) else conversation.pk
    with scope_of_all_tenants():
        return Conversation.objects.get(pk=pk)


def events(conversation: Conversation) -> list[str]:
    """What both sides read that happened."""
    with scope_of_all_tenants():
        found = Message.objects.filter(conversation=conversation, kind=MessageKind.EVENT)
        return list(found.order_by("seq").values_list("event", flat=True))


def read(*, operator: Answering, conversation_id: UUID, after: int = 0) -> list[ShownMessage]:
    """What somebody's desk shows of a conversation behind a place; `NOT_FOUND`, as of acts, where it shows none."""
    found = read_each(operator=operator, after={conversation_id: after})
    if conversation_id not in found:
        raise not_found()
    return found[conversation_id]
