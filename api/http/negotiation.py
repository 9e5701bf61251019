"""Which media type an answer has, and which a body may have (GraphQL over HTTP; RFC 9110, 12)."""

from __future__ import annotations

from functools import lru_cache

from delivery.accept_headers import LONGEST_READ, Range, is_utf8, media_type_of, name_of, ranges

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"


def _accepted(accept: str) -> list[Range]:
    """Return the ranges of an `Accept` header; none that can be read means everything."""
    return [each for each in ranges(accept) if "/" in each.name] or [Range("*/*", 1.0)]


def quality_of(offer: str, accepted: list[Range]) -> float:
    """Return how much an offered type is wanted: by the most specific range that names it, 0 when none does."""
    main = offer.partition("/")[0]
    for pattern in (offer, f"{main}/*", "*/*"):
        qualities = [item.quality for item in accepted if item.name == pattern]
        if qualities:
            return max(qualities)
    return 0.0


def answer_type(accept: str) -> str | None:
    """Return the media type of the answer for an `Accept` header, None when none fits.

    Of two types of equal quality, the one named first wins. A client that names neither gets plain JSON: it may not
    support GraphQL's own type, whose status codes say more.
    """
    return _answer_type(accept[:LONGEST_READ])


@lru_cache(maxsize=512)
def _answer_type(accept: str) -> str | None:
    accepted = _accepted(accept)
    names = [item.name for item in accepted]
    offers = sorted((JSON, GRAPHQL_RESPONSE), key=lambda offer: names.index(offer) if offer in names else len(names))
    best = max(offers, key=lambda offer: quality_of(offer, accepted))
    return best if quality_of(best, accepted) > 0 else None


def wants_page(accept: str) -> bool:
    """Whether a browser asks for a page: `text/html` is named, and no kind of JSON is wanted more."""
    return _wants_page(accept[:LONGEST_READ])


@lru_cache(maxsize=512)
def _wants_page(accept: str) -> bool:
    accepted = _accepted(accept)
    if not any(item.name == HTML and item.quality > 0 for item in accepted):
        return False
    wanted = quality_of(HTML, accepted)
    return all(wanted >= quality_of(offer, accepted) for offer in (GRAPHQL_RESPONSE, JSON))


def is_json_body(content_type: str) -> bool:
    """Whether a `Content-Type` header announces JSON in UTF-8."""
    return len(content_type) <= LONGEST_READ and _is_json_body(content_type)


@lru_cache(maxsize=128)
def _is_json_body(content_type: str) -> bool:
    media_type = media_type_of(content_type)
    return media_type is not None and name_of(media_type) == JSON and is_utf8(media_type)
