"""Many slow or odd clients at once do not keep the others waiting: real sockets, the server as it runs."""

from __future__ import annotations

import http.client
import time
import urllib.request
from contextlib import closing, suppress

import pytest
from django.test import Client

from cms.ports import any_free
from tenants.models import Tenant, User
from tests.journeys.site import Site
from tests.journeys.slow_clients import (
    BODY,
    answer_of,
    connection,
    dripping,
    form_head,
    half_closed,
    head,
    slow_bodies,
    stalled,
    status_of,
    upload,
)
from tests.tenants.factories import key_of

SOON_SECONDS = 5.0
"""Far less than the clients' patience, far more than an answer takes on a busy machine."""

NAME = "{ state { name } }"


def seconds_for_an_answer(site: Site, key: str) -> float:
    started_at = time.monotonic()
    assert site.query(key, NAME)["data"] == {"state": {"name": "Tabasco"}}
    return time.monotonic() - started_at


def seconds_until_alive(web: str) -> float:
    started_at = time.monotonic()
    with urllib.request.urlopen(f"{web}healthz", timeout=20) as response:
        assert response.status == 200
    return time.monotonic() - started_at


def test_strangers_hold_nothing_by_sending_slowly(site: Site) -> None:
    """A hundred bodies of one byte with a key that nobody made: each is refused before its body is waited for."""
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with site.web_process():
        seconds_for_an_answer(site, key)

        with stalled(site.port, 120, head(site.port, length=500) + b"{") as slow:
            seconds = [seconds_until_alive(site.web), seconds_for_an_answer(site, key)]
            statuses = {status_of(client) for client in slow}

        assert max(seconds) < SOON_SECONDS
        assert statuses == {401}


@pytest.mark.parametrize("pause_seconds", [0.0, 0.01, 0.2])
def test_a_client_whose_body_comes_behind_its_headers_reads_the_refusal(site: Site, pause_seconds: float) -> None:
    """However late its body comes: it is told that the connection ends, and connects anew for its next request."""
    with site.web_process(), closing(http.client.HTTPConnection("localhost", site.port, timeout=20)) as client:
        for _ in range(3):
            client.putrequest("POST", "/graphql")
            for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))):
                client.putheader(name, value)
            client.putheader("Authorization", "Bearer nobody")
            client.endheaders()
            time.sleep(pause_seconds)
            with suppress(BrokenPipeError):  # answered already
                client.send(BODY)
            with client.getresponse() as response:
                assert response.status == 401
                assert response.getheader("Connection") == "close"
                response.read()


def test_a_body_that_is_too_large_is_refused_unread_and_ends_the_connection(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with site.web_process(), closing(http.client.HTTPConnection("localhost", site.port, timeout=20)) as client:
        for content_type, status in (("application/json", 413), ("text/plain", 415)):
            client.putrequest("POST", "/graphql")
            for name, value in (("Content-Type", content_type), ("Content-Length", "5000000")):
                client.putheader(name, value)
            client.putheader("Authorization", f"Bearer {key}")
            client.endheaders()
            with client.getresponse() as response:
                assert response.status == status
                assert response.getheader("Connection") == "close"
                response.read()


def test_bodies_have_a_deadline_and_slow_ones_leave_room_for_others(site: Site) -> None:
    """More slow bodies than threads, with a key that is good: what any page of a state may have."""
    _, key = key_of(Tenant.objects.get(code="TAB"))
    site.environment = {**site.environment, "BODY_SECONDS": "4", "SLOW_BODIES": "8", "WEB_THREADS": "32"}
    with site.web_process():
        seconds_for_an_answer(site, key)

        with stalled(site.port, 60, head(site.port, length=500, key=key) + b"{") as slow:
            time.sleep(0.5)
            seconds = [seconds_until_alive(site.web), seconds_for_an_answer(site, key)]
            answers = [answer_of(client) for client in slow]

        assert max(seconds) < SOON_SECONDS
        for answer in answers:
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b'"code":"BODY_INCOMPLETE"' in answer
            assert "no llegó completo".encode() in answer


def test_slow_forms_are_cut_off_too(site: Site) -> None:
    site.environment = {**site.environment, "BODY_SECONDS": "2", "WEB_THREADS": "16", "SLOW_BODIES": "8"}
    with site.web_process(), stalled(site.port, 40, form_head(site.port, length=500) + b"u") as slow:
        time.sleep(0.5)
        seconds = seconds_until_alive(site.web)
        answers = [answer_of(client) for client in slow]

    assert seconds < SOON_SECONDS
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert "no llegó a tiempo".encode() in answer


def test_strangers_may_not_send_much(site: Site) -> None:
    """Uploads of two gigabytes without a sign-in: each is refused before any of it is read."""
    site.environment = {**site.environment, "WEB_THREADS": "16", "SLOW_BODIES": "8"}
    with site.web_process(), dripping(site.port, 40, upload(site.port, length=2_000_000_000)) as clients:
        seconds = [seconds_until_alive(site.web) for _ in range(3)]
        answers = [answer_of(client) for client in clients]

    assert max(seconds) < SOON_SECONDS
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"demasiado grande" in answer


def test_uploads_that_drip_leave_room_for_others(site: Site) -> None:
    """Each piece comes soon enough, and the whole never does: what counts is how long the body has taken."""
    person = User.objects.create_superuser("admin", "a@example.mx", "una contraseña larga")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    begun = upload(site.port, length=20_000_000, cookie=f"sessionid={client.cookies['sessionid'].value}")
    site.environment = {**site.environment, "WEB_THREADS": "16", "SLOW_BODIES": "4"}
    with site.web_process(), dripping(site.port, 40, begun):
        time.sleep(2.0)
        seconds = [seconds_until_alive(site.web) for _ in range(5)]

    assert max(seconds) < SOON_SECONDS


def test_slow_headers_leave_room_for_others(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with site.web_process():
        seconds_for_an_answer(site, key)

        with stalled(site.port, 200, head(site.port, length=500)[:-2]):
            seconds = [seconds_until_alive(site.web), seconds_for_an_answer(site, key)]

        assert max(seconds) < SOON_SECONDS


def test_health_has_an_address_of_its_own_that_no_request_can_hold(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    port = any_free()
    more = {"HEALTH_ADDRESS": f"127.0.0.1:{port}", "WEB_THREADS": "2", "BODY_SECONDS": "60"}
    site.environment = {**site.environment, **more}
    with site.web_process():
        seconds_for_an_answer(site, key)
        with stalled(site.port, 4, head(site.port, length=500, key=key) + b"{"):
            time.sleep(0.5)
            seconds = [seconds_until_alive(f"http://127.0.0.1:{port}/") for _ in range(5)]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as response:
                assert response.status == 200

    assert max(seconds) < SOON_SECONDS


def test_slow_bodies_and_half_closed_connections_leave_room_for_others(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with site.web_process():
        seconds_for_an_answer(site, key)

        with slow_bodies(site.port, 60) as slow, half_closed(site.port, 20):
            time.sleep(1.0)
            seconds = [seconds_for_an_answer(site, key) for _ in range(5)]
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
