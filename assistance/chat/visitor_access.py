"""How a visitor comes into a conversation: with its secret, of which only a digest is stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from assistance.models import Conversation
from tenants.scope import tenant_scope

from .errors import not_found

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Access:
    """How somebody comes into a conversation."""

    tenant_id: int
    conversation_id: UUID
    secret: str = field(repr=False)


def new_secret() -> str:
    """Return a secret: 43 letters of URL-safe base64."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Return what is stored in the place of a secret; with 256 random bits it needs neither salt nor slow hashing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def verified(conversation: Conversation | None, access: Access) -> Conversation:
    """Return a conversation if somebody has its secret.

    Raises:
        ChatRefused: `NOT_FOUND`: they have not, or there is none.
    """
    digest = digest_of(access.secret)
    if conversation is None or not hmac.compare_digest(conversation.secret_digest, digest):
        raise not_found()
    return conversation


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
