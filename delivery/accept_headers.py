"""What a client takes, by its headers `Accept` and `Accept-Encoding` (RFC 9110, 12.5), and the encodings offered."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import brotli
import zstandard
from django.http.request import MediaType

LONGEST_READ = 1_000
"""In characters: no more of a header is read. Nobody who asks needs more, and what was read is remembered."""

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


class Range(NamedTuple):
    """One range of a header `Accept` or `Accept-Encoding`, such as `text/*` or `gzip`, with its quality from 0 to 1."""

    name: str
    quality: float


def ranges(header: str) -> list[Range]:
    """Return the ranges of a header `Accept` or `Accept-Encoding` that can be read, in the order written."""
    read = map(media_type_of, header.split(","))
    return [Range(name_of(each), each.quality if is_utf8(each) else 0.0) for each in read if each is not None]


def media_type_of(text: str) -> MediaType | None:
    """Return a range or a media type that was read; None: it has a parameter in an encoding that does not exist."""
    try:
        return MediaType(text)
    except ValueError:
        return None


def name_of(media_type: MediaType) -> str:
    """Return the name without parameters, such as `text/html` or `gzip`."""
    return f"{media_type.main_type}/{media_type.sub_type}" if media_type.sub_type else media_type.main_type


def is_utf8(media_type: MediaType) -> bool:
    """Whether a media type names no other character set than UTF-8."""
    return media_type.params.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def encoding_for(accept_encoding: str) -> str | None:
    """Return the offered encoding that a client likes best; None: the body as it is.

    Source:
        RFC 9110, 12.5.3: `*` stands for every encoding that is not named, a quality of 0 refuses.
    """
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
