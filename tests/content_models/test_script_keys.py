"""The keys of nodes and options: given once, by the id of their block, whatever a form sends."""

from __future__ import annotations

from typing import Any

import pytest

from content_models.models import ScriptPage
from content_models.script_keys import GivenKeys, give_keys, given_by
from tests.content_models.world import block_id

NODES = ScriptPage._meta.get_field("nodes").stream_block


def node(name: str, text: str, *options: tuple[str, str], key: str = "") -> dict[str, Any]:
    """A node as a form sends it; its options are (label, where it leads), each with an id of its own."""
    items = [
        {"type": "item", "id": block_id(f"{name}-{number}"), "value": {"key": "", "label": label, "to": to}}
        for number, (label, to) in enumerate(options)
    ]
    value = {"key": key, "kind": "QUESTION", "text": f"<p>{text}</p>" if text else "", "options": items}
    return {"type": "node", "id": block_id(name), "value": value}


def given(*sent: dict[str, Any], before: GivenKeys | None = None) -> tuple[Any, list[str]]:
    """The nodes with their keys, and the keys."""
    nodes = NODES.to_python(list(sent))
    give_keys(nodes, before or GivenKeys())
    return nodes, [one.value["key"] for one in nodes]


def led(nodes: Any) -> list[list[str]]:
    return [[option["to"] for option in one.value["options"]] for one in nodes]


def test_new_ones_are_named_after_their_first_words() -> None:
    nodes, keys = given(node("a", "¿Ya sabe dónde está?", ("Sí, sé dónde", ""), ("No", ""), ("No", "")))

    assert keys == ["ya-sabe-donde-esta"]
    assert [option["key"] for option in nodes[0].value["options"]] == ["si-se-donde", "no", "no-2"]


def test_a_long_text_is_cut_between_words() -> None:
    _nodes, keys = given(node("a", "Llame de inmediato al Registro Nacional de Detenciones"))

    assert keys == ["llame-de-inmediato-al-registro"]


def test_two_with_the_same_words_differ() -> None:
    _nodes, keys = given(node("a", "Llame al 911"), node("b", "Llame al 911"))

    assert keys == ["llame-al-911", "llame-al-911-2"]


@pytest.mark.parametrize("text", ["", "¿", "N"])
def test_its_id_stands_for_what_has_no_words_yet(text: str) -> None:
    nodes, keys = given(node("a", "Pregunta", ("", block_id("b"))), node("b", text))

    assert keys == ["pregunta", block_id("b")]
    assert led(nodes)[0] == [block_id("b")]


def test_an_option_leads_to_a_node_that_was_just_added_and_goes_on_leading_to_it() -> None:
    first, _keys = given(node("a", "Pregunta", ("Sí", block_id("b"))), node("b", ""))
    second, keys = given(node("a", "Pregunta", ("Sí", block_id("b"))), node("b", "Respuesta"), before=given_by(first))

    assert keys == ["pregunta", "respuesta"]
    assert led(second) == [["respuesta"], []]


def test_other_words_do_not_change_them() -> None:
    first, _keys = given(node("a", "Pregunta", ("Sí", "")))
    changed = node("a", "Otra cosa", ("Claro", ""))
    nodes, keys = given(changed, before=given_by(first))

    assert keys == ["pregunta"]
    assert [option["key"] for option in nodes[0].value["options"]] == ["si"]


def test_a_crafted_key_changes_none() -> None:
    first, _keys = given(node("a", "Pregunta"), node("b", "Respuesta"))
    _nodes, keys = given(
        node("a", "Pregunta", key="respuesta"), node("b", "Respuesta", key="mia"), before=given_by(first)
    )

    assert keys == ["pregunta", "respuesta"]


def test_a_copy_gets_its_own_and_what_led_to_the_original_leads_there() -> None:
    first, _keys = given(node("a", "Pregunta", ("Sí", block_id("b"))), node("b", "Respuesta"))
    nodes, keys = given(
        node("a", "Pregunta", ("Sí", "respuesta"), key="pregunta"),
        node("copy", "Respuesta", key="respuesta"),
        node("b", "Respuesta", key="respuesta"),
        before=given_by(first),
    )

    assert keys == ["pregunta", "respuesta-2", "respuesta"]
    assert led(nodes)[0] == ["respuesta"]


def test_two_that_come_from_another_script_go_on_leading_to_each_other() -> None:
    nodes, keys = given(
        node("x", "¿Está herido?", ("Sí", "a-herido"), key="q-herido"), node("y", "Llame al 911", key="a-herido")
    )

    assert keys == ["esta-herido", "llame-al-911"]
    assert led(nodes) == [["llame-al-911"], []]


def test_what_leads_to_what_is_gone_is_left_as_it_is() -> None:
    nodes, _keys = given(node("a", "Pregunta", ("Sí", "quitado")))

    assert led(nodes) == [["quitado"]]


def test_of_two_that_claim_one_block_the_first_keeps_the_key() -> None:
    first, _keys = given(node("a", "Pregunta"))
    _nodes, keys = given(node("a", "Pregunta"), node("a", "Pregunta"), before=given_by(first))

    assert keys == ["pregunta", "pregunta-2"]
