"""Cursors: opaque positions in one list, for one state, language and set of arguments."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from .errors import CodedError, ErrorCode

DIGEST_LENGTH = 8
PARTS = 3
POSITION = re.compile("[0-9]{1,9}")


class Cursor(NamedTuple):
    """Where an item stood in a list.

    Args:
        digest: of the list; see `digest_of_list`.
        position: counted from 0, for when the item itself has been withdrawn since.
        key: the item's.
    """

    digest: str
    position: int
    key: str


def digest_of_list(*names: str, arguments: Mapping[str, object]) -> str:
    """Return a short digest of which list it is: a cursor of one is refused by every other."""
    said = {name: value for name, value in arguments.items() if value is not None}
    canonical = json.dumps([*names, said], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:DIGEST_LENGTH]


def encode(cursor: Cursor) -> str:
    """Return the cursor as clients get it, in base64url without padding."""
    return base64.urlsafe_b64encode(f"{cursor.digest}:{cursor.position}:{cursor.key}".encode()).rstrip(b"=").decode()


def decode(raw: str, *, digest: str, field: str) -> Cursor:
    """Return what a cursor says.

    Raises:
        CodedError: `INVALID_CURSOR`, when it was not made by `encode` or belongs to another list.
    """
    refused = CodedError(ErrorCode.INVALID_CURSOR, field=field)
    try:
        text = base64.b64decode(raw + "=" * (-len(raw) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise refused from error
    parts = text.split(":", PARTS - 1)
    if len(parts) != PARTS or parts[0] != digest or POSITION.fullmatch(parts[1]) is None:
        raise refused
    return Cursor(parts[0], int(parts[1]), parts[2])
