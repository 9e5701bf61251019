"""Ids that the server makes."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a new UUID of version 7, which sorts by the time it was made (Python has its own from 3.14 on).

    Source:
        RFC 9562, section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    return UUID(int=milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62))
