"""Which nodes and answers of a script have no words for a channel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from content_models.choices import Channel
from content_models.preamble import FOR_OPERATOR
from content_models.script_channels import (
    in_adaptation,
    problems_beyond,
    problems_of,
    problems_of_script,
    warnings_of,
    words_missing,
)
from content_models.script_graph import GraphNode, GraphOption

WEB, APP = frozenset({"WEB"}), frozenset({"APP"})
NODES = [
    GraphNode("q", "QUESTION", (GraphOption("si", "a", WEB), GraphOption("no", "b")), channels=WEB),
    GraphNode("a", "ANSWER", channels=APP),
    GraphNode("b", "ANSWER"),
    GraphNode("lost", "ANSWER"),
]


def found(channel: str) -> list[tuple[str, str, int | None]]:
    return [(problem.code.value, problem.node, problem.position) for problem in words_missing(NODES, "q", channel)]


@pytest.mark.parametrize(
    ("channel", "missing"),
    [
        (Channel.PHONE, []),
        (Channel.CHAT, []),
        (Channel.WEB, [("ANSWER_WORDS_MISSING", "q", 0), ("WORDS_MISSING", "a", 1), ("WORDS_MISSING", "b", 2)]),
        (Channel.APP, [("ANSWER_WORDS_MISSING", "q", 0), ("WORDS_MISSING", "b", 2)]),
    ],
)
def test_a_channel_lacks_what_nothing_it_may_use_has_words_for(
    channel: str, missing: list[tuple[str, str, int | None]]
) -> None:
    assert found(channel) == missing


def test_a_node_that_nothing_leads_to_needs_no_words() -> None:
    assert "lost" not in [node for _code, node, _position in found(Channel.WEB)]


def test_a_script_is_asked_for_the_words_of_its_own_channels_only() -> None:
    problems = problems_of(NODES, "q", ["PHONE", "APP"], has_preamble=True)

    assert [(problem.code.value, problem.detail) for problem in problems] == [
        ("UNREACHABLE", ""),
        ("ANSWER_WORDS_MISSING", f"no · {Channel.APP.label}"),
        ("WORDS_MISSING", str(Channel.APP.label)),
    ]


def test_an_answer_without_any_words_is_named_by_its_number() -> None:
    options = (GraphOption("si", "a", WEB, "Sí"), GraphOption("1fcf1019", "a", words=""))
    nodes = [GraphNode("q", "QUESTION", options, channels=WEB), GraphNode("a", "ANSWER", channels=WEB)]

    [problem] = words_missing(nodes, "q", Channel.WEB)

    assert "la respuesta 2 · " in problem.message
    assert "1fcf1019" not in problem.message


def test_a_state_answers_for_the_words_that_its_changes_take_away() -> None:
    library: Any = {
        "preamble": [],
        "channels": ["WEB"],
        "start": "a",
        "nodes": [document("a", [{"channel": "WEB", "text": {}}])],
    }
    script: Any = {**library, "nodes": [document("a", [])]}

    assert [problem.code.value for problem in problems_beyond(library, script)] == ["WORDS_MISSING"]
    assert problems_beyond(script, script) == []


def test_a_state_reads_what_it_can_do_on_its_workbench() -> None:
    library: Any = {"preamble": [], "channels": [], "start": "a", "nodes": [document("a", []), document("b", [])]}
    script: Any = {**library, "nodes": [document("a", []), document("b", []), document("own", [])]}

    national, own = in_adaptation(problems_of_script(script), library)
    behind = replace(national, behind=2)

    assert (national.node, own.node) == ("b", "own")
    with translation.override("es-mx"):
        assert national.message.endswith("Agrega una opción que lleve ahí u oculta el nodo.")
        assert own.message.endswith("Agrega una opción que lleve ahí o deshaz el nodo.")
        assert behind.message.endswith("Agrega una opción que lleve ahí u ocúltalos todos.")


@pytest.mark.parametrize(("channel", "codes"), [("PHONE", ["PREAMBLE_MISSING"]), ("CHAT", [])])
def test_a_call_begins_with_a_preamble(channel: str, codes: list[str]) -> None:
    script: Any = {"preamble": [], "channels": [channel], "start": "a", "nodes": [document("a", [])]}

    problems = problems_of_script(script)

    assert [problem.code for problem in problems] == codes
    assert {problem.field for problem in problems} <= {"preamble"}
    assert problems_of_script({**script, "preamble": [{"key": "safety_first"}]}) == []
    silent = problems_of_script({**script, "preamble": [{"key": FOR_OPERATOR}]})  # of which nothing is said
    assert [problem.code for problem in silent] == codes


@pytest.mark.parametrize(
    ("words", "channels", "warned"),
    [
        ("Otra persona te ayuda.", ["WEB"], ["h"]),
        ("El artículo 217 y las 24 horas no son un número.", ["WEB"], ["h"]),
        ("Llama al {help_line}.", ["WEB"], []),
        ("Llama al {emergency}.", ["WEB"], []),
        ("Llama al 911.", ["WEB"], []),
        ("Llama al 55 5658 1111.", ["WEB"], []),
        ("Llama al 993-313-6550.", ["WEB"], []),
        ("Otra persona te ayuda.", ["PHONE", "CHAT"], []),
        ("", ["WEB"], []),
    ],
)
def test_who_is_handed_over_on_the_website_reads_whom_to_call(
    words: str, channels: list[str], warned: list[str]
) -> None:
    lost = GraphNode("lost", "HANDOFF", web_words="Sin número.")
    nodes = [
        GraphNode("q", "QUESTION", (GraphOption("si", "h"),), web_words="¿Sí?"),
        GraphNode("h", "HANDOFF", web_words=words),
        lost,
    ]

    assert [one.node for one in warnings_of(nodes, "q", channels)] == warned


def document(key: str, wordings: list[dict[str, Any]]) -> dict[str, Any]:
    return {"key": key, "kind": "ANSWER", "options": [], "organizationKind": None, "wordings": wordings}
