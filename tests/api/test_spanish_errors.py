"""What readers of Spanish are told of bad documents: no English; and of the schema, to production, nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, specified_rules
from graphql.validation import SingleFieldSubscriptionsRule

from api.endpoint import Endpoint
from api.engine.validation import CODES
from api.errors.codes import ErrorCode
from api.schema.build import schema
from tenants.models import Environment, Tenant
from tests.tenants.factories import key_of

from .client import Answer, send

OFFICES = "{ state { offices(%s) { totalCount } } }"
NEAR = "query ($n: Near) { state { offices(near: $n) { totalCount } } }"
AT = "query ($a: DateTime) { state { offices(openAt: $a) { totalCount } } }"
SLUG = "query ($s: String!) { state { office(slug: $s) { name } } }"
SIZE = "query ($f: Int) { state { guidance(first: $f) { totalCount } } }"
WORDS = 'query ($k: [ItemKind!]) { state { search(query: "x", kinds: $k) { totalCount } } }'

BAD: list[tuple[str, dict[str, Any], str]] = [
    # Syntax
    ("{", {}, "SYNTAX"),
    ("", {}, "BAD_REQUEST"),
    ("{ states { code }", {}, "SYNTAX"),
    ("{ states { code } } }", {}, "SYNTAX"),
    ("{ state(code TAB) { code } }", {}, "SYNTAX"),
    ('{ state(code: "TAB) { code } }', {}, "SYNTAX"),
    ("{ state(code: 'TAB') { code } }", {}, "SYNTAX"),
    ("{ states { code ? } }", {}, "SYNTAX"),
    ("\x00", {}, "SYNTAX"),
    ("{ ñ }", {}, "SYNTAX"),
    ('{ node(id: "\\uD800") { id } }', {}, "SYNTAX"),
    ('{ node(id: "\\q") { id } }', {}, "SYNTAX"),
    ('{ node(id: "a\nb") { id } }', {}, "SYNTAX"),
    ("{ state { guidance(first: 01) { totalCount } } }", {}, "SYNTAX"),
    ("{ state { guidance(first: 1.) { totalCount } } }", {}, "SYNTAX"),
    ("{ state { guidance(first: -) { totalCount } } }", {}, "SYNTAX"),
    ("query ($a: Int = $b) { states { code } }", {}, "SYNTAX"),
    ("query ($a Int) { states { code } }", {}, "SYNTAX"),
    ("fragment on on State { code } { states { code } }", {}, "SYNTAX"),
    ("{ a" * 600, {}, "SYNTAX"),
    # Fields, arguments, directives
    ("{ nothing }", {}, "UNKNOWN_FIELD"),
    ("{ state { ofices { totalCount } } }", {}, "UNKNOWN_FIELD"),
    ("{ state { guidance(frist: 3) { totalCount } } }", {}, "UNKNOWN_ARGUMENT"),
    ("{ state { code @include(iff: true) } }", {}, "UNKNOWN_ARGUMENT"),
    ("{ state { code @include } }", {}, "MISSING_ARGUMENT"),
    ("{ state { guidancePage { title } } }", {}, "MISSING_ARGUMENT"),
    ("{ state { search { totalCount } } }", {}, "MISSING_ARGUMENT"),
    ("{ state { search(kinds: [GUIDANCE]) { totalCount } } }", {}, "MISSING_ARGUMENT"),
    ("{ state(code: TAB, code: COA) { code } }", {}, "REPEATED_ARGUMENT"),
    ("{ state { code @nothing } }", {}, "UNKNOWN_DIRECTIVE"),
    ("query @include(if: true) { state { code } }", {}, "MISPLACED_DIRECTIVE"),
    ("{ state { code @include(if: true) @include(if: true) } }", {}, "REPEATED_DIRECTIVE"),
    ("{ state { guidance { totalCount { x } } } }", {}, "UNEXPECTED_SELECTION"),
    ("{ state }", {}, "MISSING_SELECTION"),
    ("{ a: states { code } a: viewer { name } }", {}, "CONFLICTING_FIELDS"),
    ('{ state { a: office(slug: "x") { name } a: office(slug: "y") { name } } }', {}, "CONFLICTING_FIELDS"),
    # Fragments and types
    ("{ state { ...A } } fragment A on State { ...A }", {}, "FRAGMENT_CYCLE"),
    ("{ state { ...A } } fragment A on State { ...B } fragment B on State { ...A }", {}, "FRAGMENT_CYCLE"),
    ("{ state { ...A } }", {}, "UNKNOWN_FRAGMENT"),
    ("fragment A on State { code } { states { code } }", {}, "UNUSED_FRAGMENT"),
    ("{ state { ...A } } fragment A on State { code } fragment A on State { name }", {}, "REPEATED_FRAGMENT"),
    ("{ state { ... on Office { name } } }", {}, "IMPOSSIBLE_FRAGMENT"),
    ("{ state { ...A } } fragment A on Office { name }", {}, "IMPOSSIBLE_FRAGMENT"),
    ("{ state { ... on Role { name } } }", {}, "FRAGMENT_ON_VALUE"),
    ("{ state { ...A } } fragment A on Role { name }", {}, "FRAGMENT_ON_VALUE"),
    ("{ state { ... on Sectoin { title } } }", {}, "UNKNOWN_TYPE"),
    ("query ($a: Nothing) { state { code } }", {}, "UNKNOWN_TYPE"),
    # Operations
    ("type A { b: Int }", {}, "NOT_EXECUTABLE"),
    ("{ states { code } } { states { code } }", {}, "ANONYMOUS_OPERATION_NOT_ALONE"),
    ("query A { states { code } } query A { states { code } }", {}, "REPEATED_OPERATION"),
    ("query A { states { code } } query B { states { code } }", {}, "BAD_OPERATION"),
    ("mutation { x }", {}, "UNKNOWN_FIELD"),
    ("subscription { x }", {}, "BAD_OPERATION"),
    # Variables
    ("query ($a: Int!) { state { code } }", {}, "UNUSED_VARIABLE"),
    ("query Q($a: Int!) { state { code } }", {}, "UNUSED_VARIABLE"),
    ("{ state { guidance(after: $after) { totalCount } } }", {}, "UNDECLARED_VARIABLE"),
    ("query Q { state { guidance(after: $after) { totalCount } } }", {}, "UNDECLARED_VARIABLE"),
    ("query ($after: String) { state { guidance(after: $after) { totalCount } } }", {}, "MISTYPED_VARIABLE"),
    ("query ($a: Int, $a: Int) { state { guidance(first: $a) { totalCount } } }", {}, "REPEATED_VARIABLE"),
    ("query ($a: State) { state { guidance(first: $a) { totalCount } } }", {}, "VARIABLE_NOT_INPUT"),
    (SLUG, {}, "MISSING_VARIABLE"),
    (SLUG, {"s": None}, "MISSING_VARIABLE"),
    (SLUG, {"s": 3}, "BAD_VALUE"),
    (SIZE, {"f": "dos"}, "BAD_VALUE"),
    (SIZE, {"f": 2**40}, "BAD_VALUE"),
    (NEAR, {"n": 7}, "BAD_VALUE"),
    (NEAR, {"n": {"latitude": 1}}, "BAD_VALUE"),
    (NEAR, {"n": {"latitude": None, "longitude": 1}}, "BAD_VALUE"),
    (NEAR, {"n": {"latitude": "x", "longitude": 1}}, "BAD_VALUE"),
    (NEAR, {"n": {"latitude": 1, "longitude": 1, "latitud": 1}}, "BAD_VALUE"),
    (AT, {"a": "ayer"}, "BAD_VALUE"),
    (AT, {"a": "2026-11-23T12:00:00"}, "BAD_VALUE"),
    (WORDS, {"k": ["GUIDANSE"]}, "BAD_VALUE"),
    (WORDS, {"k": [None]}, "BAD_VALUE"),
    ("query ($c: StateCode) { state(code: $c) { code } }", {"c": 5}, "BAD_VALUE"),
    ("query ($y: Boolean!) { state { code @include(if: $y) } }", {"y": "yes"}, "BAD_VALUE"),
    ("query ($i: ID!) { node(id: $i) { id } }", {"i": {}}, "BAD_VALUE"),
    ("query ($a: Cursor) { state { guidance(after: $a) { totalCount } } }", {"a": 3}, "BAD_VALUE"),
    ('query ($s: String = "x") { state { office(slug: $s) { name } } }', {"s": None}, "INVALID_ARGUMENT"),
    ("query ($y: Boolean = true) { state @include(if: $y) { code } }", {"y": None}, "BAD_VALUE"),
    ("query ($y: Boolean = true) { state { code @include(if: $y) } }", {"y": None}, "INVALID_ARGUMENT"),
    # Values
    ("{ state { resolve(path: null) { gone } } }", {}, "BAD_VALUE"),
    ("{ state(code: XXX) { code } }", {}, "BAD_VALUE"),
    ('{ state(code: "TAB") { code } }', {}, "BAD_VALUE"),
    ("{ state { guidance(first: 1.5) { totalCount } } }", {}, "BAD_VALUE"),
    ("{ state { guidance(first: 99999999999) { totalCount } } }", {}, "BAD_VALUE"),
    (OFFICES % "near: {latitude: 1}", {}, "BAD_VALUE"),
    (OFFICES % "near: {latitude: 1, longitude: 1, latitud: 2}", {}, "BAD_VALUE"),
    (OFFICES % "near: {latitude: 1, latitude: 1, longitude: 1}", {}, "BAD_VALUE"),
    (OFFICES % 'near: {latitude: "x", longitude: 1}', {}, "BAD_VALUE"),
    (OFFICES % "near: 3", {}, "BAD_VALUE"),
    (OFFICES % "openNow: 1", {}, "BAD_VALUE"),
    (OFFICES % 'openAt: "ayer"', {}, "BAD_VALUE"),
    (OFFICES % 'openAt: "0001-01-01T00:00:00Z"', {}, "BAD_VALUE"),
    (OFFICES % "openAt: 3", {}, "BAD_VALUE"),
    (OFFICES % "after: 3", {}, "BAD_VALUE"),
    (OFFICES % "service: 3", {}, "BAD_VALUE"),
    (OFFICES % 'after: "no"', {}, "INVALID_CURSOR"),
    (OFFICES % "first: 200", {}, "INVALID_ARGUMENT"),
    ("{ node(id: true) { id } }", {}, "BAD_VALUE"),
    ('{ node(id: "x") { id } }', {}, "INVALID_ID"),
    ("{ state { code @include(if: 1) } }", {}, "BAD_VALUE"),
    ('{ state { code @include(if: "x") } }', {}, "BAD_VALUE"),
    ('{ state(code: "tab") { code } }', {}, "BAD_VALUE"),
]
"""Documents, variables, and the code that answers them."""

ENGLISH = re.compile(
    r"\b(the|of|is|was|are|be|not|and|or|to|in|by|on|at|an|with|for|must|may|can|cannot|this|that|there|here|used|type"
    r"|expected|found|unexpected|unknown|invalid|value|values|field|argument|fragment|operation|directive"
    r"|required|provided|defined|declared|never|only|one|did|you|mean|unterminated|character|string|number|query)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"¿Quisiste decir .*|«[^»]*»|'[^']*'|\"[^\"]*\"")
"""What a sentence quotes: names of the schema and parts of the query are what they are."""

Asked = Callable[..., Answer]


@pytest.fixture
def asking(endpoint: Endpoint, states: dict[str, Tenant], changes: None) -> Callable[[Environment], Asked]:
    """Make a key of an environment; it asks in Spanish."""

    def asking(environment: Environment) -> Asked:
        _, raw = key_of(states["TAB"], environment=environment)

        def ask(query: str, variables: dict[str, Any]) -> Answer:
            return send(
                endpoint,
                body=json.dumps({"query": query, "variables": variables}).encode(),
                headers={
                    "Authorization": f"Bearer {raw}",
                    "Content-Type": "application/json",
                    "Accept": "application/graphql-response+json",
                    "Accept-Language": "es-MX",
                },
            )

        return ask

    return asking


def sentences(answer: Answer) -> list[str]:
    """What people read of the errors of an answer."""
    return [text for error in answer.json["errors"] for text in (error["message"], error["extensions"]["hint"])]


def names_of_the_schema() -> set[str]:
    """Names of types, fields, arguments and values that are no words of Spanish sentences."""
    names: set[str] = set()
    for name, of_type in schema().type_map.items():
        names.add(name)
        if isinstance(of_type, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            names |= of_type.fields.keys()
        if isinstance(of_type, GraphQLObjectType | GraphQLInterfaceType):
            names |= {argument for field in of_type.fields.values() for argument in field.args}
        if isinstance(of_type, GraphQLEnumType):
            names |= of_type.values.keys()
    return names


def words_of(field: str | None) -> list[str]:
    """The names in what an error is about."""
    return re.findall(r"\w+", field or "")


@pytest.mark.parametrize("environment", Environment)
def test_no_english_remains(asking: Callable[[Environment], Asked], environment: Environment) -> None:
    ask = asking(environment)

    for query, variables, code in BAD:
        answer = ask(query, variables)
        assert answer.codes[0] == code, (query, variables, answer.json)
        for sentence in sentences(answer):
            assert sentence, query
            assert ENGLISH.findall(QUOTED.sub("", sentence)) == [], (query, sentence)
    assert len(BAD) >= 60


def test_production_gets_no_names_of_the_schema_that_it_did_not_use(
    asking: Callable[[Environment], Asked],
) -> None:
    ask = asking(Environment.PRODUCTION)
    known = names_of_the_schema()

    for query, variables, _ in BAD:
        named = set(re.findall(r"\w+", query + json.dumps(variables)))
        answer = ask(query, variables)
        fields = {name for each in answer.json["errors"] for name in words_of(each["extensions"]["field"])}
        assert (fields & known) - named - {"query"} == set(), (query, fields)
        for sentence in sentences(answer):
            quoted = {name for part in QUOTED.findall(sentence) for name in re.findall(r"\w+", part)}
            said = set(re.findall(r"\w*[a-z][A-Z]\w*|[A-Z_]{4,}", sentence)) | quoted
            assert (said & known) - named - {"query", "variables"} == set(), (query, sentence)


def test_each_rule_has_a_code_of_its_own() -> None:
    rules = [rule for rule in specified_rules if rule is not SingleFieldSubscriptionsRule]

    assert set(rules) <= set(CODES)
    codes = [CODES[rule] for rule in rules]
    shared = {code for code in codes if codes.count(code) > 1}
    assert shared == {ErrorCode.BAD_VALUE}
