"""UUIDs of version 7, as clients make them (Python has its own from 3.14 on)."""

import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """Return a new one. Source: RFC 9562, section 5.7."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
