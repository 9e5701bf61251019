"""What clients are built from: the schema, and the shape of formatted text. Public, with any key or none."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path
from wsgiref.types import WSGIEnvironment

from .errors.coded_error import CodedError, ErrorCode
from .http.hosts import require_known_host
from .http.responses import Response, headers_of_refusal, transport_headers
from .refusals import plain_refusal
from .schema.build import PRINTED

RICH_TEXT = Path(__file__).with_name("rich_text.schema.json")
FILES: dict[str, tuple[Path, str]] = {
    "/schema.graphql": (PRINTED, "text/plain; charset=utf-8"),
    "/rich-text.schema.json": (RICH_TEXT, "application/schema+json"),
}
"""By path: the file, and its media type. GraphQL's own language has none that is registered."""

CACHE_CONTROL = "public, max-age=3600"
"""It changes with a release of the service only; its tag says whether it has."""


def contract_response(environ: WSGIEnvironment) -> Response | None:
    """Return the answer to a request for one of the files; None: it asks for something else.

    An unknown host is refused as `/graphql` refuses it.
    """
    path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
    if path not in FILES:
        return None
    try:
        require_known_host(environ)
    except CodedError as error:
        return plain_refusal(error, environ)
    if method not in ("GET", "HEAD"):
        refused = plain_refusal(CodedError(ErrorCode.METHOD_NOT_ALLOWED, method=method), environ)
        return refused._replace(headers=[*refused.headers, *headers_of_refusal(refused.status, allow="GET, HEAD")])
    response = _response(path)
    return response._replace(headers=[*response.headers, *transport_headers()])


@cache
def _response(path: str) -> Response:
    file, media_type = FILES[path]
    body = file.read_bytes()
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = [
        ("Content-Type", media_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", CACHE_CONTROL),
        ("ETag", tag),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Response(HTTPStatus.OK, headers, body, CACHE_CONTROL, tag)
