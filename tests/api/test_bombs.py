"""Small requests that would cause large work: each is refused with a code, the limit and the value, and quickly."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from api.endpoint import Endpoint
from api.limits import MAX_COST
from api.metering import budget

from .client import Answer, send

Post = Callable[..., Answer]

IN_A_MOMENT = 2.0
"""In seconds of this thread's own time, on any machine; measured, each takes 1 to 20 milliseconds."""


def fragments(count: int, body: str) -> str:
    """Fragments of `State`, F0, F1 …; `body` may name the next one."""
    return " ".join(f"fragment F{n} on State {{ {body.format(next=n + 1)} }}" for n in range(count))


CHAIN_END = " fragment F{n} on State {{ code }}"
DOUBLING = "{ state { ...F0 } } " + fragments(30, "...F{next} ...F{next}") + CHAIN_END.format(n=30)
LONG_CHAIN = "{ state { ...F0 } } " + fragments(80, "...F{next}") + CHAIN_END.format(n=80)
KINDS = ("HomePage", "Section", "GuidancePage", "GlossaryTerm", "Organization", "Office", "Script", "Notice")
BOMBS = {
    "aliases of one field": ("{" + " ".join(f"a{n}: viewer {{ name }}" for n in range(51)) + "}", "TOO_MANY_ALIASES"),
    "a thousand aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(1_000)) + "}", "TOO_MANY_TOKENS"),
    "aliases of the schema": (
        "{" + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(49)) + "}",
        "TOO_COSTLY",
    ),
    "one field many times": ("{ state { " + "code " * 590 + "} }", "TOO_MANY_REPEATS"),
    "one object many times": ("{ " + "state { guidance { totalCount } } " * 90 + "}", "TOO_MANY_REPEATS"),
    "few fields of many objects of one name": (
        "{ " + ("state { " + "code " * 24 + "} ") * 24 + "}",
        "TOO_MANY_REPEATS",
    ),
    "few fields of many fragments": (
        "{ state { " + " ".join(f"...F{n}" for n in range(24)) + " } }" + fragments(24, "code " * 24),
        "TOO_MANY_REPEATS",
    ),
    "a few of a few of a few": (
        "{ " + ("state { " + ("guidance { " + "totalCount " * 7 + "} ") * 8 + "} ") * 9 + "}",
        "TOO_MANY_REPEATS",
    ),
    "a thousand spreads": ("{ state { " + "...F0 " * 700 + "} }" + CHAIN_END.format(n=0), "TOO_MANY_REPEATS"),
    "spreads within spreads": (DOUBLING, "TOO_MANY_REPEATS"),
    "a long chain of spreads": (LONG_CHAIN, "TOO_DEEP"),
    "a cycle of spreads": (
        "{ state { ...F0 } } " + fragments(1, "...F{next}") + " fragment F1 on State { ...F0 }",
        "FRAGMENT_CYCLE",
    ),
    "a cycle through fields": ("{ state { ...A } } fragment A on State { home { state { ...A } } }", "FRAGMENT_CYCLE"),
    "two hundred fragments": ("{ state { code } } " + fragments(200, "code"), "TOO_MANY_DEFINITIONS"),
    "a hundred and fifty operations": (
        " ".join(f"query Q{n} {{ states {{ code }} }}" for n in range(150)),
        "TOO_MANY_DEFINITIONS",
    ),
    "a thousand directives": ("{ state { code " + "@a " * 700 + "} }", "TOO_MANY_DIRECTIVES"),
    "a thousand real directives": ("{ state { code " + "@skip(if: false) " * 1_000 + "} }", "TOO_MANY_TOKENS"),
    "two hundred real directives": ("{ state { code " + "@skip(if: false) " * 200 + "} }", "TOO_MANY_DIRECTIVES"),
    "types of fields of types": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "TOO_DEEP",
    ),
    "types of types by fragments": (
        "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...T } } }",
        "TOO_DEEP",
    ),
    "related of related": (
        "{ state { guidance { edges { node { " + "related { " * 30 + "title" + " }" * 35,
        "TOO_DEEP",
    ),
    "children of children": (
        "{ state { sections { " + "children { ... on Section { " * 6 + "title" + " } }" * 6 + " } } }",
        "TOO_COSTLY",
    ),
    "every kind of child": (
        "{ state { sections { children { "
        + " ".join(
            f"... on {kind} {{ state {{ sections {{ children {{ ... on Section {{ children {{ title }} }} }} }} }} }}"
            for kind in KINDS
        )
        + " } } } }",
        "TOO_COSTLY",
    ),
    "pages of pages": (
        "{ state { guidance(first: 100) { edges { node { offices(first: 100) { name state { name } } } } } } }",
        "TOO_COSTLY",
    ),
    "braces": ("{" * 50_000, "TOO_MANY_TOKENS"),
    "fragments within each other": ("{ state " + "{ ... " * 300 + "{ code }" + "}" * 301, "SYNTAX"),
    "lists within lists": (
        '{ state { search(query: "x", kinds: ' + "[" * 700 + "]" * 700 + ") { totalCount } } }",
        "SYNTAX",
    ),
    "a long list of nonsense": (
        '{ state { search(query: "x", kinds: [' + "NADA " * 1_400 + "]) { totalCount } } }",
        "BAD_VALUE",
    ),
    "an endless number": ("{ state { guidance(first: " + "9" * 90_000 + ") { totalCount } } }", "BAD_VALUE"),
    "an endless name": ("{ state { " + "x" * 90_000 + " } }", "UNKNOWN_FIELD"),
    "many long names": (
        "{ state { " + " ".join("offices" + "x" * 140 + str(n) for n in range(500)) + " } }",
        "UNKNOWN_FIELD",
    ),
    "comments": ("#\n" * 20_000 + "{ states { code } }", "TOO_MANY_TOKENS"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_is_refused_with_its_code(post: Post, name: str) -> None:
    query, code = BOMBS[name]

    began = time.thread_time()
    answer = post(query)

    assert (answer.status, answer.codes[0]) == (400, code)
    assert time.thread_time() - began < IN_A_MOMENT
    assert "data" not in answer.json


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("aliases of one field", "The query has 51 aliases; 50 are allowed."),
        ("aliases of the schema", "The query costs 29407 points; 1000 are allowed."),
        ("one field many times", "The query asks for “code” 590 times in one place; 25 are allowed."),
        ("few fields of many objects of one name", "The query asks for “code” 576 times in one place; 25 are allowed."),
        ("two hundred fragments", "The query has 201 operations and fragments; 100 are allowed."),
        ("two hundred real directives", "The query has 200 directives; 100 are allowed."),
        ("types of fields of types", "The query is 3 levels deep; 2 are allowed."),
        ("a thousand aliases", "The query has more than 1500 tokens."),
    ],
)
def test_names_the_limit_and_the_value(post: Post, name: str, message: str) -> None:
    answer = post(BOMBS[name][0], headers={"Accept-Language": "en"})

    assert answer.json["errors"][0]["message"] == message


