"""What a query costs, and how it is told."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from graphql import is_abstract_type, is_object_type

from api import object_ids
from api.engine.documents import Documents
from api.engine.pricing.weights import WEIGHTS
from api.schema.build import schema

from .client import Answer

Post = Callable[..., Answer]

PAGE = """
query ($slug: String!) { state(code: TAB) { guidancePage(slug: $slug) {
  question firstStep
  body { __typename ... on TextBlock { text { html } } ... on StepsBlock { steps { text { html } } } }
  terms { term } offices(first: 3) { name phones { dial } }
} } }
"""


def cost_of(query: str, **variables: Any) -> int:
    """The points that a query costs."""
    return Documents(schema()).get(query).operation(None).priced.quote(variables).points


def most_of(query: str) -> int:
    """The points that a query costs at most."""
    return Documents(schema()).get(query).operation(None).priced.most()


def offices(arguments: str, selection: str = "name", declared: str = "") -> str:
    """A query of a list of offices."""
    return (
        f"query Q{declared} {{ state(code: TAB) {{ offices({arguments}) {{ edges {{ node {{ {selection} }} }} }} }} }}"
    )


def walked(answers: str, declared: str = "") -> str:
    """A query of where a run of a guide stands."""
    return f'query Q{declared} {{ state {{ guide(slug: "x") {{ walk(answers: {answers}) {{ warnings }} }} }} }}'


# In points: 1 for the request, 0.05 for the state, 2 for the offices; each office 0.05 and 0.01 for its name.
@pytest.mark.parametrize(
    ("query", "variables", "points"),
    [
        ("{ __typename }", {}, 2),  # 1.01, rounded up
        ("{ state(code: TAB) { code name } }", {}, 2),
        (offices("first: 10"), {}, 4),  # 3.65
        (offices("first: 100"), {}, 10),  # 9.05
        ("{ state(code: TAB) { guidance(last: 100) { edges { node { title } } } } }", {}, 9),  # 8.05
        ("{ state(code: TAB) { guidance { edges { node { title } } } } }", {}, 4),  # 20: 3.25
        (offices("first: $n", declared="($n: Int)"), {"n": 100}, 10),
        (offices("first: $n", declared="($n: Int)"), {"n": 100.0}, 10),
        (offices("first: $n", declared="($n: Int)"), {"n": True}, 5),  # refused later, by its type
        (offices("first: $n", declared="($n: Int)"), {"n": None}, 5),  # 20: 4.25
        (offices("first: $n", declared="($n: Int = 100)"), {}, 10),
        (offices("first: $n", declared="($n: Int = 100)"), {"n": 10}, 4),
        (offices("first: $n", declared="($n: Int)"), {"n": 10**30}, 10),  # refused later, by its field
        (offices("first: 10, near: {latitude: 1, longitude: 1}"), {}, 8),
        (offices("first: 10, near: $p", declared="($p: Near)"), {"p": {"latitude": 1, "longitude": 1}}, 8),
        (offices("first: 10, near: $p", declared="($p: Near)"), {}, 4),
        (offices("first: 10, openNow: true"), {}, 14),
        (offices("first: 10, openNow: false"), {}, 4),
        (offices("first: 100", "name isOpen"), {}, 61),  # half a point for each
        (offices("first: 100", "name organization { name }"), {}, 16),  # 15.05
        ("{ state(code: TAB) { search(query: \"x\", first: 10) { edges { node { snippet } } } } }", {}, 32),
        ("{ a: state(code: TAB) { name } b: state(code: COA) { name } }", {}, 2),
        # Fields of one name are one field.
        ("{ state(code: TAB) { name name } state(code: TAB) { name } }", {}, 2),
        (offices("first: 100", "name ...F") + " fragment F on Office { name }", {}, 10),
        # Of an interface, the dearest type counts.
        ('{ node(id: "x") { ... on Office { isOpen nextChange } ... on GlossaryTerm { term } } }', {}, 5),
        # A page is made whether it is shown or only counted: 1, 0.05, 1, 100 times 0.05, 0.01.
        ("{ state(code: TAB) { glossary(first: 100) { totalCount } } }", {}, 8),
        ("{ state(code: TAB) { glossary(first: 1) { totalCount } } }", {}, 3),
        ("{ state(code: TAB) { glossary(first: 100) { edges { cursor } pageInfo { hasNextPage } } } }", {}, 9),
        ("{ state(code: TAB) { sections { title } } }", {}, 2),
        # What is looked up is paid for by what is asked: 1, 0.05, 0.11 for each term; 1, 2.06 for each object.
        ('{ state(code: TAB) { terms(keys: ["a", "b"]) { term } } }', {}, 2),
        ("query Q($k: [String!]!) { state(code: TAB) { terms(keys: $k) { term } } }", {"k": ["a"] * 100}, 13),
        ("query Q($k: [String!]!) { state(code: TAB) { terms(keys: $k) { term } } }", {"k": "a"}, 2),
        ("query Q($k: [String!]!) { state(code: TAB) { terms(keys: $k) { term } } }", {"k": []}, 2),
        ('{ nodes(ids: ["x", "y"]) { id } }', {}, 6),
        # 1, 0.05 for each object on the way, 2, and 1 for each answer.
        (walked("[]"), {}, 4),
        (walked('[{node: "a", option: "b"}, {node: "c", option: "d"}]'), {}, 6),
        (walked("$a", "($a: [AnswerInput!]!)"), {"a": [{"node": "a", "option": "b"}] * 8}, 12),
        (walked("$a", "($a: [AnswerInput!]!)"), {"a": [{"node": "a", "option": "b"}] * 500}, 104),  # refused later
        ('{ nodes(ids: "x") { id } }', {}, 4),
        ("query Q($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["x"] * 500}, 207),  # refused later, by its field
        (offices("first: 100", "isOpen @include(if: $o)", "($o: Boolean!)"), {"o": True}, 60),
        (offices("first: 100", "name isOpen @skip(if: $o)", "($o: Boolean!)"), {"o": True}, 10),
        ("{ __schema { types { name fields { name } } } }", {}, 602),
    ],
)  # fmt: skip
def test_a_query_has_its_price(query: str, variables: dict[str, Any], points: int) -> None:
    assert cost_of(query, **variables) == points


SNAPSHOT = object_ids.encode("TAB", "es-MX", "SNAPSHOT", "0" * 64)
OFFICE = object_ids.encode("TAB", "es-MX", "OFFICE", "x")
NODES = "query Q($i: [ID!]!) { nodes(ids: $i) { id } }"


# In points: 1 for the request; 2, 0.05 and 0.01 for each object, and 160 for each snapshot, as by its digest.
@pytest.mark.parametrize(
    ("query", "variables", "points"),
    [
        ('{ state { script(digest: "x") { id } } }', {}, 162),
        ("query Q($i: ID!) { node(id: $i) { id } }", {"i": SNAPSHOT}, 164),
        ("query Q($i: ID!) { node(id: $i) { id } }", {"i": OFFICE}, 4),
        ("query Q($i: ID!) { node(id: $i) { id } }", {"i": 7}, 4),  # refused later, by its type
        (f'{{ node(id: "{SNAPSHOT}") {{ id }} }}', {}, 164),
        (NODES, {"i": [SNAPSHOT] * 100}, 16_207),
        (NODES, {"i": [SNAPSHOT] * 500}, 16_207),  # refused later, by its field
        (NODES, {"i": [OFFICE] * 99 + [SNAPSHOT]}, 367),
        (NODES, {"i": SNAPSHOT}, 164),
        (NODES, {"i": [None, 7, {}, [SNAPSHOT], "x", "\0"]}, 14),  # refused later
        (f'query Q($i: ID!) {{ nodes(ids: ["{SNAPSHOT}", $i]) {{ id }} }}', {"i": SNAPSHOT}, 326),
    ],
)
def test_a_snapshot_costs_the_same_by_its_id_as_by_its_digest(
    query: str, variables: dict[str, Any], points: int
) -> None:
    assert cost_of(query, **variables) == points


def test_the_most_counts_every_id_that_can_be_a_snapshots() -> None:
    assert most_of(NODES) == 16_207
    assert most_of("query Q($i: ID!) { node(id: $i) { id } }") == 164


def test_lists_within_lists_multiply() -> None:
    nested = "{ state(code: TAB) { guidance(first: 100) { edges { node { offices(first: 100) { name } } } } } }"

    assert cost_of(nested) == 658


def test_the_most_is_what_the_worst_variables_cost() -> None:
    query = offices("first: $n, near: $p", "name isOpen @include(if: $o)", "($n: Int, $p: Near, $o: Boolean = false)")

    assert (cost_of(query), most_of(query)) == (5, 65)


def test_a_price_beyond_all_bounds_is_reported_as_one() -> None:
    level = "guidance(first: 100) { edges { node { offices(first: 100) { state { "
    bomb = "{ state(code: TAB) { " + level * 2 + "guidance(first: 100) { edges { node { title " + "} " * 15

    assert cost_of(bomb) == 10_000_000


def test_an_answer_has_its_cost_in_headers_and_body(post: Post) -> None:
    answer = post("{ state { guidance(first: 100) { edges { node { title } } } } }")

    assert answer.headers["Query-Cost"] == "9;limit=1000"
    assert answer.json["extensions"] == {"cost": {"requested": 9, "limit": 1_000}}


def test_the_same_answer_again_costs_the_same(post: Post) -> None:
    query = "{ state { guidance(first: 100) { totalCount edges { node { title } } } } }"

    first, second = post(query), post(query)

    left = [int(re.findall(r"r=(\d+)", answer.headers["RateLimit"])[0]) for answer in (first, second)]
    assert left[0] - left[1] == 9
    assert second.headers["Query-Cost"] == "9;limit=1000"
    assert second.json == first.json


def test_what_costs_too_much_is_refused_before_it_runs(post: Post) -> None:
    query = "{ state { guidance(first: 100) { edges { node { offices(first: 100) { name isOpen } } } } } }"

    answer = post(query, headers={"Accept-Language": "en"})

    [error] = answer.json["errors"]
    assert (answer.status, error["extensions"]["code"]) == (400, "TOO_COSTLY")
    assert error["message"] == "The query costs 5758 points; 1000 are allowed."
    assert answer.headers["Query-Cost"] == "5758;limit=1000"
    assert answer.json["extensions"]["cost"]["requested"] == 5758


def test_every_weight_belongs_to_a_field_and_its_arguments() -> None:
    for name, weight in WEIGHTS.items():
        type_name, field_name = name.split(".")
        if field_name.startswith("__"):
            continue
        of_type = schema().type_map[type_name]
        assert is_object_type(of_type)
        assert not is_abstract_type(of_type)
        named = {*weight.with_arguments, *weight.for_each, *weight.for_each_snapshot, *filter(None, [weight.each_of])}
        assert named <= set(of_type.fields[field_name].args)  # type: ignore[attr-defined]  # an object type


ROW = re.compile(r"^\| `(\w+\.\w+)` \| ([\d.,]*) \| (\d*|`\w+`) \| (.*) \|$", re.MULTILINE)


def test_the_documented_table_is_the_map() -> None:
    page = (settings.BASE_DIR / "docs" / "api.md").read_text()

    told = {name: (points, length, extra) for name, points, length, extra in ROW.findall(page)}

    assert told == {
        name: (
            f"{weight.points:g}" if weight.points else "",
            f"`{weight.each_of}`" if weight.each_of else str(weight.length) if weight.length is not None else "",
            ", ".join(
                [
                    *(f"`{argument}` {points:g}" for argument, points in weight.with_arguments.items()),
                    *(f"`{argument}` {points:g} each" for argument, points in weight.for_each.items()),
                    *(f"`{name}` {points:g} each of a snapshot" for name, points in weight.for_each_snapshot.items()),
                ]
            ),
        )
        for name, weight in WEIGHTS.items()
    }


def test_the_documented_page_costs_what_is_said() -> None:
    page = (settings.BASE_DIR / "docs" / "api.md").read_text()

    [said] = re.findall(r"A guidance page .* costs (\d+) points", page)

    assert cost_of(PAGE, slug="x") == int(said)
