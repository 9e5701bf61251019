"""PostgreSQL away: what memory knows is served, the rest is told to come back, and it recovers by itself."""

import json
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from api.endpoint import Endpoint
from tenants.models import Tenant
from tests.fakes.breakable_line import BreakableLine
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
    return send(
        endpoint,
        body=json.dumps({"query": "{ state { name home { title } } }"}).encode(),
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
