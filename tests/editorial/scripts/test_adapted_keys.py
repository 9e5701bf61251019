"""The keys of what a state adapts in a script: the national ones stay, and new ones are given."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from content_models.kinds import ItemKind
from editorial.adapting import selectors
from editorial.adapting.types import OperationInput, OperationKind
from tests.content_models.world import block_id
from tests.desk import Desk
from tests.editorial.scripts.test_form_views import client_of

SCRIPT = "Mi familiar está detenido"


def form(desk: Desk, key: str, address: str) -> Any:
    """The form of a node as it is stored, and what its change names."""
    return selectors.form_of(desk.who(key), kind=OperationKind.REPLACE, address=address)


def test_a_replaced_node_keeps_its_keys_whatever_was_sent(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    national = next(one for one in desk.view().item(key)["nodes"] if one["options"])
    begun = form(desk, key, national["id"])
    sent = begun.block.get_prep_value(begun.value)
    options = [{**one, "value": {**one["value"], "key": "mia"}} for one in sent["options"]]
    value = {"key": "", "label": "Otra cosa", "web_label": "", "to": national["key"]}
    new = {"type": "item", "id": block_id("new"), "value": value}

    desk.put(
        key,
        OperationInput(
            OperationKind.REPLACE,
            target=national["id"],
            value={**sent, "key": "mia", "text": "<p>De aquí.</p>", "options": [*options, new]},
            base=begun.base,
        ),
    )

    (shown,) = [one for one in desk.bench(key).effective_item["nodes"] if one["id"] == national["id"]]
    assert shown["key"] == national["key"]
    assert [one["key"] for one in shown["options"]] == [*(one["key"] for one in national["options"]), "otra-cosa"]


def test_a_new_node_and_a_new_answer_get_keys_of_their_own(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    national = next(one for one in desk.view().item(key)["nodes"] if one["options"])
    node: dict[str, Any] = {
        "kind": "ANSWER",
        "text": f"<p>{national['text']['plainText']}</p>",
        "options": [],
        "key": national["key"],
    }
    option = {"key": "", "label": national["options"][0]["label"], "to": national["options"][0]["to"]}
    taken = {one["key"] for one in desk.view().item(key)["nodes"]}

    for target, block_type, value in (
        (national["id"], "node", node),
        (national["options"][0]["id"], "option", option),
    ):
        operation = OperationInput(OperationKind.INSERT, target=target, block_type=block_type, value=value)
        desk.put(key, operation)

    nodes = desk.bench(key).effective_item["nodes"]
    added = next(one["key"] for one in nodes if one["key"] not in taken)
    options = next(one["options"] for one in nodes if one["id"] == national["id"])
    form = client_of(desk, "TAB").get(reverse("adapting:piece", args=["TAB", key]), {"address": national["id"]})
    assert added in [one["key"] for one in form.context["script_choices"]["nodes"]]
    assert added
    assert len({one["key"] for one in nodes}) == len(nodes)
    assert len({one["key"] for one in options}) == len(options)


def test_answers_of_a_new_question_lead_to_nodes_that_are_made_with_it(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    national = next(one for one in desk.view().item(key)["nodes"] if one["options"])
    made, another, unwanted = block_id("made"), block_id("another"), block_id("unwanted")

    def answer(label: str, to: str) -> dict[str, Any]:
        return {"type": "item", "id": block_id(label), "value": {"key": "", "label": label, "web_label": "", "to": to}}

    answers = [answer("Aquí", made), answer("Allá", another), answer("Lejos", national["key"])]
    question = {"key": "", "kind": "QUESTION", "text": "<p>¿Dónde está?</p>", "options": answers}
    new_nodes = (made, another, unwanted)
    desk.put(
        key,
        OperationInput(
            OperationKind.INSERT, target=national["id"], block_type="node", value=question, new_nodes=new_nodes
        ),
    )

    nodes = desk.bench(key).effective_item["nodes"]
    position = next(at for at, one in enumerate(nodes) if one["id"] == national["id"])
    asked, first, second = nodes[position + 1 : position + 4]
    assert [one["label"] for one in asked["options"]] == ["Aquí", "Allá", "Lejos"]
    assert [(one["id"], one["key"], one["kind"]) for one in (first, second)] == [
        (made, made, "QUESTION"),
        (another, another, "QUESTION"),
    ]
    assert [one["to"] for one in asked["options"]] == [made, another, national["key"]]
    assert unwanted not in {one["id"] for one in nodes}
    assert any("no tiene palabras" in problem for problem in desk.bench(key).problems)


def test_an_answer_of_a_national_question_leads_to_a_node_that_is_made_with_it(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    national = next(one for one in desk.view().item(key)["nodes"] if one["options"])
    answer = national["options"][0]["id"]
    made = block_id("made")
    form = reverse("adapting:insert", args=["TAB", key]) + f"?address={answer}&place=after"
    typed = {"value-label": "Aquí", "value-web_label": "", "value-to": made, "value-key": "", "new_nodes": f"x {made}"}

    sent = client_of(desk, "TAB").post(
        form, {**typed, "base": desk.bench(key).base, "revision": "", "block_type": "option"}
    )

    assert sent.status_code == 302
    nodes = desk.bench(key).effective_item["nodes"]
    position = next(at for at, one in enumerate(nodes) if one["id"] == national["id"])
    assert nodes[position]["options"][1]["to"] == made
    assert nodes[position + 1]["id"] == made
    assert sent["Location"].endswith(f"#piece-{nodes[position]['options'][1]['id']}")


def test_what_was_written_is_undone_where_it_stood_and_can_be_put_back(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    national = next(one for one in desk.view().item(key)["nodes"] if one["options"])
    value = {"key": "", "kind": "ANSWER", "text": "<p>De aquí.</p>"}
    desk.put(key, OperationInput(OperationKind.INSERT, target=national["id"], block_type="node", value=value))
    added = next(one for one in desk.bench(key).pieces if one.operation_id)
    client, bench = client_of(desk, "TAB"), desk.bench(key)
    undo = reverse("adapting:act", args=["TAB", key, "undo"])
    typed = {"address": added.address, "operation": added.operation_id, "revision": bench.revision}

    done = client.post(undo, typed)
    is_there = desk.bench(key).piece(added.address) is not None
    shown = client.get(reverse("adapting:text", args=["TAB", key])).content.decode()
    put_back = client.post(
        reverse("adapting:act", args=["TAB", key, "put_back"]),
        {"version": bench.revision, "revision": desk.bench(key).revision, "anchor": f"piece-{added.address}"},
    )

    before = [one.address for one in bench.pieces][: [one.address for one in bench.pieces].index(added.address)]
    assert done["Location"].endswith(f"#piece-{before[-1]}")
    assert not is_there
    offered = shown[shown.index(f'id="piece-{before[-1]}"') :]
    assert offered.index(f'name="version" value="{bench.revision}"') < offered.index("</article>")
    assert put_back["Location"].endswith(f"#piece-{added.address}")
    assert desk.bench(key).piece(added.address) is not None


def test_discarding_all_that_was_written_asks(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    desk.put(key, OperationInput(OperationKind.SET, field="title", value="De aquí"))
    address = reverse("adapting:act", args=["TAB", key, "discard"])

    asked = client_of(desk, "TAB").post(address, {"revision": desk.bench(key).revision})

    assert "¿Descartar lo que no está publicado?" in asked.content.decode()
    assert desk.bench(key).has_draft_changes


def test_the_workbench_reads_deadlines_in_words_and_its_chart_leads_to_nodes(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    deadlines = [one for node in desk.view().item(key)["nodes"] for one in node["deadlines"]]
    client = client_of(desk, "TAB")

    shown = client.get(reverse("adapting:text", args=["TAB", key])).content.decode()
    chart = client.get(reverse("adapting:preview", args=["TAB", key]), {"mode": "chart"})

    assert deadlines
    assert not [one for one in deadlines if f"<li>{one}</li>" in shown]
    assert "<li>Plazo: " in shown
    assert chart.context["data"]["texts"]["edit"] == "Ir al nodo"
