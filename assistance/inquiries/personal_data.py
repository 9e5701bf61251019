"""Codes that look like personal data. What may look so in sentences, `content_models.personal_data` finds."""

from __future__ import annotations

import re

from assistance.models.inquiries import DIGEST, KEY

CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", re.IGNORECASE)
"""Source: DOF 18 October 2021, Instructivo normativo para la asignación de la CURP (eighteen characters)."""

CARD = re.compile(r"(?<!\d)\d(?:[ .-]?\d){13,18}(?!\d)")
"""The digits that the number of a payment card may have, but for thirteen, which a telephone has (ISO/IEC 7812-1)."""

EMAIL = re.compile(r"[^\s@]@[^\s@]{1,200}\.[^\s@]")
PHONE = re.compile(r"(?<!\d)\d(?:[\s().-]{0,3}\d){9,14}(?!\d)")
"""From the ten digits of a number of Mexico to the fifteen of E.164, however they are grouped."""

_OWN = re.compile(f"{KEY}|{DIGEST}", re.IGNORECASE)
"""Keys and digests of the service, which may have many digits in a row."""


def has_card_number(text: str) -> bool:
    """Whether a text contains what looks like the number of a payment card.

    Source:
        ISO/IEC 7812-1, annex B: the last digit makes the sum of Luhn's formula a multiple of ten.
    """
    return any(_is_of_card(re.sub(r"\D", "", number)) for number in CARD.findall(text))


def _is_of_card(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def looks_personal(text: str) -> bool:
    """Whether a text contains what looks like a CURP, a telephone number or an e-mail address."""
    rest = _OWN.sub(" ", text)
    return any(pattern.search(rest) for pattern in (CURP, EMAIL, PHONE))
