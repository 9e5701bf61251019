"""Strings that look like personal data: refused wherever a code is expected, before anything else is said of them."""

from __future__ import annotations

import re
from uuid import UUID

CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", re.IGNORECASE)
"""Source: DOF 18 October 2021, Instructivo normativo para la asignación de la CURP (eighteen characters)."""

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
PHONE = re.compile(r"(?<!\d)\d(?:[\s().-]{0,3}\d){9,14}(?!\d)")
"""From the ten digits of a number of Mexico to the fifteen of E.164, however they are grouped."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def looks_personal(text: str) -> bool:
    """Whether a text contains what looks like a CURP, a telephone number or an e-mail address.

    Ids and digests of the service do not, although they may have many digits in a row.
    """
    if _DIGEST.fullmatch(text) or _is_uuid(text):
        return False
    return any(pattern.search(text) for pattern in (CURP, EMAIL, PHONE))


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
