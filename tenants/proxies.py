"""What the proxies in front say of a request, and how much of it can be believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

FORWARDED_PROTO = "HTTP_X_FORWARDED_PROTO"
"""WSGI's name of the header that says by which scheme the client came."""

IPV6_NETWORK_BITS = 64
"""What one customer of a provider has at the least (RFC 6177): its addresses count as one."""

ROUGH_IPV4_BITS = 24
ROUGH_IPV6_BITS = 48


def client_address(environ: Mapping[str, Any]) -> str:
    """Return the address from which a request came.

    Each of the `PROXY_COUNT` proxies in front appends the address that it saw to `X-Forwarded-For`. What stands before
    those entries was sent by the client and proves nothing. With fewer entries than proxies, the request did not come
    through them: its connection's own address counts.

    Args:
        environ: WSGI's, or `HttpRequest.META`.
    """
    own: str = environ.get("REMOTE_ADDR") or ""
    forwarded = [entry.strip() for entry in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
    count: int = settings.PROXY_COUNT
    return forwarded[-count] if 0 < count <= len(forwarded) else own


def client_network(environ: Mapping[str, Any]) -> str:
    """Return the network whose requests are counted as those of one source: an IPv4 address, or an IPv6 /64.

    What is no address is returned as it is.
    """
    address = client_address(environ)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))


def rough_network(environ: Mapping[str, Any]) -> str:
    """Return roughly where a request came from, for its own person to recognise: an IPv4 /24 or an IPv6 /48.

    Empty for what is no address.
    """
    try:
        address = ipaddress.ip_address(client_network(environ).partition("/")[0])
    except ValueError:
        return ""
    bits = ROUGH_IPV4_BITS if isinstance(address, ipaddress.IPv4Address) else ROUGH_IPV6_BITS
    return str(ipaddress.ip_network((address, bits), strict=False))


def network_of(request: HttpRequest) -> str | None:
    """Return the source whose sign-ins are counted, as an address: of an IPv6 /64 its first one.

    None for a connection without an address, such as a socket file's.
    """
    network = client_network(request.META).partition("/")[0]
    try:
        return str(ipaddress.ip_address(network))
    except ValueError:
        return None
