"""Where the states that serve citizens are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port

from .databases import READER
from .errors import IdentityUnavailable
from .models import LIBRARY_ID, Hostname, TenantStatus
from .reconnecting import with_reconnect


@dataclass(frozen=True, slots=True)
class StateSite:
    """A launched state and the host of its site."""

    name: str
    host: str


def is_service_host(host: str) -> bool:
    """Whether a host is the service's own, that of `PUBLIC_URL`, on whatever port: it belongs to no state."""
    domain, _port = split_domain_port(host)
    return bool(domain) and domain == urlsplit(settings.PUBLIC_URL).hostname


def launched_sites(*, is_served: Callable[[str], bool]) -> list[StateSite]:
    """Return the launched states with a host, by name: what is public, and nothing of the others.

    Args:
        is_served: whether this installation answers on a host; a state's first such host is taken.
    Raises:
        IdentityUnavailable: the database does not answer.
    """
    hosts: dict[str, str] = {}
    for name, host in with_reconnect(_names_and_hosts, unavailable=IdentityUnavailable):
        if is_served(host):
            hosts.setdefault(name, host)
    return [StateSite(name, host) for name, host in hosts.items()]


def _names_and_hosts() -> list[tuple[str, str]]:
    launched = Hostname.objects.using(READER).filter(tenant__status=TenantStatus.LAUNCHED).exclude(tenant=LIBRARY_ID)
    return list(launched.order_by("tenant__name", "pk").values_list("tenant__name", "host"))
