"""The rules of a script's graph, by node."""

import json
from itertools import pairwise
from typing import Any

import pytest

from content_models.json_fields import DATA
from content_models.script_graph import GraphNode, GraphOption, Problem, ProblemCode, graph_of, problems_in


def node(key: str, kind: str, *targets: str, organization_kind: str | None = None) -> GraphNode:
    options = tuple(GraphOption(f"o{position}", target) for position, target in enumerate(targets))
    return GraphNode(key, kind, options, organization_kind)


def found(nodes: list[GraphNode], start: str = "q") -> list[tuple[str, str, int | None, str]]:
    return [
        (problem.code.value, problem.node, problem.position, problem.detail) for problem in problems_in(nodes, start)
    ]


SOUND = [
    node("q", "QUESTION", "i", "w"),
    node("i", "INFO", "a"),
    node("w", "WARNING", "a", "r"),
    node("a", "ANSWER", "r"),
    node("r", "REFERRAL", "h", organization_kind="COURT"),
    node("h", "HANDOFF"),
]


def test_accepts_a_graph_in_which_every_path_ends() -> None:
    assert found(SOUND) == []


def test_accepts_paths_that_meet_again() -> None:
    nodes = [node("q", "QUESTION", "x", "y"), node("x", "INFO", "a"), node("y", "INFO", "a"), node("a", "ANSWER")]

    assert found(nodes) == []


@pytest.mark.parametrize(
    ("case", "nodes", "problems"),
    [
        ("a start that does not exist", [node("a", "ANSWER")], [("START_MISSING", "q", None, "")]),
        (
            "a target that does not exist",
            [node("q", "QUESTION", "a", "nowhere"), node("a", "ANSWER")],
            [("TARGET_MISSING", "q", 0, "nowhere")],
        ),
        (
            "two nodes with one key",
            [node("q", "QUESTION", "a"), node("a", "ANSWER"), node("a", "ANSWER")],
            [("DUPLICATE_KEY", "a", 2, "")],
        ),
        (
            "a node nothing leads to",
            [node("q", "QUESTION", "a"), node("a", "ANSWER"), node("lost", "ANSWER")],
            [("UNREACHABLE", "lost", 2, "")],
        ),
        (
            "nodes behind one nothing leads to: only where it begins",
            [node("q", "QUESTION", "a"), node("a", "ANSWER"), node("behind", "ANSWER"), node("lost", "INFO", "behind")],
            [("UNREACHABLE", "lost", 3, "")],
        ),
        ("a question without options", [node("q", "QUESTION")], [("QUESTION_WITHOUT_OPTIONS", "q", 0, "")]),
        (
            "information that stops",
            [node("q", "QUESTION", "i"), node("i", "INFO")],
            [("DEAD_END", "i", 1, "")],
        ),
        (
            "a warning that stops",
            [node("q", "QUESTION", "w"), node("w", "WARNING")],
            [("DEAD_END", "w", 1, "")],
        ),
        (
            "a hand-over that goes on",
            [node("q", "QUESTION", "h"), node("h", "HANDOFF", "a"), node("a", "ANSWER")],
            [("HANDOFF_CONTINUES", "h", 1, "")],
        ),
        (
            "a referral to nobody",
            [node("q", "QUESTION", "r"), node("r", "REFERRAL")],
            [("REFERRAL_WITHOUT_ORGANIZATION", "r", 1, "")],
        ),
        (
            "a circle",
            [node("q", "QUESTION", "i", "a"), node("i", "INFO", "w"), node("w", "WARNING", "i"), node("a", "ANSWER")],
            [("CYCLE", "w", 2, "i → w → i")],
        ),
        (
            "a node that leads to itself",
            [node("q", "QUESTION", "q", "a"), node("a", "ANSWER")],
            [("CYCLE", "q", 0, "q → q")],
        ),
    ],
)
def test_refuses(case: str, nodes: list[GraphNode], problems: list[tuple[str, str, int | None, str]]) -> None:
    assert found(nodes) == problems


def test_refuses_two_options_with_one_key() -> None:
    question = GraphNode("q", "QUESTION", (GraphOption("yes", "a"), GraphOption("yes", "a")))

    assert found([question, node("a", "ANSWER")]) == [("DUPLICATE_OPTION", "q", 0, "yes")]


def test_says_every_problem_at_once() -> None:
    nodes = [node("q", "QUESTION", "nowhere"), node("i", "INFO")]

    assert {code for code, *_ in found(nodes)} == {
        ProblemCode.TARGET_MISSING,
        ProblemCode.UNREACHABLE,
        ProblemCode.DEAD_END,
    }


@pytest.mark.parametrize(
    ("behind", "said"),
    [
        ([], "Nada lleva a «2 · lost». Agrega"),
        (["b"], "Nada lleva a «2 · lost», y por eso tampoco al que sigue. Agrega"),
        (["b", "c", "d"], "Nada lleva a «2 · lost», y por eso tampoco a los 3 que siguen. Agrega"),
        (["b", "c", "lost"], "Nada lleva a «2 · lost», y por eso tampoco a los 2 que siguen. Agrega"),
    ],
)
def test_what_nothing_leads_to_says_how_many_are_behind_it(behind: list[str], said: str) -> None:
    way = ["lost", *behind]
    lost = [node(one, "INFO", after) for one, after in pairwise(way)]
    end = [] if way[-1] == "lost" and behind else [node(way[-1], "ANSWER")]

    problems = problems_in([node("q", "ANSWER"), *lost, *end], "q")

    (unreachable,) = (one for one in problems if one.code == ProblemCode.UNREACHABLE)
    assert unreachable.message.startswith(said)


def test_every_message_names_its_node() -> None:
    outside_nodes = {ProblemCode.PREAMBLE_MISSING, ProblemCode.EXAMPLES_MISSING, ProblemCode.TOPIC_MISSING}
    outside_nodes |= {ProblemCode.ENDS_UNTRIED, ProblemCode.LAW_MISSING, ProblemCode.REVIEW_MISSING}
    for code in set(ProblemCode) - outside_nodes:
        assert "n1" in Problem(code, "n1", 0, "n1 → n1").message


def test_a_long_chain_is_no_trouble() -> None:
    chain = [node(str(number), "INFO", str(number + 1)) for number in range(5000)]

    assert found([*chain, node("5000", "ANSWER")], start="0") == []


def reference_scripts() -> list[dict]:
    return json.loads((DATA / "scripts.json").read_text())["scripts"]


@pytest.mark.parametrize("script", reference_scripts(), ids=lambda script: script["id"])
def test_the_scripts_operators_use_are_sound(script: dict) -> None:
    nodes: list[Any] = [
        {
            "key": one["id"],
            "kind": one["kind"].upper(),
            "options": [{"key": str(n), "to": option["to"], "wordings": []} for n, option in enumerate(one["options"])],
            "organizationKind": one["institution_type"],
            "wordings": [],
        }
        for one in script["nodes"]
    ]

    assert problems_in(graph_of(nodes), script["start"]) == []
