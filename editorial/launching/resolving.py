"""Whether the addresses of a state's site lead to this service now, by DNS."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.hostnames import LOCAL
from tenants.models import Tenant

from .readiness import Missing

WAIT_SECONDS = 1.0
"""How long a screen waits for DNS, for all addresses together."""

RESOLVERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolver")


def unresolved_of(tenant: Tenant) -> Iterator[Missing]:
    """Yield the addresses of a state that do not lead to this service yet, with the line that goes into DNS."""
    hosts = tenant.hostnames.order_by("pk").values_list("host", flat=True)
    service = urlsplit(settings.PUBLIC_URL).hostname or ""
    for host in _leading_elsewhere(hosts, service):
        sentence = _(
            "%(host)s does not lead to this service yet. Whoever runs the domain adds this line to DNS: "
            "%(host)s. CNAME %(service)s."
        )
        url = reverse("states:hosts", args=[tenant.code])
        yield Missing("UNRESOLVED_HOST", False, sentence % {"host": host, "service": service}, url)


def _leading_elsewhere(hosts: Iterable[str], service: str) -> list[str]:
    """Return the hosts that share no address with the service; where its own are not to be had, those without any."""
    public_hosts = [host for host in hosts if not host.endswith(LOCAL)]
    if not public_hosts:
        return []
    looked_up = {name: RESOLVERS.submit(_addresses, name) for name in [service, *public_hosts]}
    done, late = wait(looked_up.values(), timeout=WAIT_SECONDS)
    for each in late:
        each.cancel()
    found = {name: each.result() if each in done else frozenset() for name, each in looked_up.items()}
    own = found[service]
    return [host for host in public_hosts if not (found[host] & own if own else found[host])]


def _addresses(host: str) -> frozenset[str]:
    try:
        return frozenset(str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return frozenset()
