"""Which media type an answer has, and which a body may have (GraphQL over HTTP, RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"

LONGEST_READ = 1_000
"""In characters: no more of a header is read. Nobody who asks needs more, and what was read is remembered."""


class Range(NamedTuple):
    """One range of an `Accept` header: `type/subtype`, `type/*` or `*/*`, with its quality from 0 to 1."""

    media_type: str
    quality: float


def ranges(accept: str) -> list[Range]:
    """Return the ranges of an `Accept` header in the order written; none that can be read means everything."""
    return list(_readable_ranges(accept)) or [Range("*/*", 1.0)]


def _readable_ranges(accept: str) -> Iterator[Range]:
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if "/" not in media_type:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _quality(value)
            elif name.strip() == "charset" and value.strip('" ') not in ("utf-8", "utf8"):
                quality = 0.0
        yield Range(media_type, quality)


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def quality_of(offer: str, accepted: list[Range]) -> float:
    """Return how much an offered type is wanted: by the most specific range that names it, 0 when none does."""
    main = offer.partition("/")[0]
    for pattern in (offer, f"{main}/*", "*/*"):
        qualities = [item.quality for item in accepted if item.media_type == pattern]
        if qualities:
            return max(qualities)
    return 0.0


def answer_type(accept: str) -> str | None:
    """Return the media type of the answer for an `Accept` header, None when none fits.

    Of two types wanted alike, the one named first wins. A client that names neither gets plain JSON: it may know
    nothing of GraphQL's own type, with which the status tells more.
    """
    return _answer_type(accept[:LONGEST_READ])


@lru_cache(maxsize=512)
def _answer_type(accept: str) -> str | None:
    accepted = ranges(accept)
    names = [item.media_type for item in accepted]
    offers = sorted((JSON, GRAPHQL_RESPONSE), key=lambda offer: names.index(offer) if offer in names else len(names))
    best = max(offers, key=lambda offer: quality_of(offer, accepted))
    return best if quality_of(best, accepted) > 0 else None


def wants_page(accept: str) -> bool:
    """Whether a browser asks for a page: `text/html` is named, and no kind of JSON is wanted more."""
    return _wants_page(accept[:LONGEST_READ])


@lru_cache(maxsize=512)
def _wants_page(accept: str) -> bool:
    accepted = ranges(accept)
    if not any(item.media_type == HTML and item.quality > 0 for item in accepted):
        return False
    wanted = quality_of(HTML, accepted)
    return all(wanted >= quality_of(offer, accepted) for offer in (GRAPHQL_RESPONSE, JSON))


def is_json_body(content_type: str) -> bool:
    """Whether a `Content-Type` header announces JSON in UTF-8."""
    return len(content_type) <= LONGEST_READ and _is_json_body(content_type)


@lru_cache(maxsize=128)
def _is_json_body(content_type: str) -> bool:
    media_type, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    if media_type != JSON:
        return False
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip('" ') not in ("utf-8", "utf8"):
            return False
    return True
