"""What an answer costs the database: nothing, once the view is in memory; and no reader ever touches a page."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content_models.municipality_centres import capital_centres
from tests.assistance.contacts import given as contact
from tests.uuid7 import uuid7

from .client import Answer
from .world.store import forget

QUERIES = {
    "viewer": "{ viewer { name states { code } } }",
    "states": "{ states { code name version theme { primaryColor } } }",
    "guidance": "{ state { guidance { edges { node { title body { id } terms { term } offices { name } } } } } }",
    "guidancePage": '{ state { guidancePage(slug: "denunciar") { title related { title } } } }',
    "home": "{ state { home { title } sections { title children { title } } } }",
    "resolve": '{ state { resolve(path: "/victima/denunciar/") { item { title } } } }',
    "glossary": "{ state { glossary { edges { node { term definition { html } related { term } } } } } }",
    "organizations": "{ state { organizationKinds { name } organizations { edges { node { name } } } } }",
    "offices": "{ state { offices(openNow: true) { edges { node { name isOpen organization { name } } } } } }",
    "scripts": "{ state { scripts { edges { node { title nodes { key offices { name } } } } } } }",
    "notices": "{ state { notices { title } } }",
    "search": '{ state { search(query: "fiscalía") { edges { node { item { title } } } } } }',
    "other language": '{ state { guidancePage(slug: "proteccion", locale: "yua") { title state { code } } } }',
}


@pytest.mark.parametrize("name", QUERIES)
def test_what_the_view_has_costs_no_statement(post: Callable[..., Answer], name: str) -> None:
    post(QUERIES[name], "operators")

    with CaptureQueriesContext(connection) as captured:
        answer = post(QUERIES[name], "operators")

    assert answer.codes == []
    assert [query["sql"] for query in captured] == []


def test_a_cold_cache_reads_no_table_of_pages_and_no_more_for_more_content(
    post: Callable[..., Answer], states: object
) -> None:
    counts = []
    for query in (QUERIES["notices"], QUERIES["guidance"]):
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert post(query, "operators").codes == []
        counts.append(len(captured))
        assert not [entry["sql"] for entry in captured if "wagtailcore_" in entry["sql"]]

    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["TAB", "COA", "operators", "national"])
def test_the_examples_of_the_explorer_can_be_run(post: Callable[..., Answer], key: str) -> None:
    folder = Path(__file__).parents[2] / "frontend/src/explorer/examples"
    variables = json.loads((folder / "variables.json").read_text())
    viewer = post("{ viewer { scopes states { code } } }", key).json["data"]["viewer"]
    code = {"code": "TAB"} if len(viewer["states"]) > 1 else {}
    near = {"near": asdict(capital_centres()["TAB"])}
    inquiry = {"input": contact(state="TAB", channel="WEB")}
    start = {"input": {"state": "TAB", "text": "Hola", "clientId": str(uuid7())}}
    made: dict[str, dict[str, Any]] = {
        "$code": code,
        "$near": near,
        "LogInquiryInput": inquiry,
        "StartConversationInput": start,
    }

    answers = {}
    for path in sorted(folder.glob("*.graphql")):
        query = path.read_text()
        given = dict(variables[path.stem])
        for name, value in made.items():
            given |= value if name in query else {}
        answers[path.stem] = post(query, key, **given)

    scope_of = {"Guiones": "SCRIPTS", "RegistrarConsulta": "INQUIRIES", "EmpezarChat": "CHAT"}
    refused = {name: ["FORBIDDEN_SCOPE"] for name, scope in scope_of.items() if scope not in viewer["scopes"]}
    assert set(answers) == set(variables)
    assert len(answers) == 7
    assert {name: answer.codes for name, answer in answers.items() if answer.codes} == refused
