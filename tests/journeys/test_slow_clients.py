"""Many slow or odd clients at once do not keep the others waiting: real sockets, the server as it runs."""

from __future__ import annotations

import time
from contextlib import suppress

from tenants.models import Tenant
from tests.journeys.site import Site
from tests.journeys.slow_clients import BODY, connection, half_closed, head, slow_bodies, status_of
from tests.tenants.factories import key_of

SOON_SECONDS = 5.0
"""Far less than the clients' patience, far more than an answer takes on a busy machine."""

NAME = "{ state { name } }"


def seconds_for_an_answer(site: Site, key: str) -> float:
    started_at = time.monotonic()
    assert site.query(key, NAME)["data"] == {"state": {"name": "Tabasco"}}
    return time.monotonic() - started_at


def test_slow_bodies_and_half_closed_connections_leave_room_for_others(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with site.web_process():
        seconds_for_an_answer(site, key)

        with slow_bodies(site.port, 60) as slow, half_closed(site.port, 20):
            time.sleep(1.0)
            seconds = [seconds_for_an_answer(site, key) for _ in range(5)]
            for client in slow:
                client.sendall(BODY[-1:])
            statuses = {status_of(client) for client in slow}

        assert max(seconds) < SOON_SECONDS
        assert statuses == {401}
        assert seconds_for_an_answer(site, key) < SOON_SECONDS


def test_huge_headers_are_refused_and_never_hang(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with site.web_process():
        for more in (f"X-Long: {'a' * 1_000_000}\r\n", "".join(f"X-Many-{one}: 1\r\n" for one in range(5_000))):
            with connection(site.port) as client:
                started_at = time.monotonic()
                with suppress(ConnectionError):
                    client.sendall(head(site.port, length=len(BODY), more=more) + BODY)

                assert status_of(client) == 431
                assert time.monotonic() - started_at < SOON_SECONDS
        assert seconds_for_an_answer(site, key) < SOON_SECONDS
