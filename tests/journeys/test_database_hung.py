"""A database that accepts connections and never answers: all say 503 within two seconds, in Spanish."""

from __future__ import annotations

import http.client
import json
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from content_models.models import GuidancePage
from publishing.services.publish import publish_page
from tenants.keys import make_key
from tenants.models import KeyKind, Tenant, User
from tests import database
from tests.fakes.breakable_line import BreakableLine
from tests.journeys.site import APP_URLS, OWNER_URLS, START_SECONDS, Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

LIMIT_SECONDS = 2.0
BUSY_SECONDS = 1.5
"""What a crowded machine may add."""

BACK_SECONDS = 30.0
SETTLED_SECONDS = 2.0

PAGE = '{ state(code: TAB) { guidancePage(slug: "familiar-detenido") { summary } } }'
SUMMARY = "Publicado mientras la base de datos no contestaba."

LONG_STATEMENT = """
import os, threading, time
import django

django.setup()
from django.db import connection
from cms.postgres import liveness

liveness.start()
with connection.cursor() as cursor:
    cursor.execute("SELECT 1")
    began = time.monotonic()
    cursor.execute("SELECT pg_sleep(4)")
    print("slept", time.monotonic() - began > 3.5, flush=True)
"""


@pytest.fixture
def line(site: Site) -> Iterator[BreakableLine]:
    """The site's only way to the database."""
    line = BreakableLine(*database.address())
    site.reach_database_over(line, *APP_URLS, *OWNER_URLS)
    yield line
    line.flow()
    line.cut()


def ask(site: Site, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str, float]:
    """Return status, headers, text and seconds of an answer."""
    began = time.monotonic()
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        client.request("GET", path, headers={"Host": f"localhost:{site.port}", **headers})
        response = client.getresponse()
        text = response.read().decode()
        return response.status, response.headers, text, time.monotonic() - began
    finally:
        client.close()


@pytest.mark.parametrize("has_postmaster", [False, True], ids=["the server", "its backends"])
def test_everything_says_so_within_two_seconds_and_recovers(
    site: Site, line: BreakableLine, has_postmaster: bool
) -> None:
    person = User.objects.create_superuser("admin", "a@example.mx", "una contraseña larga")
    _, known = key_of(Tenant.objects.get(code="TAB"))
    two = [Tenant.objects.get(code=code) for code in ("TAB", "COA")]
    _, unread = key_of(two[0], tenants=two)
    json_ = {"Accept": "application/json"}
    with site.web_process():
        cookie = _signed_in(person)
        assert ask(site, "/admin/", Cookie=cookie)[0] == 200
        assert ask(site, "/graphql?query={state(code:TAB){name}}", Authorization=f"Bearer {unread}", **json_)[0] == 200
        assert ask(site, "/", Host="tabasco.localhost")[0] == 200

        line.hang(has_postmaster=has_postmaster)
        api = ask(site, "/graphql?query={state(code:COA){name}}", Authorization=f"Bearer {unread}", **json_)
        stranger = ask(site, "/graphql?query={state{name}}", Authorization=f"Bearer {known}", **json_)
        admin = ask(site, "/admin/", Cookie=cookie)
        login = ask(site, "/admin/login/", Cookie=cookie)
        portal = ask(site, "/", Host="coahuila.localhost")
        alive = ask(site, "/healthz")
        ready = ask(site, "/readyz")
        memory = ask(site, "/graphql?query={state(code:TAB){name}}", Authorization=f"Bearer {unread}", **json_)
        line.flow()
        back = eventually(lambda: ask(site, "/admin/", Cookie=cookie)[0] == 200, 30)

    for status, headers, text, seconds in (api, stranger):
        assert (status, '"TEMPORARILY_UNAVAILABLE"' in text) == (503, True), text
        assert headers["Retry-After"] == "2"
        assert seconds < LIMIT_SECONDS + BUSY_SECONDS
    words = {
        "administration": "La administración no responde en este momento",
        "site": "No podemos mostrar esta página en este momento",
    }
    answered = (("administration", admin), ("administration", login), ("site", portal))
    for whose, (status, headers, text, seconds) in answered:
        assert status == 503, text
        assert words[whose] in text
        assert "portal/portal.css" in text
        assert headers["Retry-After"] == "5"
        assert seconds < LIMIT_SECONDS + BUSY_SECONDS
    assert alive[0] == 200
    assert (ready[0], json.loads(ready[2])["status"]) == (200, "degraded")
    assert ready[3] < LIMIT_SECONDS + BUSY_SECONDS
    assert memory[0] == 200
    assert back


def test_the_cache_is_served_says_so_and_is_current_again_afterwards(site: Site, line: BreakableLine) -> None:
    two = [Tenant.objects.get(code=code) for code in ("TAB", "COA")]
    _, key = key_of(two[0], tenants=two)
    with site.web_process():
        site.query(key, PAGE)
        # What is read just as the server begins to hear of changes is answered, but not remembered.
        time.sleep(SETTLED_SECONDS)
        site.query(key, PAGE)

        line.hang()
        stranger = site.query(make_key(KeyKind.SECRET), PAGE)
        warm = site.query(key, PAGE)
        both = site.query(key, "{ tab: state(code: TAB) { name } coa: state(code: COA) { name } }")
        page = GuidancePage.objects.get(slug="familiar-detenido", locale__language_code="es-mx")
        page.summary = SUMMARY
        publish_page(page=page)
        line.flow()
        is_current = eventually(lambda: _is_current(site.query(key, PAGE)), BACK_SECONDS)
    connections.close_all()

    assert [error["extensions"]["code"] for error in stranger["errors"]] == ["TEMPORARILY_UNAVAILABLE"]
    assert _summary(warm) != SUMMARY
    assert warm["extensions"]["store"] == {"available": False}
    assert both["data"] == {"tab": {"name": "Tabasco"}, "coa": None}
    assert [(error["path"], error["extensions"]["code"]) for error in both["errors"]] == [
        (["coa"], "TEMPORARILY_UNAVAILABLE")
    ]
    assert is_current


def _is_current(answer: dict[str, Any]) -> bool:
    """Whether what was published is served, and nothing is said of a database that is away."""
    return _summary(answer) == SUMMARY and "store" not in answer["extensions"]


def test_a_long_statement_is_not_cut_while_the_database_answers(site: Site, line: BreakableLine) -> None:
    with site.process("-c", LONG_STATEMENT) as process:
        assert process.wait(60) == 0, site.log.read_text()

    assert "slept True" in site.log.read_text()


def test_a_worker_ends_when_told_to_while_the_database_hangs(site: Site, line: BreakableLine) -> None:
    with site.process("manage.py", "worker") as worker:
        assert eventually(lambda: "The worker is running." in site.log.read_text(), START_SECONDS)
        line.hang()
        assert eventually(lambda: "the database does not answer" in site.log.read_text(), 15)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0


def _summary(answer: dict[str, Any]) -> str:
    return str(answer["data"]["state"]["guidancePage"]["summary"])


def _signed_in(person: User) -> str:
    """Return the cookie of a session."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}"
