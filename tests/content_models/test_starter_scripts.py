"""What is curated beside the starter scripts: words for the website, and deadlines of the topic."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content_models.choices import Channel
from content_models.script_channels import words_missing
from content_models.script_graph import graph_of
from content_models.starter import script_deadlines, web_wording
from content_models.starter.pages.guidance import guidance_page
from content_models.starter.pages.scripts import script_page
from content_models.starter.reading import read_reference
from content_models.starter.script_deadlines import with_deadlines
from content_models.starter.web_wording import with_web_wording
from content_models.starter_errors import StarterError
from tests.content_models.script_vectors import as_documents, starter_scripts

REFERENCE = read_reference()


def spoiled(file: Path, folder: Path, spoil: Callable[[Any], object]) -> Path:
    content = json.loads(file.read_text(encoding="utf-8"))
    spoil(content)
    copy = folder / file.name
    copy.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return copy


def first(content: Any) -> Any:
    return content["scripts"][0]["nodes"][0]


SPOILED = [
    ("scripts", lambda c: c["scripts"][0].update(script="nada"), "TARGET_MISSING", ""),
    ("node", lambda c: first(c).update(node="nada"), "VALUE_UNKNOWN", "familiar-detenido/nada"),
    ("text", lambda c: first(c).update(text="otro"), "VALUE_UNKNOWN", ""),
]
OF_WORDING = [
    *SPOILED,
    ("nodes", lambda c: c["scripts"][0]["nodes"].pop(), "TARGET_MISSING", "familiar-detenido"),
    ("options", lambda c: first(c)["options"].pop(), "COUNT_WRONG", "familiar-detenido/q-donde"),
    ("options[1].label", lambda c: first(c)["options"][1].update(label="x"), "VALUE_UNKNOWN", ""),
    ("web", lambda c: first(c).update(web=" "), "VALUE_EMPTY", "familiar-detenido/q-donde"),
]
OF_DEADLINES = [
    *SPOILED,
    ("scripts", lambda c: c["scripts"][0]["nodes"].pop(), "TARGET_MISSING", ""),
    ("point", lambda c: first(c).update(point=0), "TARGET_MISSING", "familiar-detenido/q-horas"),
    ("point", lambda c: first(c).pop("point"), "FIELD_MISSING", "familiar-detenido/q-horas"),
]


@pytest.mark.parametrize(("field", "spoil", "code", "record"), OF_WORDING)
def test_words_for_what_the_scripts_do_not_say_are_refused(
    tmp_path: Path, field: str, spoil: Callable[[Any], object], code: str, record: str
) -> None:
    with pytest.raises(StarterError) as refusal:
        with_web_wording(REFERENCE.scripts, spoiled(web_wording.FILE, tmp_path, spoil))

    assert (refusal.value.code, refusal.value.field) == (f"STARTER_{code}", field)
    assert refusal.value.record.startswith(record)


@pytest.mark.parametrize(("field", "spoil", "code", "record"), OF_DEADLINES)
def test_deadlines_of_what_the_scripts_do_not_say_are_refused(
    tmp_path: Path, field: str, spoil: Callable[[Any], object], code: str, record: str
) -> None:
    with pytest.raises(StarterError) as refusal:
        with_deadlines(REFERENCE.scripts, REFERENCE.topics, spoiled(script_deadlines.FILE, tmp_path, spoil))

    assert (refusal.value.code, refusal.value.field) == (f"STARTER_{code}", field)
    assert refusal.value.record.startswith(record)


def test_a_node_names_deadlines_of_its_topics_page() -> None:
    topics = {topic.id: topic for topic in REFERENCE.topics}
    nodes = 0
    for script in REFERENCE.scripts:
        page = script_page(script, REFERENCE.preamble, REFERENCE.glossary_forms, 0)
        topic = guidance_page(topics[script.topic], "tema", REFERENCE.glossary_forms, 0)
        ids = {block["id"] for block in topic.streams["body"] if block["type"] == "deadline"}
        for block in page.streams["nodes"]:
            named = [item["value"] for item in block["value"]["deadlines"]]
            assert set(named) <= ids
            nodes += bool(named)
    assert nodes == 12


@pytest.mark.parametrize("script_id", ["familiar-detenido", "me-estan-deteniendo"])
def test_whoever_is_held_and_under_18_is_led_to_a_specialised_defender_alone(script_id: str) -> None:
    script = next(script for script in REFERENCE.scripts if script.id == script_id)
    ways = {node.id: [option.to for option in node.options] for node in script.nodes}
    reached, ahead = set[str](), ["w-adolescente"]
    while ahead:
        here = ahead.pop()
        reached.add(here)
        ahead += [node for node in ways[here] if node not in reached]

    assert "w-adolescente" in ways["q-menor"]
    assert reached == {"w-adolescente", "r-especializada", "h-especializada"}


def ways_of(script_id: str) -> dict[str, dict[str, str]]:
    script = next(one for one in REFERENCE.scripts if one.id == script_id)
    return {node.id: {option.label: option.to for option in node.options} for node in script.nodes}


def test_whose_relative_is_held_hears_what_happens_at_the_hearing_and_goes_on_to_the_lawyer() -> None:
    ways = ways_of("familiar-detenido")

    assert ways["q-horas"]["Ya tiene audiencia con el juez"] == "q-menor-audiencia"
    assert ways["q-menor-audiencia"] == {"Sí": "w-adolescente", "No": "a-audiencia"}
    assert ways["a-audiencia"] == {"¿Se puede quedar preso?": "a-medidas", "Entendido": "q-abogado"}
    assert ways["a-medidas"] == {"Entendido": "q-abogado"}


def test_violence_is_first_asked_whether_it_goes_on_and_speaks_to_the_minor_who_calls() -> None:
    script = next(one for one in REFERENCE.scripts if one.id == "violencia-sexual")
    ways, words = ways_of("violencia-sexual"), {node.id: node.text for node in script.nodes}

    assert (script.start, ways["q-ahora"]) == ("q-ahora", {"Sí": "w-911", "No": "q-edad"})
    assert "conteste sólo sí o no" in words["q-ahora"]
    assert [ways["q-edad"]["Sí, yo"], ways["q-edad"]["Sí, la persona por quien llamo"]] == ["w-menor", "w-menor-otra"]
    assert [words[node].startswith("Una persona menor") for node in ("w-menor", "w-menor-otra")] == [False, True]


def test_whoever_is_extorted_hears_whether_to_pay_and_a_person_must_confirm_it() -> None:
    script = next(one for one in REFERENCE.scripts if one.id == "quiero-denunciar")
    node = next(one for one in script.nodes if one.id == "a-extorsion")

    ways = ways_of("quiero-denunciar")

    assert "a-extorsion" in ways["q-que"].values()
    assert ways["q-ahora"]["Le piden dinero con amenazas"] == "a-extorsion"
    assert ways["a-extorsion"]["Mi familiar no contesta"] == "w-no-contesta"
    assert "No pague" in node.text
    assert "089" in node.text
    assert not node.verified


def test_who_is_spoken_to_on_the_website_is_not_on_a_line() -> None:
    words = " ".join(
        text
        for script in REFERENCE.scripts
        for node in script.nodes
        for text in (node.web_text, *(option.web_label for option in node.options))
    ).lower()

    assert [word for word in ("usted", "cuelgue", "comuníque", "le comunico", "su abogado que") if word in words] == [
        "su abogado que"  # the lawyer of who is detained
    ]


def test_six_of_the_starter_scripts_are_worded_for_the_website() -> None:
    complete = [
        slug
        for slug, script in as_documents(starter_scripts()).items()
        if not list(words_missing(graph_of(script["nodes"]), script["start"], Channel.WEB))
    ]

    assert sorted(complete) == [
        "familiar-detenido",
        "me-estan-deteniendo",
        "persona-no-localizada",
        "quiero-denunciar",
        "violencia-pareja-ahora",
        "violencia-sexual",
    ]
