"""What mutations of conversations have in common, and the query that reads one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from graphql import GraphQLResolveInfo

from api.schema.access import require_scope
from api.schema.types.conversations import error_of
from assistance.chat.errors import ChatRefused, invalid, not_found
from assistance.chat.shown import ShownConversation
from assistance.chat.visitor_access import Access, access_of
from assistance.inquiries.contact import read_uuid
from tenants.errors import NO_ANSWER
from tenants.models import KeyKind, Scope
from tenants.viewer import Viewer

Payload = TypeVar("Payload")


def chatting(payload: Callable[..., Payload], info: GraphQLResolveInfo, write: Callable[[], Payload]) -> Payload:
    """Return the payload of what is done, or of why it is not.

    Raises:
        CodedError: `FORBIDDEN_SCOPE`.
        Exception: the database does not answer; the connection is closed, so that the next request has a new one.
    """
    require_scope(info.context.viewer, Scope.CHAT, field=info.field_name)
    try:
        with new_connection_after_failure():
            return write()
    except ChatRefused as refused:
        return payload(errors=[error_of(refused)])


def changed(
    payload: Callable[..., Payload],
    info: GraphQLResolveInfo,
    given: dict[str, Any],
    change: Callable[..., ShownConversation],
    **further: Any,
) -> Payload:
    """Return the payload of a change of where a conversation stands; errors as for `chatting`.

    Args:
        given: the input, with the conversation and its secret.
        change: a service of the chat, which gets what is `further` given, too.
    """

    def write() -> Payload:
        access = access_in(info, given["conversation_id"], given["secret"])
        return payload(conversation=change(access=access, now=info.context.requested_at, **further), errors=[])

    return chatting(payload, info, write)


@contextmanager
def new_connection_after_failure() -> Iterator[None]:
    """Close the connection if the database does not answer, so that the next request has a new one."""
    try:
        yield
    except NO_ANSWER:
        if not connection.in_atomic_block:
            connection.close()
        raise


def access_in(info: GraphQLResolveInfo, conversation_id: Any, secret: str) -> Access:
    """Return how the viewer comes into a conversation, of whichever of its states.

    Raises:
        ChatRefused: `NOT_FOUND`: none of the viewer's states has it. Whether the secret is right, the services ask.
    """
    viewer: Viewer = info.context.viewer
    found = read_uuid(conversation_id)
    tenant_ids = list(viewer.tenants.values())
    access = None if found is None else access_of(tenant_ids=tenant_ids, conversation_id=found, secret=secret)
    if access is None:
        raise not_found()
    return access


def client_id_in(value: Any) -> UUID:
    """Return the id of a message.

    Raises:
        ChatRefused: `INVALID`: it is no UUID.
    """
    client_id = read_uuid(value)
    if client_id is None:
        raise invalid("clientId")
    return client_id


def source_of(info: GraphQLResolveInfo) -> str:
    """Return the network that a person writes from; empty for a server, which speaks for many from its own."""
    context = info.context
    return "" if context.viewer.key_kind == KeyKind.SECRET else context.network
