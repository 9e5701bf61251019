"""What a query costs, asked before it is run; and when a refused one can be paid."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLObjectType

from api.endpoint import Endpoint
from api.metering.budget import reset
from api.schema.argument_rules import CHECKED
from api.schema.build import schema
from tenants.models import Tenant
from tests.fakes.clock import AHEAD, stop_clock
from tests.tenants.factories import key_of

from .client import Answer, send
from .test_spanish_errors import BAD

COSTLY = "{ state { name guidance(first: 100) { edges { node { offices(first: 100) { name isOpen } } } } } }"


@pytest.fixture
def run(endpoint: Endpoint, keys: dict[str, str]) -> Callable[..., Answer]:
    """Post a query as a dry run."""

    def run(query: str, **variables: Any) -> Answer:
        body = {"query": query, "variables": variables, "extensions": {"dryRun": True}}
        headers = {
            "Authorization": f"Bearer {keys['TAB']}",
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
        }
        return send(endpoint, body=json.dumps(body).encode(), headers=headers)

    return run


def test_a_dry_run_reports_the_price_and_nothing_else(run: Callable[..., Answer], post: Callable[..., Answer]) -> None:
    query = "query ($n: Int) { viewer { name } state { guidance(first: $n) { edges { node { title } } } } }"

    answer = run(query, n=100)

    cost = answer.json["extensions"]["cost"]
    assert answer.status == 200
    assert list(answer.json) == ["data", "extensions"]
    assert answer.json["data"] is None
    assert cost == {
        "requested": 9,
        "limit": 1_000,
        "fields": {"viewer": 0.06, "viewer.name": 0.01, "state": 7.05, "state.guidance": 7.0},
    }
    assert answer.headers["Query-Cost"] == post(query, n=100).headers["Query-Cost"] == "9;limit=1000"


def test_a_dry_run_of_what_costs_too_much_reports_its_price(run: Callable[..., Answer]) -> None:
    answer = run(COSTLY)

    assert (answer.status, answer.json["extensions"]["cost"]["requested"]) == (200, 5758)


def test_a_dry_run_refuses_what_a_run_refuses_whole(run: Callable[..., Answer], post: Callable[..., Answer]) -> None:
    compared = 0
    for query, variables, code in BAD:
        real = post(query, **variables)
        if real.status == 400:
            dry = run(query, **variables)
            assert (dry.status, dry.json["errors"]) == (400, real.json["errors"]), query
            compared += code in {"BAD_VALUE", "MISSING_VARIABLE"} and bool(variables)
    assert compared > 15


MADE = "{ state { glossary(first: 1) { pageInfo { endCursor } } } }"
ARGUMENTS: list[tuple[str, str]] = [
    ("{ state { guidance(first: 0) { totalCount } } }", "INVALID_ARGUMENT"),
    ("{ state { g: guidance(first: 101) { totalCount } } }", "INVALID_ARGUMENT"),
    ("{ state { guidance(first: 1, last: 1) { totalCount } } }", "INVALID_ARGUMENT"),
    ("{ state { guidance(last: -1) { totalCount } } }", "INVALID_ARGUMENT"),
    ('{ state { guidance(after: "broken") { totalCount } } }', "INVALID_CURSOR"),
    ('{ state { guidance(before: "") { totalCount } } }', "INVALID_CURSOR"),
    ('{ state { guidance(last: 1, before: "ñ") { totalCount } } }', "INVALID_CURSOR"),
    ('{ state { search(query: "x", after: "AAAA") { totalCount } } }', "INVALID_CURSOR"),
    ('{ state { search(query: " ") { totalCount } } }', "INVALID_ARGUMENT"),
    ('{ state { search(query: "%s") { totalCount } } }' % ("x" * 1_001), "INVALID_ARGUMENT"),
    ('{ state { resolve(path: "") { gone } } }', "INVALID_ARGUMENT"),
    ('{ state { glossary(startsWith: "") { totalCount } } }', "INVALID_ARGUMENT"),
    ('{ state { offices(service: "") { totalCount } } }', "INVALID_ARGUMENT"),
    ('{ state { offices(municipality: " ") { totalCount } } }', "INVALID_ARGUMENT"),
    ("{ state { offices(near: {latitude: 91, longitude: 0}) { totalCount } } }", "INVALID_ARGUMENT"),
    ('{ state { offices(openNow: true, openAt: "2026-11-23T18:00:00Z") { totalCount } } }', "INVALID_ARGUMENT"),
    ("{ state { holidays(first: 0) { name } } }", "INVALID_ARGUMENT"),
    ('{ node(id: "x") { id } }', "INVALID_ID"),
    ("{ nodes(ids: [%s]) { id } }" % ('"x",' * 101), "INVALID_ARGUMENT"),
    ("{ state { terms(keys: [%s]) { title } } }" % ('"x",' * 101), "INVALID_ARGUMENT"),
    ("{ ...A } fragment A on Query { state { ... { holidays(first: 0) { name } } } }", "INVALID_ARGUMENT"),
]


@pytest.mark.parametrize(("query", "code"), ARGUMENTS)
def test_a_dry_run_refuses_the_arguments_that_a_run_refuses(
    run: Callable[..., Answer], post: Callable[..., Answer], query: str, code: str
) -> None:
    dry, real = run(query), post(query)

    assert real.codes == [code]
    assert (dry.status, dry.json["errors"]) == (real.status, real.json["errors"])
    assert dry.json["data"] is None
    assert dry.json["extensions"]["cost"]["requested"] > 0


def test_a_dry_run_looks_at_arguments_from_variables_and_not_at_what_is_skipped(run: Callable[..., Answer]) -> None:
    query = "query ($n: Int, $y: Boolean!) { state { guidance(first: $n) @include(if: $y) { totalCount } } }"

    assert run(query, n=0, y=True).codes == ["INVALID_ARGUMENT"]
    assert run(query, n=0, y=False).codes == run(query, n=1, y=True).codes == []


def test_a_dry_run_takes_the_cursors_that_were_made(run: Callable[..., Answer], ask: Callable[..., Any]) -> None:
    found = '{ state { search(query: "amparo", first: 1) { pageInfo { endCursor } } } }'
    made = [ask(MADE)["state"]["glossary"], ask(found)["state"]["search"]]
    cursors = [each["pageInfo"]["endCursor"] for each in made]

    answers = [run("query ($c: Cursor) { state { glossary(after: $c) { totalCount } } }", c=each) for each in cursors]

    assert all(cursors)
    assert [answer.codes for answer in answers] == [[], []]


def test_every_argument_has_a_rule_or_needs_none() -> None:
    free = {"locale", "code", "slug", "role", "stage", "urgency", "kind", "kinds", "channel", "at"}
    free.add("input")  # of mutations, whose services check it and answer with typed errors
    free |= {"conversation_id", "secret"}  # where either is wrong, the conversation is as absent
    types = [each for each in schema().type_map.values() if isinstance(each, GraphQLObjectType)]
    names = {
        argument.out_name or name
        for each in types
        if not each.name.startswith("__")
        for field in each.fields.values()
        for name, argument in field.args.items()
    }

    assert names == CHECKED | free


def test_a_dry_run_that_is_refused_pays_for_checking_the_document(run: Callable[..., Answer]) -> None:
    query = "query ($s: String!) { state { office(slug: $s) { name } } } # " + "x" * 8_000

    answers = [run("{ viewer { name } }"), run(query)]

    before, after = (int(one.headers["RateLimit"].split("r=")[1].split(";")[0]) for one in answers)
    assert answers[1].codes == ["MISSING_VARIABLE"]
    assert before - after > 700


def test_checking_a_document_is_paid_for_by_a_dry_run_too(run: Callable[..., Answer]) -> None:
    query = "{ viewer { name } } # " + "x" * 8_000

    answers = [run("{ viewer { name } }"), run(query), run(query)]

    before, first, again = (int(one.headers["RateLimit"].split("r=")[1].split(";")[0]) for one in answers)
    assert before - first > 700
    assert first - again < 10


@pytest.mark.parametrize("value", ["yes", 1, "true"])
def test_a_dry_run_that_is_not_said_clearly_is_refused(endpoint: Endpoint, keys: dict[str, str], value: Any) -> None:
    body = {"query": "{ viewer { name } }", "extensions": {"dryRun": value}}
    headers = {"Authorization": f"Bearer {keys['TAB']}", "Content-Type": "application/json"}

    answer = send(endpoint, body=json.dumps(body).encode(), headers=headers)

    error = answer.json["errors"][0]["extensions"]
    assert (answer.status, error["code"], error["field"]) == (400, "BAD_REQUEST", "extensions.dryRun")
    assert error["hint"] == "Aquí va «true» o «false»."


def test_a_refusal_reports_the_price_of_each_part(post: Callable[..., Answer]) -> None:
    answer = post(COSTLY)

    assert answer.codes == ["TOO_COSTLY"]
    assert answer.json["extensions"]["cost"]["fields"] == {
        "state": 5756.06,
        "state.name": 0.01,
        "state.guidance": 5756.0,
    }


def test_retry_after_is_when_the_whole_request_can_be_paid(
    endpoint: Endpoint, states: dict[str, Tenant], changes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, raw = key_of(states["TAB"], budget_per_minute=20)
    clock = stop_clock(monkeypatch, AHEAD)
    reset()

    def ask() -> Answer:
        body = json.dumps({"query": "{ state { guidance(first: 100) { edges { node { title } } } } }"}).encode()
        headers = {"Authorization": f"Bearer {raw}", "Content-Type": "application/json", "Accept": "application/json"}
        return send(endpoint, body=body, headers=headers)

    answers = [ask() for _ in range(30)]
    refused = answers[-1]
    waited = int(refused.headers["Retry-After"])
    clock.now += waited

    assert refused.status == 429
    assert "9" in refused.json["errors"][0]["message"]
    assert ask().status == 200
