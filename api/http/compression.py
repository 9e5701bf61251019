"""Compressed bodies: made once for an answer that is kept."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli
import zstandard

from .negotiation import LONGEST_READ, ranges

LEAST_BYTES = 1_000
"""Below this, compression saves less than a packet."""

BROTLI_QUALITY = 5
GZIP_LEVEL = 6
ZSTD_LEVEL = 9

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    "zstd": lambda body: zstandard.compress(body, ZSTD_LEVEL),
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}
"""The encodings offered, the densest first."""


def encoding_for(accept_encoding: str) -> str | None:
    """Return the offered encoding that a client likes best (RFC 9110, 12.5.3); None: as it is."""
    return _liked_best(accept_encoding[:LONGEST_READ])


@lru_cache(maxsize=256)
def _liked_best(accept_encoding: str) -> str | None:
    qualities = dict(ranges(accept_encoding))
    others = qualities.get("*", 0.0)
    wanted = {name: qualities.get(name, others) for name in ENCODERS}
    best = max(wanted, key=lambda name: wanted[name])
    return best if wanted[best] > 0 and wanted[best] >= qualities.get("identity", 0.0) else None


def encoded(body: bytes, accept_encoding: str) -> tuple[bytes, str | None]:
    """Return a body as a client is to get it, and the name of its encoding; None: as it was."""
    encoding = encoding_for(accept_encoding) if len(body) >= LEAST_BYTES else None
    return (body, None) if encoding is None else (ENCODERS[encoding](body), encoding)
