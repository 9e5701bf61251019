"""Answers, and the headers that each of them carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson

from .negotiation import JSON

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

    def all_headers(self, *, request_id: str) -> list[tuple[str, str]]:
        """Return the headers: the answer's own, and those of every answer."""
        headers = [*self.headers, ("Content-Length", str(len(self.body)))]
        if self.content_type is not None:
            headers.append(("Content-Type", self.content_type))
        return [
            *headers,
            ("Cache-Control", "private, no-store"),
            ("Vary", VARY),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Request-Id", request_id),
        ]


def json_response(
    status: HTTPStatus, body: dict[str, Any], media_type: str | None, headers: Iterable[tuple[str, str]] = ()
) -> Response:
    """Return a GraphQL answer; a client that accepts no JSON gets JSON all the same, with its 406."""
    return Response(status, orjson.dumps(body), f"{media_type or JSON}; charset=utf-8", list(headers))


def headers_of_refusal(status: HTTPStatus, *, allow: str) -> list[tuple[str, str]]:
    """Return the headers that HTTP asks for beside a status."""
    if status == HTTPStatus.UNAUTHORIZED:
        return [("WWW-Authenticate", CHALLENGE)]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return [("Allow", allow)]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return [("Retry-After", str(RETRY_AFTER_SECONDS))]
    return []
