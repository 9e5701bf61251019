"""Answers, and the headers that each of them carries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from django.utils.http import parse_etags

from api.cached_settings import cached_settings
from delivery.accept_headers import encoded

from .cache_control import NO_STORE
from .negotiation import JSON

VARY = "Authorization, Origin, Accept, Accept-Encoding"
RETRY_AFTER = ("Retry-After", "2")
"""When to try again what cannot be answered now."""

CHALLENGE = 'Bearer realm="Justicia para Ti"'
OF_ALL = [("Vary", VARY), ("X-Content-Type-Options", "nosniff")]
HSTS = "Strict-Transport-Security"

Headers = list[tuple[str, str]]


class Response(NamedTuple):
    """One HTTP answer.

    Args:
        headers: all but the request's id and the budget's headers.
        is_cacheable: whether the same request may get it again, as long as what it depended on stays.
    """

    status: HTTPStatus
    headers: Headers
    body: bytes = b""
    cache_control: str = NO_STORE
    etag: str = ""
    is_cacheable: bool = False

    @property
    def status_line(self) -> str:
        """The status as WSGI wants it."""
        return "200 OK" if self.status is HTTPStatus.OK else f"{self.status.value} {self.status.phrase}"


def _of_all() -> Headers:
    """Return the headers of every answer."""
    transport = transport_headers()
    return [*OF_ALL, *transport] if transport else OF_ALL


def transport_headers() -> Headers:
    """Return what keeps browsers to TLS, as to the pages; nothing outside of production."""
    seconds = cached_settings.SECURE_HSTS_SECONDS
    return [(HSTS, f"max-age={seconds}")] if seconds else []


def plain_response(
    status: HTTPStatus, headers: Iterable[tuple[str, str]] = (), body: bytes = b"", content_type: str | None = None
) -> Response:
    """Return an answer that no cache may store."""
    named = [] if content_type is None else [("Content-Type", content_type)]
    length = ("Content-Length", str(len(body)))
    return Response(status, [*headers, length, *named, ("Cache-Control", NO_STORE), *_of_all()], body)


def json_response(
    status: HTTPStatus, body: dict[str, Any], media_type: str | None, headers: Iterable[tuple[str, str]] = ()
) -> Response:
    """Return a GraphQL answer; a client that accepts no JSON gets JSON all the same, with its 406."""
    return plain_response(status, headers, orjson.dumps(body), f"{media_type or JSON}; charset=utf-8")


def answer_response(
    body: dict[str, Any],
    media_type: str,
    headers: Iterable[tuple[str, str]] = (),
    *,
    accept_encoding: str = "",
    cache_control: str = NO_STORE,
    is_tagged: bool = True,
) -> Response:
    """Return the answer to an operation that was run, compressed as the client likes it, and with its tag.

    Args:
        is_tagged: who posts is never asked whether they have the answer already, and making a tag takes time.
    """
    content, encoding = encoded(orjson.dumps(body), accept_encoding)
    sent = [
        *headers,
        ("Content-Length", str(len(content))),
        ("Content-Type", f"{media_type}; charset=utf-8"),
        ("Cache-Control", cache_control),
        *_of_all(),
    ]
    if encoding is not None:
        sent.append(("Content-Encoding", encoding))
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"' if is_tagged else ""
    if tag:
        sent.append(("ETag", tag))
    return Response(HTTPStatus.OK, sent, content, cache_control, tag, is_cacheable=True)


NOT_OF_304 = frozenset({"Content-Length", "Content-Type", "Content-Encoding"})


def not_modified(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return those headers of an answer that its 304 has, too (RFC 9110, 15.4.5)."""
    return [header for header in headers if header[0] not in NOT_OF_304]


def has_tag(if_none_match: str, etag: str) -> bool:
    """Whether the client says that it has an answer (RFC 9110, 13.1.2: compared weakly)."""
    if if_none_match == etag:  # what nearly all clients send, and ten times as fast
        return True
    return any(tag == "*" or tag.removeprefix("W/") == etag for tag in parse_etags(if_none_match))


def headers_of_refusal(status: HTTPStatus, *, allow: str) -> Headers:
    """Return the headers that HTTP asks for beside a status."""
    if status == HTTPStatus.UNAUTHORIZED:
        return [("WWW-Authenticate", CHALLENGE)]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return [("Allow", allow)]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return [RETRY_AFTER]
    return []
