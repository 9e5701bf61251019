"""Answers, and the headers that each of them carries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson

from .negotiation import JSON
from .serving.compression import encoded
from .serving.policy import NOT_KEPT

VARY = "Authorization, Origin, Accept, Accept-Encoding"
RETRY_AFTER_SECONDS = 2
CHALLENGE = 'Bearer realm="Justicia para Ti"'


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    cache_control: str = NOT_KEPT
    etag: str = ""
    may_be_kept: bool = False
    """Whether the same request may get it again, as long as what it depended on stays."""

    @property
    def status_line(self) -> str:
        """The status as WSGI wants it."""
        return f"{self.status.value} {self.status.phrase}"

    def own_headers(self) -> list[tuple[str, str]]:
        """Return the headers, but for the request's id."""
        headers = [*self.headers, ("Content-Length", str(len(self.body)))]
        if self.content_type is not None:
            headers.append(("Content-Type", self.content_type))
        if self.etag:
            headers.append(("ETag", self.etag))
        return [
            *headers,
            ("Cache-Control", self.cache_control),
            ("Vary", VARY),
            ("X-Content-Type-Options", "nosniff"),
        ]


def json_response(
    status: HTTPStatus, body: dict[str, Any], media_type: str | None, headers: Iterable[tuple[str, str]] = ()
) -> Response:
    """Return a GraphQL answer; a client that accepts no JSON gets JSON all the same, with its 406."""
    return Response(status, orjson.dumps(body), f"{media_type or JSON}; charset=utf-8", list(headers))


def answer_response(
    body: dict[str, Any],
    media_type: str | None,
    headers: Iterable[tuple[str, str]] = (),
    *,
    accept_encoding: str = "",
    cache_control: str = NOT_KEPT,
    is_tagged: bool = True,
) -> Response:
    """Return the answer to an operation that was run, compressed as the client likes it, and with its tag.

    Args:
        is_tagged: who posts is never asked whether they have the answer already, and making a tag takes time.
    """
    content, encoding = encoded(orjson.dumps(body), accept_encoding)
    added = [] if encoding is None else [("Content-Encoding", encoding)]
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"' if is_tagged else ""
    content_type = f"{media_type or JSON}; charset=utf-8"
    return Response(HTTPStatus.OK, content, content_type, [*headers, *added], cache_control, tag, may_be_kept=True)


NOT_OF_304 = frozenset({"Content-Length", "Content-Type", "Content-Encoding"})


def not_modified(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those headers of an answer that its 304 has, too (RFC 9110, 15.4.5)."""
    return [header for header in headers if header[0] not in NOT_OF_304]


def has_tag(if_none_match: str, etag: str) -> bool:
    """Whether the client says that it has an answer (RFC 9110, 13.1.2: compared weakly)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags


def headers_of_refusal(status: HTTPStatus, *, allow: str) -> list[tuple[str, str]]:
    """Return the headers that HTTP asks for beside a status."""
    if status == HTTPStatus.UNAUTHORIZED:
        return [("WWW-Authenticate", CHALLENGE)]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return [("Allow", allow)]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return [("Retry-After", str(RETRY_AFTER_SECONDS))]
    return []