def test_bombs_are_paid_for(post: Post) -> None:
    answer = post("{ nothing }")
    bomb = post(BOMBS["one field many times"][0])

    left = [int(each.headers["RateLimit"].partition("r=")[2]) for each in (answer, bomb)]
    assert left[0] - left[1] == 21


@pytest.mark.parametrize(
    ("variables", "code", "limit"),
    [
        ({"query": "x" * 30_000}, "VARIABLES_TOO_LARGE", "20000"),
        ({"kinds": ["TERM"] * 5_000}, "VARIABLES_TOO_LARGE", "20000"),
        ({f"a{n}": n for n in range(3_000)}, "VARIABLES_TOO_LARGE", "20000"),
    ],
)
def test_large_variables_are_refused(post: Post, variables: dict[str, Any], code: str, limit: str) -> None:
    answer = post("query ($query: String!) { state { search(query: $query) { totalCount } } }", **variables)

    assert (answer.status, answer.codes) == (413, [code])
    assert limit in answer.json["errors"][0]["message"]


def test_a_batch_is_refused_whatever_its_length(endpoint: Endpoint, keys: dict[str, str]) -> None:
    batch = [{"query": "{ states { code } }"}] * 1_000

    answer = send(
        endpoint,
        body=json.dumps(batch).encode(),
        headers={
            "Authorization": f"Bearer {keys['TAB']}",
            "Content-Type": "application/json",
            "Accept-Language": "en",
        },
    )

    assert (answer.status, answer.codes) == (400, ["BATCH_NOT_OFFERED"])
    assert answer.json["errors"][0]["message"] == "The body is a list of 1000 requests; 1 is allowed."


def test_what_takes_too_long_is_refused_as_a_whole(post: Post, settings: Any) -> None:
    settings.GRAPHQL_SECONDS = 0

    answer = post(
        "{ viewer { name } state { guidance { edges { node { title } } } } }", headers={"Accept-Language": "en"}
    )

    assert (answer.status, answer.codes) == (503, ["TIMED_OUT"])
    assert answer.json["errors"][0]["message"].startswith("The answer was not ready after 0 seconds")
    assert "data" not in answer.json
    assert answer.headers["Retry-After"] == "2"


@pytest.mark.parametrize(
    "selection",
    [
        "guidance { totalCount }",
        "glossary { totalCount }",
        "organizations { totalCount }",
        "offices { totalCount }",
        "scripts { totalCount }",
        'search(query: "fiscalía") { totalCount }',
        "sections { title }",
        "notices { title }",
    ],
)
def test_every_list_looks_at_the_time(post: Post, settings: Any, selection: str) -> None:
    settings.GRAPHQL_SECONDS = 0

    answer = post(f"{{ state(code: TAB) {{ {selection} }} }}", "operators")

    assert answer.codes == ["TIMED_OUT"]


def test_fragments_may_share_what_they_ask_for(ask: Callable[..., Any]) -> None:
    data = ask("{ state { " + "... on State { code guidance(first: 1) { edges { node { key } } } } " * 25 + "} }")

    assert data["state"]["code"] == "TAB"


def test_a_valid_query_right_at_its_limit_is_answered(post: Post) -> None:
    query = "{ state { " + " ".join(f"a{n}: code" for n in range(50)) + " } }"

    answer = post(query)

    assert (answer.status, len(answer.json["data"]["state"])) == (200, 50)
    assert answer.json["extensions"]["cost"]["requested"] <= MAX_COST


@pytest.fixture(autouse=True)
def _with_budget() -> None:
    budget.reset()
