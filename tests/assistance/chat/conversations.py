"""Conversations for tests: a state that answers day and night, and somebody who writes to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from assistance.chat import starting, visitors
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.starting import StartInput
from assistance.chat.visitor_access import Access
from assistance.models import Conversation, Message, ServiceHours, Transport
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.uuid7 import uuid7

WORDS = "Detuvieron a mi hermano y no sé dónde está"
ALWAYS = {"is_always_open": True, "periods": [], "holidays": "OPEN"}


def answering(code: str, schedule: dict[str, Any] = ALWAYS) -> Tenant:
    """Return a state whose chat is answered, by default day and night."""
    tenant = Tenant.objects.get(code=code)
    with tenant_scope([tenant.pk]):
        ServiceHours.objects.create(tenant=tenant, channel="CHAT", schedule=[("schedule", schedule)])
    return tenant


def begin(tenant: Tenant, *, source: str = "192.0.2.1", **fields: Any) -> Access:
    """Begin a conversation, by default without a message; return how its visitor comes in."""
    options = {
        name: fields.pop(name, default)
        for name, default in {"now": timezone.now(), "key_id": None, "transport": Transport.BROWSER}.items()
    }
    started = starting.start(tenant=tenant, given=StartInput(**fields), source=source, **options)
    return Access(tenant.pk, started.conversation.id, started.secret)


def send(access: Access, text: str, **fields: Any) -> visitors.Sent:
    """Send a message, by default a new one, now."""
    return visitors.send(access=access, text=text, **{"client_id": uuid7(), "now": timezone.now(), **fields})


def row_of(access: Access) -> Conversation:
    """Return the row of a conversation."""
    with tenant_scope([access.tenant_id]):
        return Conversation.objects.get(pk=access.conversation_id)


def events_of(conversation: Conversation) -> list[str]:
    """Return what has happened in a conversation, in order."""
    with tenant_scope([conversation.tenant_id]):
        events = Message.objects.filter(conversation=conversation).exclude(event="").order_by("seq")
        return list(events.values_list("event", flat=True))


def refused(act: Callable[..., Any], *arguments: Any, **fields: Any) -> tuple[ChatErrorCode, str | None]:
    """Return the code and the field with which something is refused."""
    with pytest.raises(ChatRefused) as raised:
        act(*arguments, **fields)
    return raised.value.code, raised.value.field
