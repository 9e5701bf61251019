"""`nodes(ids:)` and `State.terms(keys:)`: several objects at once, in the order asked, null for what is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api import object_ids
from api.engine.execution import Executor

from .client import Answer
from .conftest import Ask
from .world.documents import key

TERMS = "query ($keys: [String!]!) { state(code: TAB) { name terms(keys: $keys) { key term } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Item { title } ... on State { code } } }"

Post = Callable[..., Answer]


@pytest.fixture(params=Executor, autouse=True)
def executor(request: pytest.FixtureRequest, settings: Any) -> None:
    """Both executors answer alike."""
    settings.GRAPHQL_EXECUTOR = request.param.value


def test_terms_stand_in_the_order_asked_and_null_for_what_is_none(ask: Ask) -> None:
    keys = [key("fiscalia"), key("no-existe"), key("denuncia"), key("tab-centro"), "x", key("fiscalia")]

    terms = ask(TERMS, keys=keys)["state"]["terms"]

    assert [term and term["term"] for term in terms] == ["fiscalía", None, "denuncia", None, None, "fiscalía"]
    assert ask(TERMS, keys=[])["state"]["terms"] == []


def test_what_a_text_marks_is_found(ask: Ask) -> None:
    page = ask('{ state { guidancePage(slug: "denunciar") { terms { key } } } }')["state"]["guidancePage"]
    keys = [term["key"] for term in page["terms"]]

    assert keys
    assert [term["key"] for term in ask(TERMS, keys=keys)["state"]["terms"]] == keys


def test_nodes_stand_in_the_order_asked_and_null_for_what_the_key_cannot_read(ask: Ask) -> None:
    own = object_ids.encode("TAB", "es-MX", "OFFICE", key("tab-centro"))
    foreign = object_ids.encode("COA", "es-MX", "OFFICE", key("coa-saltillo"))
    absent = object_ids.encode("TAB", "es-MX", "OFFICE", key("no-existe"))
    state = object_ids.encode("TAB", "es-MX", "STATE", "TAB")

    nodes = ask(NODES, ids=[state, foreign, own, absent])["nodes"]

    assert [node and node["__typename"] for node in nodes] == ["State", None, "Office", None]


@pytest.mark.parametrize(
    ("document", "variables", "field", "code"),
    [
        (TERMS, {"keys": ["x"] * 101}, "terms", "INVALID_ARGUMENT"),
        (NODES, {"ids": ["x"] * 101}, "nodes", "INVALID_ARGUMENT"),
    ],
)
def test_what_is_refused_is_null_and_leaves_all_else(
    post: Post, document: str, variables: dict[str, Any], field: str, code: str
) -> None:
    answer = post(document, "TAB", **variables)

    assert answer.codes == [code]
    [error] = answer.json["errors"]
    assert error["path"][-1] == field
    data = answer.json["data"]
    assert (data if field == "nodes" else data["state"])[field] is None
    assert field == "nodes" or data["state"]["name"] == "Tabasco"


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        pytest.param("x", "INVALID_ID", id="a damaged id"),
        pytest.param(
            object_ids.encode("TAB", "es-MX", "SCRIPT", "x"), "FORBIDDEN_SCOPE", id="a kind without its scope"
        ),
    ],
)
def test_an_id_that_is_refused_is_null_in_its_place_and_leaves_the_others(post: Post, refused: str, code: str) -> None:
    office = object_ids.encode("TAB", "es-MX", "OFFICE", key("tab-centro"))

    answer = post(NODES, "TAB", ids=[office, refused, office])

    assert answer.codes == [code]
    [error] = answer.json["errors"]
    assert (error["path"], error["extensions"]["field"]) == (["nodes", 1], "ids[1]")
    assert [node and node["__typename"] for node in answer.json["data"]["nodes"]] == ["Office", None, "Office"]
