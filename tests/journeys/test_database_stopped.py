"""PostgreSQL away for some seconds under load: what memory knows is served, the rest comes back by itself."""

from __future__ import annotations

import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections

from content_models.models import GuidancePage
from publishing.services.publish import publish_page
from tenants.keys import make_key
from tenants.models import KeyKind, Tenant
from tests import database
from tests.fakes.breakable_line import BreakableLine
from tests.journeys.readers import Reader, Reply, reading
from tests.journeys.site import APP_URLS, Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

READERS = 4
UNAVAILABLE_SECONDS = 4.0
BACK_SECONDS = 30.0

PAGE = """query ($code: StateCode!, $x: String! = "x") { state(code: $code) { name term(slug: $x) { id }
    guidancePage(slug: "familiar-detenido") { title summary } } }"""
SUMMARY = "Publicado mientras no había base de datos."


@dataclass
class Phase:
    """What the line to the database is like."""

    name: str = "up"


@dataclass(frozen=True)
class Heard:
    """An answer, and what was going on from its request to its arrival."""

    kind: str
    phases: frozenset[str]
    reply: Reply


@pytest.fixture
def line(site: Site) -> Iterator[BreakableLine]:
    """The web process's only way to the database; this process has its own."""
    line = BreakableLine(*database.address())
    site.reach_database_over(line, *APP_URLS)
    yield line
    line.cut()


@pytest.fixture
def keys(committed_db: None) -> dict[str, str]:
    """A key for Tabasco; one for Coahuila and Mexico City; one for the State of Mexico, which nobody reads before."""
    tenants = {code: Tenant.objects.get(code=code) for code in ("TAB", "COA", "CMX", "MEX")}
    two = [tenants["COA"], tenants["CMX"]]
    return {
        "known": key_of(tenants["TAB"])[1],
        "two": key_of(two[0], tenants=two)[1],
        "unread": key_of(tenants["MEX"])[1],
    }


def readiness(site: Site) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"{site.web}readyz", timeout=20) as response:
            said: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        said = json.load(error)
    return said


def test_readers_go_on_without_the_database_and_with_it_again(
    site: Site, line: BreakableLine, keys: dict[str, str]
) -> None:
    phase, numbers = Phase(), itertools.count()

    def read(reader: Reader, stop: threading.Event) -> list[Heard]:
        heard = []
        while not stop.is_set():
            number = next(numbers)
            kind, key, variables = [
                ("ready", keys["known"], {"code": "TAB"}),
                ("made", keys["known"], {"code": "TAB", "x": str(number)}),
                ("stranger", make_key(KeyKind.SECRET), {"code": "TAB"}),
                ("made", keys["two"], {"code": "COA", "x": str(number)}),
                ("unread", keys["two"], {"code": "CMX"} if phase.name == "down" else {"code": "COA"}),
                ("unread key", keys["unread"] if phase.name == "down" else keys["two"], {"code": "MEX"}),
            ][number % 6]
            before = phase.name
            reply = reader.ask(key, PAGE, variables, is_get=number % 4 > 0)
            heard.append(Heard(kind, frozenset({before, phase.name}), reply))
            time.sleep(0.002)
        return heard

    with site.web_process():
        with Reader(site.port) as reader:
            for key, code in (("known", "TAB"), ("two", "COA")):
                assert reader.ask(keys[key], PAGE, {"code": code}, is_get=True).status == 200
        with reading(site.port, READERS, read) as readers:
            time.sleep(1.0)
            phase.name = "cutting"
            line.cut()
            phase.name = "down"
            published = GuidancePage.objects.get(slug="familiar-detenido", locale__language_code="es-mx")
            published.summary = SUMMARY
            publish_page(page=published)
            said = readiness(site)
            time.sleep(UNAVAILABLE_SECONDS)
            phase.name = "mending"
            line.mend()
            assert eventually(lambda: _summary(site, keys["unread"], "MEX") == SUMMARY, BACK_SECONDS)
            assert eventually(lambda: _summary(site, keys["known"], "TAB") == SUMMARY, BACK_SECONDS)
            assert eventually(lambda: readiness(site)["status"] == "ready", BACK_SECONDS)
            phase.name = "up again"
            time.sleep(1.0)
    connections.close_all()

    heard = [one for reader in readers for one in reader.result()]
    assert (said["status"], said["database"]) == ("degraded", "unreachable")
    assert said["memory"]["states"] == ["COA", "TAB"]
    assert {one.reply.status for one in heard} <= {200, 401, 503}
    for one in heard:
        _check(one)
    during = [one for one in heard if one.phases == {"down"}]
    assert {(one.kind, one.reply.status) for one in during} == {
        ("ready", 200),
        ("made", 200),
        ("stranger", 503),
        ("unread", 503),
        ("unread key", 503),
    }
    assert any(one.reply.json.get("extensions", {}).get("store") == {"available": False} for one in during)


def _check(one: Heard) -> None:
    if one.reply.status == 503:
        assert one.reply.codes == ["TEMPORARILY_UNAVAILABLE"]
        assert one.reply.headers["retry-after"] == "2"
        assert one.kind not in ("ready", "made"), one
        assert one.phases & {"cutting", "down", "mending"}, one
    elif one.reply.status == 401:
        assert one.kind == "stranger"
        assert one.phases != {"down"}
    elif one.kind in ("ready", "made"):
        assert one.reply.json["data"]["state"]["guidancePage"]["title"] == "Detuvieron a mi familiar"


def _summary(site: Site, key: str, code: str) -> str | None:
    with Reader(site.port) as reader:
        reply = reader.ask(key, PAGE, {"code": code}, is_get=True)
    return reply.json["data"]["state"]["guidancePage"]["summary"] if reply.status == 200 else None
