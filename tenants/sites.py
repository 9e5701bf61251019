"""Where the states that serve citizens are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port

from .databases import READER
from .errors import IdentityUnavailable
from .models import LIBRARY_ID, Hostname, TenantPhone, TenantStatus
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


def is_site_host(host: str) -> bool:
    """Whether a host belongs to a state's site, launched or not: people who work do not sign in there.

    Raises:
        IdentityUnavailable: the database does not answer.
    """
    if is_service_host(host):
        return False
    domain, _port = split_domain_port(host)
    sites = Hostname.objects.using(READER).filter(host=domain)
    return with_reconnect(sites.exists, unavailable=IdentityUnavailable)


@dataclass(frozen=True, slots=True)
class SuspendedSite:
    """A state that has been suspended, and the numbers that its pages showed: label, as people read it, as dialled."""

    name: str
    phones: list[tuple[str, str, str]]


def suspended_site(host: str) -> SuspendedSite | None:
    """Return the suspended state whose site a host is; None for any other, launched or not.

    Raises:
        IdentityUnavailable: the database does not answer.
    """
    domain, _port = split_domain_port(host)
    return with_reconnect(lambda: _suspended(domain), unavailable=IdentityUnavailable)


def _suspended(domain: str) -> SuspendedSite | None:
    suspended = Hostname.objects.using(READER).filter(host=domain, tenant__status=TenantStatus.SUSPENDED)
    found = suspended.exclude(tenant=LIBRARY_ID).select_related("tenant").first()
    if found is None:
        return None
    phones = TenantPhone.objects.using(READER).filter(tenant=found.tenant_id).order_by("position", "pk")
    return SuspendedSite(found.tenant.name, list(phones.values_list("label", "display", "dial")))


def launched_sites(*, is_served: Callable[[str], bool]) -> list[StateSite]:
    """Return the launched states with a host, by name: what is public, and nothing of the others.

    Args:
        is_served: whether this installation answers on a host; a state's first such host is taken.
    Raises:
        IdentityUnavailable: the database does not answer.
    """
    sites: dict[int, StateSite] = {}
    for tenant_id, name, host in with_reconnect(_names_and_hosts, unavailable=IdentityUnavailable):
        if is_served(host):
            sites.setdefault(tenant_id, StateSite(name, host))
    return list(sites.values())


def _names_and_hosts() -> list[tuple[int, str, str]]:
    launched = Hostname.objects.using(READER).filter(tenant__status=TenantStatus.LAUNCHED).exclude(tenant=LIBRARY_ID)
    return list(launched.order_by("tenant__name", "pk").values_list("tenant_id", "tenant__name", "host"))
