"""Queries that cannot be run: each has its code, its place, and a way out."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query

from .client import Answer
from .conftest import Ask

Post = Callable[..., Answer]
DEEP = "{ state { guidance { edges { node { " + "related { " * 12 + "title" + " }" * 17
BOMB = "".join(f"fragment F{n} on State {{ a: home {{ ...H{n} }} b: home {{ ...H{n} }} }} " for n in range(1)) + (
    "".join(f"fragment H{n} on HomePage {{ a: state {{ ...S{n} }} b: state {{ ...S{n} }} }} " for n in range(6))
    + "".join(f"fragment S{n} on State {{ a: home {{ ...H{n + 1} }} b: home {{ ...H{n + 1} }} }} " for n in range(5))
    + "fragment S5 on State { code } "
)


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("{", "SYNTAX", None),
        ("{ states { code }", "SYNTAX", None),
        ("{ states { code } } }", "SYNTAX", None),
        ('{ state(code: "TAB) { code } }', "SYNTAX", None),
        ("\x00", "SYNTAX", None),
        ('{ node(id: "\\uD800") { id } }', "SYNTAX", None),
        ("{" * 1_500, "SYNTAX", None),
        ("{ a" * 600, "SYNTAX", None),
        ("{ states { code " + "code " * 2_000 + "} }", "TOO_MANY_TOKENS", None),
        ("#\n" * 20_000 + "{ states { code } }", "TOO_MANY_TOKENS", None),
        ("{ states { " + " ".join(f"x{n}" for n in range(700)) + " } }", "TOO_MANY_FIELDS", None),
        ("{ " + " ".join(f"a{n}: viewer {{ name }}" for n in range(51)) + " }", "TOO_MANY_ALIASES", None),
        ("{ state { ...F0 } } " + BOMB, "TOO_MANY_ALIASES", None),
        (DEEP, "TOO_DEEP", None),
        ("{ nothing }", "UNKNOWN_FIELD", "nothing"),
        ("{ state { ofices { totalCount } } }", "UNKNOWN_FIELD", "ofices"),
        ("{ changes }", "UNKNOWN_FIELD", "changes"),
        ("{ state { guidance(frist: 3) { totalCount } } }", "UNKNOWN_ARGUMENT", "frist"),
        ("{ state(codes: TAB) { code } }", "UNKNOWN_ARGUMENT", "codes"),
        ("query ($a: Nothing) { state { code } }", "UNKNOWN_TYPE", "Nothing"),
        ("{ node(id: 1) { ... on Nothing { id } } }", "UNKNOWN_TYPE", "Nothing"),
        ("{ state { code @nothing } }", "UNKNOWN_DIRECTIVE", "nothing"),
        ("{ state { guidancePage { title } } }", "MISSING_ARGUMENT", "slug"),
        ("{ state { resolve(path: null) { gone } } }", "BAD_VALUE", "path"),
        ("{ state(code: XXX) { code } }", "BAD_VALUE", "code"),
        ('{ state(code: "TAB") { code } }', "BAD_VALUE", "code"),
        ("{ state { guidance(first: 1.5) { totalCount } } }", "BAD_VALUE", "first"),
        ("{ state { guidance(first: 99999999999) { totalCount } } }", "BAD_VALUE", "first"),
        ("{ state { offices(near: {latitude: 1}) { totalCount } } }", "BAD_VALUE", "near"),
        ('{ state { offices(near: {latitude: "x", longitude: 1}) { totalCount } } }', "BAD_VALUE", "near.latitude"),
        ('{ state { offices(openAt: "ayer") { totalCount } } }', "BAD_VALUE", "openAt"),
        ('{ state { offices(openAt: "0001-01-01T00:00:00Z") { totalCount } } }', "BAD_VALUE", "openAt"),
        ('{ state { office(slug: "x") { isOpen(at: "9999-12-31T23:59:59-23:00") } } }', "BAD_VALUE", "at"),
        ("{ state { guidance { totalCount { x } } } }", "UNEXPECTED_SELECTION", "totalCount"),
        ("{ state }", "MISSING_SELECTION", "state"),
        ("{ a: states { code } a: viewer { name } }", "CONFLICTING_FIELDS", "a"),
        ("{ state { ...A } } fragment A on State { ...A }", "FRAGMENT_CYCLE", "A"),
        ("{ state { ...A } }", "UNKNOWN_FRAGMENT", "A"),
        ("fragment A on State { code } { states { code } }", "UNUSED_FRAGMENT", "A"),
        ("{ state { ... on Office { name } } }", "IMPOSSIBLE_FRAGMENT", "query"),
        ("query ($a: Int!) { state { code } }", "UNUSED_VARIABLE", "a"),
        ("{ state { guidance(first: $a) { totalCount } } }", "UNDECLARED_VARIABLE", "a"),
        ("query ($a: String) { state { guidance(first: $a) { totalCount } } }", "MISTYPED_VARIABLE", "a"),
        ("{ states { code } } { states { code } }", "ANONYMOUS_OPERATION_NOT_ALONE", None),
        ("query A { states { code } } query B { states { code } }", "BAD_OPERATION", "operationName"),
        ("fragment A on State { code }", "UNUSED_FRAGMENT", "A"),
        ("mutation { x }", "UNKNOWN_FIELD", "x"),
        ("subscription { x }", "BAD_OPERATION", None),
        ("type A { b: Int }", "NOT_EXECUTABLE", None),
    ],
)
def test_says_what_is_wrong(post: Post, query: str, code: str, field: str | None) -> None:
    answer = post(query, headers={"Accept-Language": "en"})

    assert answer.status == 400
    assert answer.codes[0] == code
    assert "data" not in answer.json
    if field is not None:
        assert answer.json["errors"][0]["extensions"]["field"] == field


def test_points_at_the_place_and_suggests(post: Post) -> None:
    answer = post("{ state { ofices { totalCount } } }", headers={"Accept-Language": "en"})

    assert answer.json["errors"] == [
        {
            "message": "There is no field “ofices” here.",
            "extensions": {
                "code": "UNKNOWN_FIELD",
                "field": "ofices",
                "hint": "Did you mean offices, notices, office?",
            },
            "locations": [{"line": 1, "column": 11}],
        }
    ]


@pytest.mark.parametrize(
    ("variables", "code", "field"),
    [
        ({"code": "XXX"}, "BAD_VALUE", "code"),
        ({"code": 5}, "BAD_VALUE", "code"),
        ({"code": ["TAB"]}, "BAD_VALUE", "code"),
        ({"near": {"latitude": 1}}, "BAD_VALUE", "near"),
        ({"near": {"latitude": 1, "longitude": 1, "height": 3}}, "BAD_VALUE", "near.height"),
        ({"near": 7}, "BAD_VALUE", "near"),
        ({}, "MISSING_VARIABLE", "slug"),
        ({"slug": None}, "MISSING_VARIABLE", "slug"),
        ({"slug": 3}, "BAD_VALUE", "slug"),
    ],
)
def test_says_which_variable_is_wrong(post: Post, variables: dict[str, Any], code: str, field: str) -> None:
    query = """query ($code: StateCode, $near: Near, $slug: String!) {
      state(code: $code) { offices(near: $near) { totalCount } office(slug: $slug) { name } } }"""
    given = variables if "slug" in field else {"slug": "x", **variables}

    answer = post(query, **given)

    assert (answer.status, answer.codes[0]) == (400, code)
    assert answer.json["errors"][0]["extensions"]["field"] == field


def test_names_limit_and_value(post: Post) -> None:
    aliases = "{ " + " ".join(f"a{n}: viewer {{ name }}" for n in range(60)) + " }"

    answer = post(aliases, headers={"Accept-Language": "en"})

    assert answer.json["errors"][0]["message"] == "The query has 60 aliases; 50 are allowed."


def test_the_schema_may_be_asked_about_itself(ask: Ask) -> None:
    schema = ask(get_introspection_query(descriptions=True))["__schema"]

    assert {"Query", "State", "Office"} <= {kind["name"] for kind in schema["types"]}


def test_nothing_of_the_machine_is_shown(post: Post) -> None:
    answers = [post(query) for query in ("{", "{ nothing }", '{ node(id: "x") { id } }')]

    for answer in answers:
        text = answer.body.decode()
        assert "Traceback" not in text
        assert ".py" not in text
        assert "graphql" not in text.lower()
