"""Walking a script: vectors that both walkers pass, and what holds for every script and every list of answers."""

from __future__ import annotations

import gzip
import json
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_models.script_graph import ENDS
from content_models.script_walk import Answer, StopReason, walk
from tests.browser import NODE

from . import script_vectors as vectors
from .script_vectors import Script, as_json, starter_scripts, walked

BY_HAND: list[dict[str, Any]] = json.loads(vectors.BY_HAND.read_text())
BROKEN: list[dict[str, Any]] = json.loads(vectors.BROKEN.read_text())
SCRIPTS: dict[str, Script] = json.loads(vectors.SCRIPTS.read_text())


@pytest.mark.parametrize("vector", BY_HAND, ids=lambda vector: f"{vector['script']}: {vector['name']}")
def test_passes_the_vectors_written_by_hand(vector: dict[str, Any]) -> None:
    found = as_json(walked(SCRIPTS[vector["script"]], vector["answers"], vector["channel"]))

    held = vector["answers"] if vector["stop"] is None else vector["answers"][: vector["stop"][0]]
    assert [[answer["node"], answer["option"]] for answer in found["path"]] == held
    assert len(found["texts"]) == len(held) + 1
    says = found["texts"][-1]["text"]
    assert says is None if vector["says"] is None else says.startswith(vector["says"])
    outcome, stop = found["outcome"], found["stop"]
    assert found["current"] == vector["current"]
    assert found["warnings"] == vector["warnings"]
    assert found["deadlines"] == vector["deadlines"]
    assert (outcome and [outcome["kind"], outcome["organizationKind"], outcome["isFinal"]]) == vector["outcome"]
    assert (stop and [stop["position"], stop["reason"]]) == vector["stop"]
    if "answered" in vector:
        assert [turn["answer"] for turn in found["texts"][:-1]] == vector["answered"]


@pytest.mark.parametrize("vector", BROKEN, ids=lambda vector: vector["name"])
def test_a_broken_script_is_walked_as_far_as_it_holds(vector: dict[str, Any]) -> None:
    found = as_json(walked({"start": vector["start"], "nodes": vector["nodes"]}, vector["answers"], "PHONE"))

    held = vector["answers"] if vector["stop"] is None else vector["answers"][: vector["stop"][0]]
    outcome, stop = found["outcome"], found["stop"]
    assert [[answer["node"], answer["option"]] for answer in found["path"]] == held
    assert (found["current"], found["warnings"]) == (vector["current"], vector["warnings"])
    assert (outcome and [outcome["kind"], outcome["organizationKind"], outcome["isFinal"]]) == vector["outcome"]
    assert (stop and [stop["position"], stop["reason"]]) == vector["stop"]


def test_every_reason_to_stop_is_in_the_vectors_of_both_walkers() -> None:
    assert {vector["stop"][1] for vector in (*BY_HAND, *BROKEN) if vector["stop"]} == {*StopReason}


def test_the_generated_vectors_are_those_of_the_starter_scripts() -> None:
    for path, text in vectors.written(starter_scripts()).items():
        assert path.read_text() == text, f"run `python -m tests.content_models.script_vectors`: {path.name}"


def test_the_walker_in_typescript_passes_all_vectors_and_is_small() -> None:
    ran = subprocess.run(
        [NODE, "--test", "walk.test.mjs"], check=False, cwd=vectors.FOLDER, capture_output=True, text=True
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    strip = "import { stripTypeScriptTypes as s } from 'module'; console.log(s(fs.readFileSync('walk.ts', 'utf8')))"
    program = f"import fs from 'fs'; {strip}"
    javascript = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "-e", program],
        cwd=vectors.FOLDER, capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert 0 < len(gzip.compress(javascript)) < 3_000


