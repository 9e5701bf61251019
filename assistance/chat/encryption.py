"""Encryption of what is said: a key for each conversation, wrapped by the ring of keys, and gone when it is erased.

A body is bound to the state, the conversation and its place: moved anywhere else, it is noise. Lost keys are no errors
for whoever reads: what they hid is not there any more.

Source:
    AES-256-GCM: NIST SP 800-38D; the nonce of 12 bytes is random, and no conversation has 2^32 messages.
"""

from __future__ import annotations

import base64
import os
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenants.keyring import KeyMissing, Purpose, decrypt, encrypt

KEY_BITS = 256
NONCE_BYTES = 12


def new_key() -> bytes:
    """Return a key for one conversation."""
    return AESGCM.generate_key(KEY_BITS)


def wrap(key: bytes) -> str:
    """Return a key as it is stored: encrypted with the newest key of the ring.

    Raises:
        ImproperlyConfigured: the ring is empty.
    """
    return encrypt(base64.urlsafe_b64encode(key).decode("ascii"), Purpose.CONVERSATION)


def unwrap(wrapped: str) -> bytes | None:
    """Return the key; None: no key of the ring reads it."""
    try:
        return base64.urlsafe_b64decode(decrypt(wrapped, Purpose.CONVERSATION))
    except KeyMissing:
        return None


def seal(key: bytes, *, tenant_id: int, conversation_id: UUID, seq: int | UUID, content: dict[str, Any]) -> bytes:
    """Return the encrypted body of a message.

    Args:
        seq: its place in the conversation; of a note, its id.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, orjson.dumps(content), _bound(tenant_id, conversation_id, seq))


def open_sealed(
    key: bytes | None, *, tenant_id: int, conversation_id: UUID, seq: int | UUID, body: bytes | memoryview | None
) -> dict[str, Any] | None:
    """Return what a body says; None: it says nothing any more, or was altered, or belongs elsewhere."""
    if key is None or body is None:
        return None
    sealed = bytes(body)
    try:
        text = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(tenant_id, conversation_id, seq))
    except (InvalidTag, ValueError):
        return None
    content: dict[str, Any] = orjson.loads(text)
    return content


def _bound(tenant_id: int, conversation_id: UUID, seq: int | UUID) -> bytes:
    return f"{tenant_id}:{conversation_id}:{seq}".encode("ascii")
