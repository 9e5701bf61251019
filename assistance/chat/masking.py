"""Texts without what says who somebody is, for those who need not know it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from assistance.inquiries.personal_data import CURP, PHONE

from .shown import ShownMessage

MASK = "▒▒▒▒"
CARD = re.compile(r"(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)")
"""Thirteen to nineteen digits, however they are grouped (ISO/IEC 7812-1)."""

LOCAL_PHONE = re.compile(r"(?<!\d)\d(?:[\s().-]{0,3}\d){6,8}(?!\d)")
"""Seven to nine digits: a number as people say it in one town, or with a digit forgotten."""

EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,200}\.[^\s@]+")
_ALL = (CURP, CARD, PHONE, LOCAL_PHONE, EMAIL)


def _as_written(character: str) -> str:
    """Return a character as these patterns know it: nothing for what is not seen, one dash for all."""
    match unicodedata.category(character):
        case "Cf":
            return ""
        case "Pd":
            return "-"
    return character


def masked(text: str) -> str:
    """Return a text with CURP, numbers of cards and telephones, and addresses of mail masked."""
    text = "".join(_as_written(character) for character in text)
    for pattern in _ALL:
        text = pattern.sub(MASK, text)
    return text


def masked_message(message: ShownMessage) -> ShownMessage:
    """Return a message as whoever does not attend its conversation reads it; cards are the directory's words."""
    return message if message.text is None else replace(message, text=masked(message.text))
