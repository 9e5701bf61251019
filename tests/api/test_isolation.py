"""Nothing of one state reaches another's key, whatever is asked and whatever memory holds."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLResolveInfo

from api.in_state import InState
from api.schema.build import schema
from delivery.state_view import StateView

from .client import Answer
from .conftest import Ask
from .world.content import COAHUILA, TABASCO
from .world.documents import key
from .world.store import forget

EVERYTHING = """
query ($code: StateCode) {
  state(code: $code) {
    name officialName version
    home { title } sections { title children { title path } } notices { title }
    guidance(first: 100) { edges { node { title related { title } offices(first: 10) { name } } } }
    glossary(first: 100) { edges { node { term } } }
    organizations(first: 100) { edges { node { name } } }
    offices(first: 100) { edges { node { name municipality organization { name } } } }
    scripts(first: 20) { edges { node { title nodes { offices(first: 10) { name } } } } }
    search(query: "fiscalía", first: 100) { edges { node { snippet item { title } } } }
  }
}
"""
WORDS = {
    "TAB": ("Tabasco", "Villahermosa", "Centla", "Tijuana", "inundación", "Refugio"),
    "COA": ("Coahuila", "Saltillo"),
}


@pytest.mark.parametrize("is_warm", [True, False])
@pytest.mark.parametrize(("code", "other"), [("TAB", "COA"), ("COA", "TAB")])
def test_an_answer_has_no_word_of_another_state(ask: Ask, code: str, other: str, is_warm: bool) -> None:
    forget()
    if is_warm:
        ask(EVERYTHING, "national", code=other)

    answer = json.dumps(ask(EVERYTHING, "national", code=code), ensure_ascii=False)

    assert [word for word in WORDS[other] if word in answer] == []
    assert WORDS[code][0] in answer


@pytest.mark.parametrize("field", ["guidancePage", "term", "office", "script"])
def test_every_slug_of_another_state_reads_as_absent(ask: Ask, field: str) -> None:
    query = f"query ($slug: String!) {{ state(code: TAB) {{ found: {field}(slug: $slug) {{ title }} }} }}"

    answers = [ask(query, "operators", slug=document["slug"]) for document in COAHUILA.values()]

    assert answers == [{"state": {"found": None}}] * len(COAHUILA)


def test_a_resolver_that_asks_for_anything_gets_nothing_of_another_state(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view itself is the boundary: a resolver that forgets every check still cannot leave it."""
    asked: list[Any] = []

    def careless(view: StateView, _info: GraphQLResolveInfo, slug: str) -> InState | None:
        asked.append([view.item(key(slug)), view.by_slug("OFFICE", slug), *view.children("/directorio/")])
        item = view.item(key(slug))
        return InState(view, item) if item is not None else None

    state = schema().type_map["State"]
    assert isinstance(state, GraphQLObjectType)
    monkeypatch.setattr(state.fields["office"], "resolve", careless)
    ask(EVERYTHING, "national", code="COA")

    foreign = ask('{ state(code: TAB) { office(slug: "coa-saltillo") { name } } }', "national")
    own = ask('{ state(code: TAB) { office(slug: "tab-centro") { name } } }', "national")

    assert foreign == {"state": {"office": None}}
    assert own == {"state": {"office": {"name": "Fiscalía, sede Centro"}}}
    titles = {item["title"] for items in asked for item in items if item is not None}
    assert not titles & {document["title"] for document in COAHUILA.values()}
    assert {document["title"] for document in TABASCO.values() if document["kind"] == "ORGANIZATION"} <= titles


def test_a_key_of_one_state_gets_the_same_for_another_and_for_none(post: Callable[..., Answer]) -> None:
    foreign = post(EVERYTHING, "TAB", code="COA")
    absent = post(EVERYTHING, "TAB", code="ZAC")

    assert foreign.json == absent.json
    assert foreign.json["data"] == {"state": None}
