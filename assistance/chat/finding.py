"""Finding the state of a conversation for a key of several states."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from assistance.models import Conversation
from tenants.scope import tenant_scope

from .visitors import Access


def access_of(*, tenant_ids: Collection[int], conversation_id: UUID, secret: str) -> Access | None:
    """Return how somebody comes into a conversation, whose secret the services then verify.

    Args:
        tenant_ids: the states it may belong to; with only one, nothing is looked up.
    Returns:
        None: none of these states has such a conversation.
    """
    if len(tenant_ids) == 1:
        [tenant_id] = tenant_ids
        return Access(tenant_id, conversation_id, secret)
    with tenant_scope(tenant_ids):
        conversations = Conversation.objects.for_tenants(tenant_ids).filter(pk=conversation_id)
        found = conversations.values_list("tenant_id", flat=True).first()
    return None if found is None else Access(found, conversation_id, secret)
