"""Browsers and other sites: which origins may use a key, and the headers of CORS (Fetch standard)."""

from __future__ import annotations

from wsgiref.types import WSGIEnvironment

from django.http.request import split_domain_port

from api.errors.coded_error import CodedError, ErrorCode
from tenants.models import KeyKind
from tenants.sites import is_service_host
from tenants.viewer import Viewer

PREFLIGHT_HEADERS = [
    ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
    (
        "Access-Control-Allow-Headers",
        # The asterisk covers whatever libraries add, but never Authorization; old browsers need the names.
        "Authorization, Content-Type, Accept, Accept-Language, If-None-Match, X-Request-Id, *",
    ),
    ("Access-Control-Max-Age", "86400"),
]
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})
EXPOSED = "ETag, X-Request-Id, Retry-After, WWW-Authenticate, RateLimit, RateLimit-Policy, Query-Cost"


def require_origin(viewer: Viewer, environ: WSGIEnvironment) -> None:
    """Refuse a page of an origin that the key does not allow; a key that names none allows all.

    A publishable key is allowed in all pages of the host that is asked; a secret one only in those of the service's
    own host (that of `PUBLIC_URL`, or this machine), where the explorer is: a state's site belongs to its readers.
    A request without the header `Origin` comes from no page.

    Raises:
        CodedError: `ORIGIN_FORBIDDEN`; `SECRET_KEY_IN_BROWSER` for a secret key from any other page.
    """
    origin = environ.get("HTTP_ORIGIN")
    if not origin:
        return
    is_own = _is_own(origin, environ)
    if viewer.key_kind == KeyKind.SECRET:
        if is_own and _has_explorer(environ["HTTP_HOST"]):
            return
        raise CodedError(ErrorCode.SECRET_KEY_IN_BROWSER, field="Origin", origin=origin)
    if is_own or not viewer.origins:
        return
    if origin.lower() not in {allowed.lower().rstrip("/") for allowed in viewer.origins}:
        raise CodedError(ErrorCode.ORIGIN_FORBIDDEN, field="Origin", origin=origin)


def _is_own(origin: str, environ: WSGIEnvironment) -> bool:
    scheme, _, host = origin.lower().partition("://")
    return scheme in ("http", "https") and host == environ.get("HTTP_HOST", "").lower() != ""


def _has_explorer(host: str) -> bool:
    """Whether a host is the service's own; on somebody's own machine, that machine's, but no name below it."""
    return is_service_host(host) or split_domain_port(host.lower())[0] in THIS_MACHINE


def cors_headers(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """Return the headers that let a page read the answer.

    An answer is shown to any origin, since the key decides and there are no cookies: a refusal can be read, too.
    """
    origin = environ.get("HTTP_ORIGIN")
    if not origin:
        return []
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Expose-Headers", EXPOSED),
    ]
