"""What a key may learn of the schema: everything in a sandbox, nothing in production."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from api.endpoint import Endpoint
from tenants.models import Environment, Tenant
from tests.tenants.factories import key_of

from .client import Answer, send

Asked = Callable[..., Answer]

MISSPELLED: list[tuple[str, dict[str, Any], str]] = [
    ("{ state { ofices { totalCount } } }", {}, "UNKNOWN_FIELD"),
    ("{ state { guidance(frist: 3) { totalCount } } }", {}, "UNKNOWN_ARGUMENT"),
    ("{ state(code: TAV) { code } }", {}, "BAD_VALUE"),
    ("{ state { sections { ... on Sectoin { title } } } }", {}, "UNKNOWN_TYPE"),
    ("query ($code: StateCode) { state(code: $code) { code } }", {"code": "TAV"}, "BAD_VALUE"),
    ("query ($n: Near) { state { offices(near: $n) { totalCount } } }", {"n": {"latitud": 1}}, "BAD_VALUE"),
    ("{ state { code @inclde(if: true) } }", {}, "UNKNOWN_DIRECTIVE"),
]


@pytest.fixture
def asking(endpoint: Endpoint, states: dict[str, Tenant], changes: None) -> Callable[[Environment], Asked]:
    """Make a key of an environment; it asks."""

    def asking(environment: Environment) -> Asked:
        _, raw = key_of(states["TAB"], environment=environment)

        def ask(query: str, *, is_dry_run: bool = False, **variables: Any) -> Answer:
            return send(
                endpoint,
                body=json.dumps(
                    {"query": query, "variables": variables, "extensions": {"dryRun": is_dry_run}}
                ).encode(),
                headers={
                    "Authorization": f"Bearer {raw}",
                    "Content-Type": "application/json",
                    "Accept": "application/graphql-response+json",
                    "Accept-Language": "en",
                },
            )

        return ask

    return asking


@pytest.mark.parametrize(("query", "variables", "code"), MISSPELLED)
def test_only_a_sandbox_gets_suggestions(
    asking: Callable[[Environment], Asked], query: str, variables: dict[str, Any], code: str
) -> None:
    production = asking(Environment.PRODUCTION)(query, **variables)
    sandbox = asking(Environment.SANDBOX)(query, **variables)

    assert (production.status, production.codes[0]) == (sandbox.status, sandbox.codes[0]) == (400, code)
    assert "Did you mean" not in production.body.decode()
    assert production.json["errors"][0]["extensions"]["hint"]
    assert production.json["errors"][0].get("locations") == sandbox.json["errors"][0].get("locations")


def test_a_sandbox_gets_suggestions_of_names(asking: Callable[[Environment], Asked]) -> None:
    hints = [
        asking(Environment.SANDBOX)(query, **variables).json["errors"][0]["extensions"]["hint"]
        for query, variables, _ in MISSPELLED[:3]
    ]

    assert hints == [
        "Did you mean offices, notices, office?",
        "Did you mean first, last?",
        "Did you mean TAB, TAM, CAM?",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } }",
        '{ __type(name: "State") { name } }',
        "{ ...Q } fragment Q on Query { a: __schema { queryType { name } } }",
        "query ($yes: Boolean = true) { __schema @include(if: $yes) { queryType { name } } }",
    ],
)
def test_only_a_sandbox_may_ask_the_schema_about_itself(asking: Callable[[Environment], Asked], query: str) -> None:
    production = asking(Environment.PRODUCTION)(query)
    dry = asking(Environment.PRODUCTION)(query, is_dry_run=True)
    sandbox = asking(Environment.SANDBOX)(query)

    assert (production.status, production.codes, sandbox.status) == (400, ["INTROSPECTION_OFF"], 200)
    assert (dry.status, dry.codes) == (production.status, production.codes)
    assert "sandbox" in production.json["errors"][0]["extensions"]["hint"]


def test_production_may_ask_for_the_names_of_types(asking: Callable[[Environment], Asked]) -> None:
    answer = asking(Environment.PRODUCTION)("{ __typename state { __typename } }")

    assert answer.json["data"] == {"__typename": "Query", "state": {"__typename": "State"}}
