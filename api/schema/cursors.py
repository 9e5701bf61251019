"""Cursors: opaque positions in one list, for one state, language and set of arguments.

A cursor carries what decides the place of its item, not its position: while content is published and withdrawn and
offices close, a client that pages gets each item that stays once. In an ordered list that is the sort key. The order of
search results changes with every word that is published: there the cursor has the marks of what has been shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from api.errors.coded_error import CodedError, ErrorCode

DIGEST_LENGTH = 8
MARK_BYTES = 4
"""Of a key that has been shown: two keys of one list share a mark once in a hundred thousand lists of 300 items."""

DIGEST = re.compile(rb"[0-9a-f]{%d}" % DIGEST_LENGTH)

Order = tuple[Any, ...]


def digest_of_list(*names: str, arguments: Mapping[str, object]) -> str:
    """Return a short digest of which list it is: a cursor of one is refused by every other."""
    given = {name: value for name, value in arguments.items() if value is not None}
    canonical = json.dumps([*names, given], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:DIGEST_LENGTH]


def encode(digest: str, order: Order) -> str:
    """Return the cursor of an item of an ordered list, in base64url without padding.

    Args:
        digest: of the list; see `digest_of_list`.
        order: the item's sort key: texts, numbers and tuples of these, in the same places for all items of the list.
    """
    return _written(digest.encode() + orjson.dumps(order))


def decode(raw: str, *, digest: str, like: Order | None, field: str) -> Order:
    """Return the sort key in a cursor.

    Args:
        like: the sort key of any item of the list; None: the list is empty, and the value returned has no meaning.
    Raises:
        CodedError: `INVALID_CURSOR`, when it was not made by `encode` or belongs to another list.
    """
    try:
        order = _as_list(_payload(raw, digest))
    except ValueError as error:
        raise CodedError(ErrorCode.INVALID_CURSOR, field=field) from error
    if not order or not (like is None or _is_like(order, like)):
        raise CodedError(ErrorCode.INVALID_CURSOR, field=field)
    return () if like is None else _as_tuple(order)


def encode_shown(digest: str, keys: Iterable[str], before: frozenset[bytes] = frozenset()) -> str:
    """Return the cursor after some items of a list whose order may change: which have been shown.

    Args:
        before: the marks of those that had been shown before, as `decode_shown` returns them.
    """
    return _written(digest.encode() + b"".join(sorted(before | {mark_of(key) for key in keys})))


def decode_shown(raw: str, *, digest: str, field: str) -> frozenset[bytes]:
    """Return the marks of what has been shown; errors as for `decode`."""
    try:
        marks = _payload(raw, digest)
    except ValueError as error:
        raise CodedError(ErrorCode.INVALID_CURSOR, field=field) from error
    if not marks or len(marks) % MARK_BYTES:
        raise CodedError(ErrorCode.INVALID_CURSOR, field=field)
    return frozenset(marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES))


def refuse_forged(raw: str, *, field: str) -> None:
    """Refuse a cursor that no list has made, as far as that can be checked without the list.

    Raises:
        CodedError: `INVALID_CURSOR`.
    """
    try:
        order = _payload(raw, None)
        is_made = bool(order) and (len(order) % MARK_BYTES == 0 or bool(_as_list(order)))
    except ValueError:
        is_made = False
    if not is_made:
        raise CodedError(ErrorCode.INVALID_CURSOR, field=field)


def mark_of(key: str) -> bytes:
    """Return the mark of an item that has been shown."""
    return zlib.crc32(key.encode()).to_bytes(MARK_BYTES)


def _written(payload: bytes) -> str:
    return base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


def _payload(raw: str, digest: str | None) -> bytes:
    """Return what stands in a cursor behind the digest of its list.

    Args:
        digest: None: of any list.
    Raises:
        ValueError: it is damaged, or of another list.
    """
    try:
        payload = base64.b64decode(raw + "=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError from error
    found = payload[:DIGEST_LENGTH]
    if found != digest.encode() if digest is not None else not DIGEST.fullmatch(found):
        raise ValueError
    return payload[DIGEST_LENGTH:]


def _as_list(payload: bytes) -> list[Any]:
    """Return the sort key in a cursor of an ordered list; nothing for what is no list.

    Raises:
        ValueError: it is no JSON.
    """
    order = orjson.loads(payload)
    return order if isinstance(order, list) else []


def _is_like(part: object, like: object) -> bool:
    """Whether a part of a decoded sort key can be compared with that of an item: the same kinds in the same places.

    Texts alone may be more or fewer: the place of a page in its tree is one for each level.
    """
    if not isinstance(like, tuple):
        return part.__class__ is like.__class__
    if not isinstance(part, list) or not part:
        return False
    if all(isinstance(each, str) for each in like):
        return all(isinstance(each, str) for each in part)
    return len(part) == len(like) and all(map(_is_like, part, like))


def _as_tuple(order: list[Any]) -> Order:
    return tuple(_as_tuple(part) if isinstance(part, list) else part for part in order)
