"""The same bytes, after reading the body and with as many headers as an answer of the API has."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

BODY = b"x" * int(os.environ["STATIC_BYTES"])
HEADERS = [
    ("Content-Type", "application/graphql-response+json; charset=utf-8"),
    ("Content-Length", str(len(BODY))),
    ("Cache-Control", "no-store"),
    ("Vary", "Authorization, Accept, Accept-Encoding, Accept-Language, Origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Query-Cost", "points=10, limit=1000"),
    ("X-Request-Id", "0123456789abcdef0123456789abcdef"),
    ("RateLimit-Policy", '"key";q=2000000000;w=60'),
    ("RateLimit", '"key";r=1999999990;t=60'),
]


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer."""
    environ["wsgi.input"].read()
    start_response("200 OK", HEADERS)
    return [BODY]
