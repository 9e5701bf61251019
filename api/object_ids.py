"""Object ids: opaque to clients, and different for each state and language, so that no client cache merges two."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import NamedTuple

from api.errors.coded_error import CodedError, ErrorCode

PARTS = 4

SNAPSHOT = "SNAPSHOT"
"""The kind of a script by the digest of what it tells, which stands in the place of the key."""


class ObjectId(NamedTuple):
    """What an id says: code of the state, language asked for, kind, and key."""

    state: str
    locale: str
    kind: str
    key: str


@lru_cache(maxsize=65_536)
def encode(state: str, locale: str, kind: str, key: str) -> str:
    """Return the id of an object, in base64url without padding."""
    return _written(state, locale, kind, key)


def decode(raw: str, *, field: str = "id") -> ObjectId:
    """Return what an id says.

    Raises:
        CodedError: `INVALID_ID`, when it was not made by `encode`.
    """
    try:
        text = base64.b64decode(raw + "=" * (-len(raw) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise CodedError(ErrorCode.INVALID_ID, field=field) from error
    parts = text.split(":")
    # Not by `encode`, which caches: what clients send must not fill its cache.
    if len(parts) != PARTS or not all(parts) or _written(*parts) != raw:
        raise CodedError(ErrorCode.INVALID_ID, field=field)
    return ObjectId(*parts)


def is_of_snapshot(raw: object) -> bool:
    """Whether an id names a script by its digest; false for what is no id."""
    try:
        return isinstance(raw, str) and decode(raw).kind == SNAPSHOT
    except CodedError:
        return False


def _written(state: str, locale: str, kind: str, key: str) -> str:
    return base64.urlsafe_b64encode(f"{state}:{locale}:{kind}:{key}".encode()).rstrip(b"=").decode()
