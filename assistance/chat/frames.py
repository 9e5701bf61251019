"""Frames: the JSON objects that clients and servers of the chat send each other, whatever carries them."""

from __future__ import annotations

import json
from typing import Any, NoReturn
from uuid import UUID

import orjson
from django.conf import settings
from django.utils import translation

from . import errors
from .errors import ChatErrorCode, ChatRefused

Frame = dict[str, Any]

LONGEST_BYTES = 16 * 1024
LARGEST_SEQ = 2**31 - 1


def decoded(text: str | bytes) -> Frame:
    """Return the object in a frame or a body.

    Raises:
        ChatRefused: `INVALID`: it is none, or has characters that no text can have; `TOO_LONG`.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > LONGEST_BYTES:
        raise ChatRefused(ChatErrorCode.TOO_LONG, sentence=errors.NOT_TEXT)
    try:
        read = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise errors.invalid("frame", errors.NOT_TEXT) from error
    if not isinstance(read, dict):
        raise errors.invalid("frame", errors.NOT_TEXT)
    return read


def encoded(frame: Frame) -> str:
    """Return a frame as text."""
    return orjson.dumps(frame).decode()


def refusal(refused: ChatRefused, frame: Frame | None = None) -> Frame:
    """Return the frame that says what was refused, and of which message."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = refused.as_json()
    client_id = (frame or {}).get("clientId")
    return {"type": "refused", **shown, "clientId": client_id if _can_be_sent(client_id) else None}


def bye(reason: str, retry_after: float | None = None) -> Frame:
    """Return the frame before a close.

    Args:
        retry_after: seconds after which the client should come back; None: it need not.
    """
    return {"type": "bye", "reason": reason, "retryAfter": None if retry_after is None else round(retry_after, 1)}


def id_in(frame: Frame, name: str) -> UUID:
    """Return an id that a frame has.

    Raises:
        ChatRefused: `INVALID`.
    """
    value = frame.get(name)
    try:
        if not isinstance(value, str):
            raise errors.invalid(name)
        return UUID(value)
    except ValueError as error:
        raise errors.invalid(name) from error


def seq_in(frame: Frame, name: str) -> int:
    """Return the place of a message that a frame has; 0 where it has none.

    Raises:
        ChatRefused: `INVALID`.
    """
    value = frame.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_SEQ:
        raise errors.invalid(name)
    return value


def _can_be_sent(value: object) -> bool:
    """Whether a value is text, and without half of a surrogate pair, which JSON can escape and UTF-8 cannot hold."""
    try:
        return isinstance(value, str) and bool(value.encode())
    except UnicodeEncodeError:
        return False


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number.")
