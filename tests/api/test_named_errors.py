"""What errors in documents and variables are about: the argument, variable or part of a value, and its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tenants.models import Environment

from .client import Answer
from .test_spanish_errors import AT, BAD, NEAR, OFFICES, SLUG, WORDS, Asked, asking

__all__ = ["asking"]

CODE = "query ($c: StateCode) { state(code: $c) { code } }"

NAMED: list[tuple[str, dict[str, Any], str, str]] = [
    # Variables by their names
    ("query ($b: Viewer) { state { guidance(first: $b) { totalCount } } }", {}, "VARIABLE_NOT_INPUT", "b"),
    ("query ($after: String) { state { guidance(after: $after) { totalCount } } }", {}, "MISTYPED_VARIABLE", "after"),
    ('query ($f: Int = "x") { state { guidance(first: $f) { totalCount } } }', {}, "BAD_VALUE", "f"),
    ('query ($n: Near = {latitude: "x", longitude: 1}) { state { offices(near: $n) { totalCount } } }', {},
     "BAD_VALUE", "n.latitude"),
    (SLUG, {}, "MISSING_VARIABLE", "s"),
    ("query ($y: Boolean = true) { state @include(if: $y) { code } }", {"y": None}, "BAD_VALUE", "y"),
    ("query ($y: Boolean = true) { state { code @include(if: $y) } }", {"y": None}, "INVALID_ARGUMENT", "if"),
    # Arguments of directives
    ('{ state { code @include(if: "x") } }', {}, "BAD_VALUE", "if"),
    ('{ state { guidance(first: 1) @skip(if: "x") { totalCount } } }', {}, "BAD_VALUE", "if"),
    # Within values
    (OFFICES % 'near: {latitude: "a", longitude: 1}', {}, "BAD_VALUE", "near.latitude"),
    (OFFICES % "near: {latitude: 1, latitude: 1, longitude: 1}", {}, "BAD_VALUE", "near.latitude"),
    (OFFICES % "near: {latitude: 1, longitude: 1, latitud: 2}", {}, "BAD_VALUE", "near.latitud"),
    (OFFICES % "near: {latitude: 1}", {}, "BAD_VALUE", "near"),
    ('{ state { search(query: "x", kinds: [GUIDANCE, NADA]) { totalCount } } }', {}, "BAD_VALUE", "kinds[1]"),
    (NEAR, {"n": {"latitude": "a", "longitude": 1}}, "BAD_VALUE", "n.latitude"),
    (NEAR, {"n": {"latitude": 1, "longitude": 1, "latitud": 2}}, "BAD_VALUE", "n.latitud"),
    (NEAR, {"n": {"latitude": "' at 'x'; y", "longitude": 1}}, "BAD_VALUE", "n.latitude"),
    (WORDS, {"k": ["GUIDANCE", "NADA"]}, "BAD_VALUE", "k[1]"),
    (AT, {"a": "ayer"}, "BAD_VALUE", "a"),
    (OFFICES % 'openAt: "ayer"', {}, "BAD_VALUE", "openAt"),
    ('{ state(code: "TAB") { code } }', {}, "BAD_VALUE", "code"),
]  # fmt: skip

WITHOUT_PLACE = {"BAD_REQUEST", "TOO_DEEP", "BAD_OPERATION"}
"""Codes of refusals that are about the request or the document as a whole."""


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize(("query", "variables", "code", "field"), NAMED)
def test_names_what_is_wrong(
    asking: Callable[[Environment], Asked],
    environment: Environment,
    query: str,
    variables: dict[str, Any],
    code: str,
    field: str,
) -> None:
    error = asking(environment)(query, variables).json["errors"][0]

    assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, field)
    assert error["locations"]


@pytest.mark.parametrize(
    ("query", "argument", "of"),
    [
        ("{ state { code @include } }", "if", "@include"),
        ("{ state { term { title } } }", "slug", "term"),
        ("{ state { a: search { totalCount } } }", "query", "search"),
    ],
)
def test_a_missing_argument_is_named_to_a_sandbox_and_what_lacks_it_to_production(
    asking: Callable[[Environment], Asked], query: str, argument: str, of: str
) -> None:
    errors = [asking(each)(query, {}).json["errors"][0] for each in (Environment.SANDBOX, Environment.PRODUCTION)]

    assert [error["extensions"]["code"] for error in errors] == ["MISSING_ARGUMENT"] * 2
    assert [error["extensions"]["field"] for error in errors] == [argument, of]
    assert all(error["locations"] for error in errors)


def test_every_finding_has_its_place(asking: Callable[[Environment], Asked]) -> None:
    ask = asking(Environment.SANDBOX)

    for query, variables, code in BAD:
        if code not in WITHOUT_PLACE:
            assert all(error.get("locations") for error in ask(query, variables).json["errors"]), query


def hint(answer: Answer) -> str:
    """The hint of the first error."""
    said: str = answer.json["errors"][0]["extensions"]["hint"]
    return said


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ('{ state(code: "TAB") { code } }', "TAB"),
        ('query ($c: StateCode = "COA") { state(code: $c) { code } }', "COA"),
        ('{ state { search(query: "x", kinds: ["GUIDANCE"]) { totalCount } } }', "GUIDANCE"),
    ],
)
def test_a_name_of_an_enum_is_written_without_quotes(
    asking: Callable[[Environment], Asked], environment: Environment, query: str, name: str
) -> None:
    assert hint(asking(environment)(query, {})).startswith(f"Escribe {name} sin comillas")


def test_a_condition_that_is_null_is_said_to_be(asking: Callable[[Environment], Asked]) -> None:
    query = "query ($y: Boolean = true) { state @include(if: $y) { code } }"

    assert hint(asking(Environment.SANDBOX)(query, {"y": None})) == "«Boolean!» no puede ser nulo."


@pytest.mark.parametrize("value", ['"TABASCO"', '"tab"', '"XXX"', "5"])
def test_what_is_no_name_of_the_enum_is_not_proposed_to_production(
    asking: Callable[[Environment], Asked], value: str
) -> None:
    query = f"{{ state(code: {value}) {{ code }} }}"

    assert hint(asking(Environment.PRODUCTION)(query, {})) == "Busca en /schema.graphql qué valores se permiten."
    assert re.search(r"TAB|StateCode", hint(asking(Environment.SANDBOX)(query, {})))


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ state { ofices { totalCount } } }", {}),
        ("{ state { guidance(frist: 3) { totalCount } } }", {}),
        ("{ state { ... on Sectoin { title } } }", {}),
        ("{ state { term { title } } }", {}),
        ("{ state }", {}),
        (OFFICES % "near: {latitude: 1}", {}),
        (NEAR, {"n": {"latitude": "a", "longitude": 1}}),
        (CODE, {"c": 5}),
        ("{ __schema { types { name } } }", {}),
    ],
)
def test_production_is_sent_to_the_public_schema(
    asking: Callable[[Environment], Asked], query: str, variables: dict[str, Any]
) -> None:
    assert "/schema.graphql" in hint(asking(Environment.PRODUCTION)(query, variables))


def test_what_is_wrong_in_several_places_is_said_once_with_all_of_them(
    asking: Callable[[Environment], Asked],
) -> None:
    answer = asking(Environment.SANDBOX)("{ state { a: ofices b: ofices } states { c: ofices d: offices(x: 1) } }", {})

    errors = answer.json["errors"]
    assert [(each["extensions"]["code"], len(each["locations"])) for each in errors] == [
        ("UNKNOWN_FIELD", 3),
        ("MISSING_SELECTION", 1),
        ("UNKNOWN_ARGUMENT", 1),
    ]


def test_each_field_that_is_refused_has_its_own_error(asking: Callable[[Environment], Asked]) -> None:
    query = "{ state { a: guidance(first: 0) { totalCount } b: guidance(first: 0) { totalCount } } }"

    errors = asking(Environment.SANDBOX)(query, {}).json["errors"]

    assert [each["path"] for each in errors] == [["state", "a"], ["state", "b"]]
