"""The key of the response cache: the parts of a request that its answer depends on, without parsing them."""

from __future__ import annotations

from typing import NamedTuple
from wsgiref.types import WSGIEnvironment

from api.http.bodies import IS_READ, read_body
from api.limits import MAX_BODY_BYTES
from tenants.proxies import FORWARDED_PROTO

Headers = tuple[str | None, ...]

KEY_HEADERS = (
    "REQUEST_METHOD",
    "CONTENT_TYPE",
    "HTTP_AUTHORIZATION",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "HTTP_X_CACHE_TAGS",
    FORWARDED_PROTO,
    "wsgi.url_scheme",
)
"""The headers that an answer without errors depends on."""


class RequestKey(NamedTuple):
    """Everything of a request that its answer depends on, as it came.

    Args:
        headers: those of `KEY_HEADERS`, which identify the caller.
        query_string: what is asked by GET.
        body: what is asked by POST; it has been read.
    """

    headers: Headers
    query_string: str
    body: bytes

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return sum(len(value) for value in self.headers if value) + len(self.query_string) + len(self.body)


def request_key_of(environ: WSGIEnvironment) -> RequestKey | None:
    """Return the key of a request.

    None for requests that are not cached: without an API key, with another method, or with a body of unknown or
    forbidden length.
    """
    if "HTTP_AUTHORIZATION" not in environ:
        return None
    method = environ["REQUEST_METHOD"]
    headers = tuple(map(environ.get, KEY_HEADERS))
    query_string = environ.get("QUERY_STRING", "")
    if method == "GET":
        return RequestKey(headers, query_string, b"")
    length = environ.get("CONTENT_LENGTH", "")
    if method != "POST" or not (length.isascii() and length.isdigit()) or not 0 < len(length) < 7:
        return None
    size = int(length)
    if size > MAX_BODY_BYTES:
        return None
    body = read_body(environ["wsgi.input"], size)
    environ[IS_READ] = True
    return RequestKey(headers, query_string, body)
