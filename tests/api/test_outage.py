"""PostgreSQL away: what memory knows is served, the rest is told to come back, and it recovers by itself."""

import json
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from api.endpoint import Endpoint
from publishing import state_view
from tenants import listening
from tenants.models import Tenant
from tests.fakes.breakable_line import BreakableLine
from tests.journeys.site import eventually
from tests.tenants.factories import key_of

from .client import Answer, send
from .world.store import forget

AT_ONCE_SECONDS = 5
"""Far less than any time-out of a connection, far more than a slow machine needs."""


@pytest.fixture
def line(committed_db: None) -> Iterator[BreakableLine]:
    """This process's only way to the database."""
    settings = connection.settings_dict
    before = {name: settings[name] for name in ("HOST", "PORT")}
    line = BreakableLine(settings["HOST"], int(settings["PORT"] or 5432))
    connection.close()
    settings.update(HOST="127.0.0.1", PORT=line.port)
    forget()
    yield line
    connection.close()
    line.cut()
    settings.update(before)
    forget()


def name_of_state(endpoint: Endpoint, key: str) -> Answer:
    """Ask for the name of the key's own state and a page of it."""
    return ask(endpoint, key, "{ state { name home { title } } }")


def ask(endpoint: Endpoint, key: str, query: str) -> Answer:
    """Ask with a key."""
    return send(
        endpoint,
        body=json.dumps({"query": query}).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )


def test_known_states_are_served_and_others_are_told_to_come_back(line: BreakableLine, endpoint: Endpoint) -> None:
    known, unseen = (key_of(Tenant.objects.get(code=code))[1] for code in ("TAB", "COA"))
    before = name_of_state(endpoint, known)
    assert before.json["data"]["state"]["name"] == "Tabasco"

    line.cut()
    served = name_of_state(endpoint, known)
    started_at = time.monotonic()
    refused = name_of_state(endpoint, unseen)
    seconds = time.monotonic() - started_at

    assert served.json == before.json
    assert (refused.status, refused.codes) == (503, ["TEMPORARILY_UNAVAILABLE"])
    assert refused.headers["Retry-After"] == "2"
    assert seconds < AT_ONCE_SECONDS
    line.mend()
    time.sleep(1.1)
    recovered = name_of_state(endpoint, unseen)
    assert recovered.json["data"]["state"]["name"] == "Coahuila"


def test_a_state_that_memory_does_not_have_is_no_half_answer(line: BreakableLine, endpoint: Endpoint) -> None:
    tabasco, coahuila = (Tenant.objects.get(code=code) for code in ("TAB", "COA"))
    _, one = key_of(tabasco)
    _, both = key_of(tabasco, tenants=[tabasco, coahuila])
    name_of_state(endpoint, one)
    name_of_state(endpoint, both)

    line.cut()
    answer = send(
        endpoint,
        body=json.dumps({"query": "{ tab: state(code: TAB) { name } coa: state(code: COA) { name } }"}).encode(),
        headers={"Authorization": f"Bearer {both}", "Content-Type": "application/json"},
    )

    assert (answer.status, answer.codes) == (503, ["TEMPORARILY_UNAVAILABLE"])
    assert "data" not in answer.json


def key_of_both() -> str:
    tabasco, coahuila = (Tenant.objects.get(code=code) for code in ("TAB", "COA"))
    return key_of(tabasco, tenants=[tabasco, coahuila])[1]


def test_an_answer_made_while_the_database_is_away_says_so_and_is_not_kept(
    line: BreakableLine, endpoint: Endpoint
) -> None:
    key = key_of_both()
    ask(endpoint, key, "{ state(code: TAB) { name } }")

    line.cut()
    ask(endpoint, key, "{ state(code: COA) { name } }")
    assert state_view.is_away()
    away = ask(endpoint, key, "{ state(code: TAB) { code name } }")

    assert away.json["data"] == {"state": {"code": "TAB", "name": "Tabasco"}}
    assert away.json["extensions"]["store"] == {"available": False}
    assert away.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in away.headers
    line.mend()
    time.sleep(1.1)
    assert "store" not in ask(endpoint, key, "{ state(code: TAB) { code name } }").json["extensions"]


def test_an_answer_that_was_ready_says_so_too_without_the_database(line: BreakableLine, endpoint: Endpoint) -> None:
    key = key_of_both()
    before = ask(endpoint, key, "{ state(code: TAB) { name } }")

    line.cut()
    ask(endpoint, key, "{ state(code: COA) { name } }")
    assert state_view.is_away()
    away = [ask(endpoint, key, "{ state(code: TAB) { name } }") for _ in range(2)]
    line.mend()
    time.sleep(1.1)
    again = [ask(endpoint, key, "{ state(code: TAB) { name } }") for _ in range(2)]

    assert [one.json["data"] for one in away] == [before.json["data"]] * 2
    assert [one.json["extensions"]["store"] for one in away] == [{"available": False}] * 2
    assert [one.body for one in again] == [before.body] * 2


def test_a_process_that_hears_of_no_changes_says_so_though_memory_has_all(
    line: BreakableLine, endpoint: Endpoint
) -> None:
    _, tabasco = key_of(Tenant.objects.get(code="TAB"))
    ask(endpoint, tabasco, "{ state { name } }")
    listening.start()
    try:
        assert eventually(listening.is_connected, AT_ONCE_SECONDS)

        line.cut()
        assert eventually(listening.is_cut_off, AT_ONCE_SECONDS)
        away = ask(endpoint, tabasco, "{ state { code } }")
        line.mend()
        assert eventually(lambda: not listening.is_cut_off(), AT_ONCE_SECONDS)
        again = ask(endpoint, tabasco, "{ state { code } }")
    finally:
        listening.stop()

    assert away.json["extensions"]["store"] == {"available": False}
    assert "store" not in again.json["extensions"]