KEYS = st.sampled_from(["q", "w", "a", "r", "h", "gone"])


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Scripts of any shape: circles, missing targets, repeated keys and options."""
    options = st.lists(st.tuples(st.sampled_from(["si", "no", "tal-vez"]), KEYS), max_size=3)
    kinds = st.sampled_from(["QUESTION", "INFO", "WARNING", "ANSWER", "REFERRAL", "HANDOFF"])
    nodes = draw(st.lists(st.tuples(KEYS, kinds, options), max_size=7))
    return {"start": draw(KEYS), "nodes": [_node(*node) for node in nodes]}


def _node(key: str, kind: str, options: list[tuple[str, str]]) -> Any:
    return {
        "key": key,
        "kind": kind,
        "text": key,
        "wordings": [],
        "options": [{"key": one, "label": one, "to": to, "wordings": []} for one, to in options],
        "organizationKind": None,
        "deadlines": [f"d-{key}"],
    }


ANSWERS = st.lists(st.tuples(KEYS, st.sampled_from(["si", "no", "tal-vez", ""])), max_size=12)


@given(scripts(), ANSWERS)
def test_replaying_the_path_gives_the_path(script: Script, answers: list[tuple[str, str]]) -> None:
    found = walked(script, answers, "PHONE")
    again = walked(script, [(answer.node, answer.option) for answer in found.path], "PHONE")

    assert again.path == found.path
    assert again.texts == found.texts
    assert again.outcome == found.outcome
    assert again.stop is None or again.stop.reason is StopReason.START_MISSING
    assert len(found.path) + 1 <= max(1, len(script["nodes"]))


@given(scripts(), ANSWERS)
def test_what_does_not_hold_is_said_at_its_position(script: Script, answers: list[tuple[str, str]]) -> None:
    found = walked(script, answers, "PHONE")

    assert len(found.path) == (len(answers) if found.stop is None else found.stop.position)
    assert [(answer.node, answer.option) for answer in found.path] == answers[: len(found.path)]


@given(st.sampled_from(sorted(SCRIPTS)), st.data())
def test_every_way_through_a_published_script_ends(slug: str, data: st.DataObject) -> None:
    script = SCRIPTS[slug]
    by_key = {node["key"]: node for node in script["nodes"]}
    answers: list[Answer] = []
    key = script["start"]
    while options := by_key[key]["options"]:
        chosen = data.draw(st.sampled_from(options))
        answers.append(Answer(key, chosen["key"]))
        key = chosen["to"]

    found = walk(script["nodes"], script["start"], answers, channel="PHONE")

    assert found.stop is None
    assert found.current == key
    assert by_key[key]["kind"] in ENDS
    assert found.outcome is not None
    assert found.outcome.is_final


def test_a_crafted_list_of_answers_goes_no_further_than_the_script() -> None:
    circle: Script = {"start": "q", "nodes": [_node("q", "QUESTION", [("si", "w")]), _node("w", "INFO", [("si", "q")])]}

    found = walked(circle, [("q", "si"), ("w", "si")] * 5_000, "PHONE")

    assert found.path == (Answer("q", "si"),)
    assert found.stop is not None
    assert (found.stop.position, found.stop.reason) == (1, StopReason.CIRCLE)


def test_a_channel_says_its_own_words_or_those_it_may_borrow() -> None:
    node = _node("q", "QUESTION", [("si", "a")])
    node["wordings"] = [{"channel": "WEB", "text": "¿Sabes?"}]
    node["options"][0]["wordings"] = [{"channel": "WEB", "label": "Sí, sé"}]
    script: Script = {"start": "q", "nodes": [node, _node("a", "ANSWER", [])]}
    said = {
        channel: [(turn.text, turn.answer) for turn in walked(script, [("q", "si")], channel).texts]
        for channel in ("PHONE", "CHAT", "APP", "WEB")
    }

    assert said == {
        "PHONE": [("q", "si"), ("a", None)],
        "CHAT": [("¿Sabes?", "Sí, sé"), ("a", None)],
        "APP": [("¿Sabes?", "Sí, sé"), (None, None)],
        "WEB": [("¿Sabes?", "Sí, sé"), (None, None)],
    }
