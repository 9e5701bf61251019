"""Codes that look like personal data. What may look so in sentences, `content_models.personal_data` finds."""

from __future__ import annotations

import re

from assistance.models.inquiries import DIGEST, KEY

CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", re.IGNORECASE)
"""Source: DOF 18 October 2021, Instructivo normativo para la asignación de la CURP (eighteen characters)."""

EMAIL = re.compile(r"[^\s@]@[^\s@]{1,200}\.[^\s@]")
PHONE = re.compile(r"(?<!\d)\d(?:[\s().-]{0,3}\d){9,14}(?!\d)")
"""From the ten digits of a number of Mexico to the fifteen of E.164, however they are grouped."""

_OWN = re.compile(f"{KEY}|{DIGEST}", re.IGNORECASE)
"""Keys and digests of the service, which may have many digits in a row."""


def looks_personal(text: str) -> bool:
    """Whether a text contains what looks like a CURP, a telephone number or an e-mail address."""
    rest = _OWN.sub(" ", text)
    return any(pattern.search(rest) for pattern in (CURP, EMAIL, PHONE))
