"""Who comes to the chat's transports: the state of the host, the source, and whether a page of another site asks."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from assistance.chat.errors import not_found
from tenants import edge
from tenants.proxies import client_network
from tenants.viewer import Viewer

from .bodies import Scope, environ_of, header_of

DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443"}


def source_of(scope: Scope) -> str:
    """Return the network whose connections are counted as those of one source."""
    return client_network(environ_of(scope))


def viewer_of(scope: Scope) -> Viewer:
    """Return the viewer of the host that a client came to.

    Raises:
        ChatRefused: `NOT_FOUND`: no launched state has this host.
        IdentityUnavailable: the database does not answer.
    """
    host = header_of(scope, b"host")
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise not_found()
    try:
        return edge.viewer_for_host(host, source=source_of(scope))
    except edge.HostUnknown:
        raise not_found() from None


def is_own_origin(scope: Scope, *, others: tuple[str, ...] = ()) -> bool:
    """Whether a request comes from a page of this very host, or from no page at all.

    Args:
        others: origins whose pages may ask as well.
    """
    origin = header_of(scope, b"origin").lower()
    if not origin:
        return True
    if origin in {other.lower().rstrip("/") for other in others}:
        return True
    parts = urlsplit(origin)
    host = header_of(scope, b"host").lower()
    return bool(parts.netloc) and _with_port(parts.netloc, parts.scheme) == _with_port(host, parts.scheme)


def _with_port(host: str, scheme: str) -> str:
    domain, port = split_domain_port(host)
    return f"{domain}:{port or DEFAULT_PORTS.get(scheme, '')}"
