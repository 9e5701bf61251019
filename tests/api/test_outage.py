"""PostgreSQL away: what memory knows is served, the rest is told to come back, and it recovers by itself."""

import json
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, build_schema, parse

from api.endpoint import Endpoint
from api.engine.documents import Operation
from api.engine.execution import lacks_unavailable_parts
from delivery import state_view
from publishing.errors import StoreUnavailable
from tenants import listening
from tenants.models import KeyKind, Scope, Tenant
from tests.fakes.breakable_line import BreakableLine, only_way_to_the_database
from tests.tenants.factories import key_of
from tests.waiting import eventually

from .client import Answer, send
from .world.store import forget

CODES = ("TAB", "COA")
AT_ONCE_SECONDS = 5
"""Far less than any time-out of a connection, far more than a slow machine needs."""


@pytest.fixture
def line(module_committed_db: None) -> Iterator[BreakableLine]:
    """This process's only way to the database."""
    with only_way_to_the_database() as line:
        forget()
        yield line
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


def test_cached_states_are_served_and_others_get_retry_after(line: BreakableLine, endpoint: Endpoint) -> None:
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
    assert eventually(lambda: not state_view.is_unavailable())
    recovered = name_of_state(endpoint, unseen)
    assert recovered.json["data"]["state"]["name"] == "Coahuila"


def test_cached_states_are_answered_beside_one_that_is_not(line: BreakableLine, endpoint: Endpoint) -> None:
    key = key_of_both()
    ask(endpoint, key, "{ state(code: TAB) { name } }")
    query = "{ tab: state(code: TAB) { name } coa: state(code: COA) { name } }"

    line.cut()
    away = ask(endpoint, key, query)
    again = ask(endpoint, key, query)
    line.mend()
    assert eventually(lambda: not state_view.is_unavailable())
    back = ask(endpoint, key, query)

    for answer in (away, again):
        assert (answer.status, answer.codes) == (200, ["TEMPORARILY_UNAVAILABLE"])
        assert answer.json["data"] == {"tab": {"name": "Tabasco"}, "coa": None}
        assert answer.json["errors"][0]["path"] == ["coa"]
        assert answer.json["extensions"]["store"] == {"available": False}
        assert answer.json["extensions"]["cost"] == back.json["extensions"]["cost"]
        assert answer.headers["Retry-After"] == "2"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert back.json["data"] == {"tab": {"name": "Tabasco"}, "coa": {"name": "Coahuila"}}
    assert "errors" not in back.json


def test_no_cache_keeps_an_answer_that_lacks_a_state(line: BreakableLine, endpoint: Endpoint) -> None:
    both = [Tenant.objects.get(code=code) for code in ("TAB", "COA")]
    _, key = key_of(both[0], tenants=both, kind=KeyKind.PUBLISHABLE, scopes=[Scope.CONTENT])
    whole, partial = (
        "{ tab: state(code: TAB) { name } }",
        "{ tab: state(code: TAB) { name } coa: state(code: COA) { name } }",
    )
    before = get(endpoint, key, whole)

    line.cut()
    away = get(endpoint, key, partial)

    assert before.headers["Cache-Control"].startswith("public")
    assert (away.status, away.codes) == (200, ["TEMPORARILY_UNAVAILABLE"])
    assert away.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in away.headers


def test_one_of_several_objects_that_cannot_be_read_is_null_in_its_place(
    line: BreakableLine, endpoint: Endpoint
) -> None:
    key = key_of_both()
    ids = [ask(endpoint, key, f"{{ state(code: {code}) {{ id }} }}").json["data"]["state"]["id"] for code in CODES]
    forget()
    ask(endpoint, key, "{ state(code: TAB) { name } }")

    line.cut()
    away = ask(endpoint, key, f"{{ nodes(ids: {json.dumps(ids)}) {{ ... on State {{ name }} }} }}")

    assert (away.status, away.codes) == (200, ["TEMPORARILY_UNAVAILABLE"])
    assert away.json["data"] == {"nodes": [{"name": "Tabasco"}, None]}
    assert away.json["errors"][0]["path"] == ["nodes", 1]


@pytest.mark.parametrize(
    "query",
    [
        "{ __typename state(code: COA) { name } }",
        "{ one: state(code: COA) { name } another: state(code: COA) { code } }",
        "{ states { name } }",
    ],
)
def test_an_answer_of_which_nothing_is_cached_is_none(line: BreakableLine, endpoint: Endpoint, query: str) -> None:
    key = key_of_both()
    ask(endpoint, key, "{ state(code: TAB) { name } }")

    line.cut()
    away = ask(endpoint, key, query)

    assert (away.status, away.codes) == (503, ["TEMPORARILY_UNAVAILABLE"])
    assert "data" not in away.json
    assert away.headers["Retry-After"] == "2"


def test_a_mutation_of_which_a_part_could_not_be_done_is_none() -> None:
    """The schema has none yet."""
    mutations = build_schema("type Query { one: One } type Mutation { one: One two: One } type One { name: String }")
    document = parse("mutation { one { name } two { name } }")
    (node,) = document.definitions
    assert isinstance(node, OperationDefinitionNode)
    failure = GraphQLError("", path=["two"], original_error=StoreUnavailable())
    result = ExecutionResult({"one": {"name": "x"}, "two": None}, [failure])

    with pytest.raises(StoreUnavailable):
        lacks_unavailable_parts(result, Operation(mutations, document, node))


def get(endpoint: Endpoint, key: str, query: str) -> Answer:
    """Ask with a key, so that caches may keep the answer."""
    return send(
        endpoint,
        "GET",
        query_string=urlencode({"query": query}),
        headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
    )


def key_of_both() -> str:
    tabasco, coahuila = (Tenant.objects.get(code=code) for code in CODES)
    return key_of(tabasco, tenants=[tabasco, coahuila])[1]


def test_an_answer_made_while_the_database_is_unavailable_says_so_and_is_not_cached(
    line: BreakableLine, endpoint: Endpoint
) -> None:
    key = key_of_both()
    ask(endpoint, key, "{ state(code: TAB) { name } }")

    line.cut()
    ask(endpoint, key, "{ state(code: COA) { name } }")
    assert state_view.is_unavailable()
    away = ask(endpoint, key, "{ state(code: TAB) { code name } }")

    assert away.json["data"] == {"state": {"code": "TAB", "name": "Tabasco"}}
    assert away.json["extensions"]["store"] == {"available": False}
    assert away.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in away.headers
    line.mend()
    assert eventually(lambda: not state_view.is_unavailable())
    assert "store" not in ask(endpoint, key, "{ state(code: TAB) { code name } }").json["extensions"]


def test_an_answer_that_was_ready_says_so_too_without_the_database(line: BreakableLine, endpoint: Endpoint) -> None:
    key = key_of_both()
    before = ask(endpoint, key, "{ state(code: TAB) { name } }")

    line.cut()
    ask(endpoint, key, "{ state(code: COA) { name } }")
    assert state_view.is_unavailable()
    away = [ask(endpoint, key, "{ state(code: TAB) { name } }") for _ in range(2)]
    line.mend()
    assert eventually(lambda: not state_view.is_unavailable())
    again = [ask(endpoint, key, "{ state(code: TAB) { name } }") for _ in range(2)]

    assert [one.json["data"] for one in away] == [before.json["data"]] * 2
    assert [one.json["extensions"]["store"] for one in away] == [{"available": False}] * 2
    assert [one.body for one in again] == [before.body] * 2


def test_a_process_without_notifications_says_so_though_all_is_cached(line: BreakableLine, endpoint: Endpoint) -> None:
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
