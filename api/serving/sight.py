"""What a request looks like: enough to find an answer that is ready, without understanding any of it."""

from __future__ import annotations

from typing import Any

from ..limits import MAX_BODY_BYTES
from .ready import Name

Environ = dict[str, Any]

SEEN = (
    "REQUEST_METHOD",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "HTTP_AUTHORIZATION",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "HTTP_X_CACHE_TAGS",
    "HTTP_X_FORWARDED_PROTO",
)
"""Everything but the body that an answer without errors depends on."""


def name_of(environ: Environ) -> tuple[Name, bytes | None] | None:
    """Return the name of a request's answer, and its body, which has been read then.

    None for what is seldom or odd: without a key, another method, a body of unknown or forbidden length.
    """
    if "HTTP_AUTHORIZATION" not in environ:
        return None
    method = environ["REQUEST_METHOD"]
    seen = tuple([environ.get(variable, "") for variable in SEEN])
    if method == "GET":
        return seen, None
    length = environ.get("CONTENT_LENGTH", "")
    if method != "POST" or not (length.isascii() and length.isdigit()) or not 0 < len(length) < 7:
        return None
    size = int(length)
    if size > MAX_BODY_BYTES:
        return None
    body: bytes = environ["wsgi.input"].read(size)
    return (*seen, body), body
