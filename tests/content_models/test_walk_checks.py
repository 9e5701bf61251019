"""Test walks: which break in a script, in words, and what they come through."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from content_models.rich_text import from_text
from content_models.shapes.blocks import ScriptWalk
from content_models.starter.reading import read_reference
from content_models.starter.records import Script
from content_models.walk_checks import answers_in, broken_walks, coverage_of, walks_of_state

from .script_vectors import as_documents, starter_scripts


def node(key: str, kind: str, **options: str) -> dict[str, Any]:
    return {
        "key": key,
        "kind": kind,
        "text": {"ast": from_text(f"Nodo {key}")},
        "wordings": [],
        "options": [{"key": name, "label": name.title(), "to": to, "wordings": []} for name, to in options.items()],
        "organizationKind": None,
        "deadlines": [],
    }


def script(*nodes: dict[str, Any]) -> Any:
    return {"start": "q", "nodes": list(nodes)}


SOUND = script(node("q", "QUESTION", si="a", no="w"), node("w", "WARNING", sigue="a"), node("a", "ANSWER"))


def recorded(answers: str, end: str, name: str = "recorrido") -> ScriptWalk:
    return {"name": name, "answers": [{"node": one, "option": two} for one, two in answers_in(answers)], "end": end}


def test_a_walk_that_holds_is_not_broken() -> None:
    assert broken_walks(SOUND, [recorded("q.no w.sigue", "a"), recorded("q.si", "a")]) == []


@pytest.mark.parametrize(
    ("changed", "walk", "where", "why"),
    [
        (script(), recorded("q.si", "a"), "", "the script has no first node"),
        (script(), recorded("", "q"), "", "the script has no first node"),
        (SOUND, recorded("q.quizas", "a"), "q", "“1 · Nodo q” no longer has the answer that was given there"),
        (SOUND, recorded("q.si w.sigue", "a"), "a", "the conversation ends at “3 · Nodo a” already"),
        (SOUND, recorded("q.no q.si", "a"), "w", "it comes to “2 · Nodo w” instead of “1 · Nodo q”"),
        (SOUND, recorded("q.no w.sigue", "w"), "a", "it ends at “3 · Nodo a” instead of “2 · Nodo w”"),
        (SOUND, recorded("q.no", "w"), "w", "it can no longer end at “2 · Nodo w”"),
        (
            script(node("q", "QUESTION", si="b")),
            recorded("q.si", "b"),
            "q",
            "the answer “Si” of “1 · Nodo q” leads to no node",
        ),
        (
            script(node("q", "INFO", si="q")),
            recorded("q.si", "q"),
            "q",
            "the answer “Si” of “1 · Nodo q” leads back in a circle",
        ),
    ],
)
def test_a_broken_walk_says_where_and_why(changed: Any, walk: ScriptWalk, where: str, why: str) -> None:
    with translation.override("en"):
        [found] = broken_walks(changed, [walk])

    assert (found.name, found.node, found.message) == ("recorrido", where, why)


def test_what_is_gone_is_named_by_the_words_that_it_had() -> None:
    before = script(node("q", "QUESTION", quizas="z"), node("z", "ANSWER"))

    with translation.override("en"):
        answered, ended, unknown = broken_walks(
            SOUND, [recorded("q.quizas", "z"), recorded("q.si", "z"), recorded("q.si", "never")], [before]
        )

    assert answered.message == "“1 · Nodo q” has no answer “Quizas” any more"
    assert ended.message == "it ends at “3 · Nodo a” instead of “2 · Nodo z”"
    assert unknown.message == "it ends at “3 · Nodo a” instead of “a node that is not there any more”"


def test_a_states_walk_takes_the_place_of_the_national_one_of_its_name() -> None:
    national = [recorded("q.si", "a", "sí"), recorded("q.no w.sigue", "a", "no")]
    own = [recorded("q.no", "w", "no"), recorded("q.aqui", "a", "aquí")]

    assert walks_of_state(national, own) == [national[0], *own]


def test_coverage_tells_nodes_and_options_and_what_is_missed() -> None:
    found = coverage_of(SOUND, [recorded("q.si", "a")])

    assert found.nodes == {"q", "a"}
    assert found.options == {("q", "si")}
    assert found.missed == ("w",)


def test_what_is_no_answer_is_left_out() -> None:
    assert answers_in(" q.si  w. .x nada a.b.c") == [("q", "si"), ("a", "b.c")]


@pytest.mark.parametrize("source", read_reference().scripts, ids=lambda script: script.id)
def test_the_walks_of_a_starter_script_hold_and_cover_every_node(source: Script) -> None:
    walks = [recorded(" ".join(walk.answers), walk.end, walk.name) for walk in source.walks]

    starter = as_documents(starter_scripts())[source.id]

    assert broken_walks(starter, walks) == []
    assert coverage_of(starter, walks).missed == ()
    assert len({walk["name"] for walk in walks}) == len(walks)
