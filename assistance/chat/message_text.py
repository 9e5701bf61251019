"""The text of a message as it is stored, whoever writes it."""

from __future__ import annotations

from . import errors
from .errors import ChatErrorCode, ChatRefused

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
LONGEST_TEXT = 2_000
"""Characters of one message."""


def read_text(text: object) -> str:
    """Return what somebody wrote as it is stored: whatever it looks like, it is text, and is shown as such.

    Raises:
        ChatRefused: `INVALID`: it is empty, or no text; `TOO_LONG`.
    """
    if not isinstance(text, str):
        raise errors.invalid("text", errors.NOT_TEXT)
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise errors.invalid("text", errors.NOT_TEXT) from error
    if "\0" in text:
        raise errors.invalid("text", errors.NOT_TEXT)
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()
    if not cleaned:
        raise errors.invalid("text", errors.EMPTY)
    if len(cleaned) > LONGEST_TEXT:
        raise ChatRefused(ChatErrorCode.TOO_LONG, "text", most=LONGEST_TEXT)
    return cleaned
