"""What the form of a script asks for: its problems and choices, from what stands in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from content_models.kinds import ItemKind
from content_models.models import GuidancePage, ScriptPage
from content_models.script_deadlines import deadlines_of
from editorial.national import services as national
from tests.content_models.world import block_id
from tests.desk import Desk
from tests.editorial.scripts.sent import node, script
from tests.module_transaction import anew


def client_of(desk: Desk, code: str = "NAC") -> Client:
    client = Client()
    client.force_login(desk.people[code, "editor"])
    return client


def asked(client: Client, address: str, data: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(address, data)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def units_of(topic: GuidancePage) -> list[str]:
    """The units of a topic's deadlines, in their order."""
    return [block.value["unit"] for block in topic.body if block.block_type == "deadline"]


def said(*phrases: str) -> dict[str, Any]:
    """Groups of examples, one of each phrase."""
    values = [{"phrases": one, "voice": "TYPED", "source": "EDITOR"} for one in phrases]
    found: dict[str, Any] = streamfield([("phrases", value) for value in values])
    return found


PROVEN = {
    "walks": streamfield(
        [
            (
                "walk",
                {"name": "Ya denunció", "answers": f"{block_id('a')}.{block_id('a-0')}", "end": block_id("b")},
            )
        ]
    ),
    "legal_references": streamfield([("legal_reference", {"law": "", "article": "", "text": "CNPP, artículo 221"})]),
}
"""A walk to the node `b`, and a law."""

TWO_ENDS = [
    node("a", "¿Ya denunció?", ("Sí", block_id("b")), ("No", block_id("c"))),
    node("b", "Bien.", kind="ANSWER"),
    node("c", "Vaya a denunciar.", kind="ANSWER"),
]


def test_problems_name_the_blocks_of_their_nodes_and_nothing_is_saved(desk: Desk, page: ScriptPage) -> None:
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    sent = script(node("a", "¿Ya denunció?", ("Sí", block_id("b")), ("No", "")), node("b", "Bien.", kind="INFO"))

    found = asked(client_of(desk), address, sent)["problems"]

    assert [(one["block"], one["code"]) for one in found] == [
        (block_id("a"), "OPTION_WITHOUT_TARGET"),
        (block_id("b"), "DEAD_END"),
    ]
    assert found[0]["sentence"].startswith("«No», una respuesta a «1 · ¿Ya denunció?»")
    assert anew(page).revisions.count() == 1


def test_what_is_whole_has_none(desk: Desk, page: ScriptPage) -> None:
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    topic = next(one for one in GuidancePage.objects.order_by("pk") if not deadlines_of(one))
    whole = [node("a", "¿Ya denunció?", ("Sí", block_id("b"))), node("b", "Bien.", kind="ANSWER")]
    sent = script(*whole, topic=str(topic.pk), examples=said("quiero denunciar"), reviewed_on="2026-11-30", **PROVEN)

    assert asked(client_of(desk), address, sent) == {
        "problems": [],
        "warnings": [],
        "suggestions": [],
        "deadlines": [],
        "chart": None,
    }


@pytest.mark.parametrize(
    ("case", "phrases", "has_topic", "warned"),
    [
        ("neither", [], False, [("topic", "TOPIC_MISSING"), ("examples", "EXAMPLES_MISSING")]),
        ("phrases only", ["quiero denunciar"], False, [("topic", "TOPIC_MISSING")]),
        ("a topic only", [], True, [("examples", "EXAMPLES_MISSING")]),
        ("a topic and an opening phrase", [], True, []),
        ("a topic and an empty opening phrase", [], True, [("examples", "EXAMPLES_MISSING")]),
        ("a group without a phrase", [" "], True, [("examples", "EXAMPLES_MISSING")]),
    ],
)
def test_a_script_that_search_hardly_finds_is_a_warning_with_where_to_write(
    desk: Desk, page: ScriptPage, case: str, phrases: list[str], has_topic: bool, warned: list[tuple[str, str]]
) -> None:
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    topic = GuidancePage.objects.order_by("pk")[0].pk if has_topic else ""
    opening = {"a topic and an opening phrase": ["Quiero denunciar"], "a topic and an empty opening phrase": [" "]}
    said_first = streamfield([("phrase", one) for one in opening.get(case, [])])
    sent = script(
        node("a", "Bien.", kind="ANSWER"), topic=str(topic), examples=said(*phrases), opening_phrases=said_first
    )

    found = asked(client_of(desk), address, sent)

    assert found["problems"] == []
    unproven = {"walks", "legal_references", "reviewed_on"}
    assert [(one["field"], one["code"]) for one in found["warnings"] if one["field"] not in unproven] == warned


def test_the_author_reads_before_sending_what_the_publisher_reads_before_publishing(
    desk: Desk, page: ScriptPage
) -> None:
    form, client = reverse("script_forms:form_on_edit", args=[page.pk]), client_of(desk)
    edit, by = reverse("wagtailadmin_pages:edit", args=[page.pk]), desk.people["NAC", "publisher"]
    read = []
    for proof in ({}, PROVEN):
        sent = script(*TWO_ENDS, **proof)
        told = asked(client, form, sent)["warnings"]
        client.post(edit, sent)
        impact = national.impact_of(page=anew(page), by=by)
        assert [one["sentence"] for one in told] == list(impact.warnings)
        read.append([(one["field"], one["sentence"]) for one in told])

    topic, examples, *unproven = read[0]
    assert unproven == [
        ("walks", "Ningún recorrido de prueba llega a 2 de los 2 finales."),
        ("legal_references", "No cita ninguna ley."),
        ("reviewed_on", "No se anotó ninguna revisión jurídica: ni cuándo, ni quién la hizo."),
    ]
    walks = ("walks", "Ningún recorrido de prueba llega a uno de los 2 finales.")
    assert read[1] == [topic, examples, walks, unproven[-1]]


def test_a_hand_over_without_a_telephone_is_a_warning(desk: Desk, page: ScriptPage) -> None:
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    read = rich_text("<p>Otra persona te ayuda.</p>")
    sent = script(node("a", "Le comunico.", kind="HANDOFF", web_text=read), channels=["CHAT", "WEB"])

    found = asked(client_of(desk), address, sent)

    assert found["problems"] == []
    assert (found["warnings"][0]["block"], found["warnings"][0]["code"]) == (block_id("a"), "HANDOFF_WITHOUT_PHONE")
    assert found["warnings"][0]["sentence"].startswith("«1 · Le comunico.» pasa la conversación")


def test_what_could_be_worded_otherwise_names_its_field_and_refuses_nothing(desk: Desk, page: ScriptPage) -> None:
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    read = rich_text("<p>Llame al 9933136550.</p>")
    ways = (("Sí", block_id("b")), ("Te digo", block_id("b")))
    sent = script(node("a", "Llama al 911.", *ways, web_text=read), node("b", "Bien.", kind="ANSWER"))

    found = asked(client_of(desk), address, sent)

    assert found["problems"] == []
    assert [(one["block"], one["place"], one["item"], one["code"]) for one in found["suggestions"]] == [
        (block_id("a"), "text", 0, "SAID_IN_TU"),
        (block_id("a"), "web_text", 0, "READ_IN_USTED"),
        (block_id("a"), "web_text", 0, "NUMBER_WITHOUT_GROUPS"),
        (block_id("a"), "label", 1, "SAID_IN_TU"),
    ]
    assert found["suggestions"][0]["sentence"] == "En voz alta se habla de usted, y aquí se tutea: llama → llame."


def test_a_voice_that_stayed_behind_since_it_was_published_is_named(desk: Desk, page: ScriptPage) -> None:
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    read = {"web_text": rich_text("<p>Ve hoy.</p>")}
    page.nodes = _stored("Vaya.", "Ve.")
    page.save()
    ScriptPage.objects.filter(pk=page.pk).update(live=True)

    found = asked(client_of(desk), address, script(node("a", "Vaya.", kind="ANSWER", **read)))["suggestions"]

    assert [(one["block"], one["place"], one["code"]) for one in found] == [
        (block_id("a"), "text", "ONLY_READ_CHANGED")
    ]


def _stored(said: str, read: str) -> Any:
    values = {"key": "a", "kind": "ANSWER", "text": f"<p>{said}</p>", "web_text": f"<p>{read}</p>", "options": []}
    return [{"type": "node", "id": block_id("a"), "value": {**values, "wordings": [], "legal_references": []}}]


def test_a_script_that_is_being_begun_has_an_answer(desk: Desk, page: ScriptPage) -> None:
    address = reverse("script_forms:form_on_create", args=[page.get_parent().pk])

    found = asked(client_of(desk), address, script(node("a", ""), title="", slug=""))["problems"]

    assert [one["code"] for one in found] == ["NODE_WITHOUT_WORDS", "QUESTION_WITHOUT_OPTIONS"]


def test_the_deadlines_are_those_of_the_topic_that_was_chosen(desk: Desk, page: ScriptPage) -> None:
    topic = next(one for one in GuidancePage.objects.all() if "DAYS" in units_of(one))
    address = reverse("script_forms:form_on_edit", args=[page.pk])

    found = asked(client_of(desk), address, script(topic=str(topic.pk)))["deadlines"]

    assert found == deadlines_of(topic)
    assert all(one["text"][0].isdigit() for one in found)
    assert ["días inhábiles" in one["text"] for one in found] == [unit == "DAYS" for unit in units_of(topic)]


@pytest.mark.parametrize("topic", ["x", "999999999", "-1", "²", "9" * 5_000])
def test_a_topic_that_is_none_has_no_deadlines(desk: Desk, page: ScriptPage, topic: str) -> None:
    address = reverse("script_forms:form_on_edit", args=[page.pk])

    assert asked(client_of(desk), address, script(topic=topic))["deadlines"] == []


def test_it_is_for_those_who_edit_the_script(desk: Desk, page: ScriptPage) -> None:
    guidance = GuidancePage.objects.filter(live=True).first()
    assert guidance is not None
    absent = client_of(desk, "TAB").post(reverse("script_forms:form_on_edit", args=[999_999]), script())
    foreign = client_of(desk, "TAB").post(reverse("script_forms:form_on_edit", args=[page.pk]), script())
    other = client_of(desk).post(reverse("script_forms:form_on_edit", args=[guidance.pk]), script())

    assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content)
    assert foreign.status_code == other.status_code == 404


def test_a_state_chooses_among_the_nodes_that_it_serves(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, "Mi familiar está detenido")
    item = desk.view().item(key)
    address = reverse("adapting:piece", args=["TAB", key])

    shown = client_of(desk, "TAB").get(address, {"address": item["nodes"][0]["id"]}).content.decode()

    assert 'id="script-form-choices"' in shown
    assert item["nodes"][3]["key"] in shown


def test_the_chart_is_what_the_preview_would_show(desk: Desk, page: ScriptPage) -> None:
    client = client_of(desk)
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    sent = script(node("a", "¿Ya denunció?", ("Sí", block_id("b"))), node("b", "", kind="INFO"))
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    chart = asked(client, f"{address}?chart=1", sent)["chart"]
    client.post(preview, sent)
    shown = client.get(preview, {"mode": "chart"}).context["data"]

    assert [(one["number"], one["text"]["plain"], len(one["problems"])) for one in chart["nodes"]] == [
        (1, "¿Ya denunció?", 0),
        (2, "", 2),
    ]
    assert chart == shown
    assert anew(page).revisions.count() == 1


def test_a_form_that_cannot_be_previewed_has_no_chart(desk: Desk, page: ScriptPage) -> None:
    address = reverse("script_forms:form_on_create", args=[page.get_parent().pk])

    invalid = asked(client_of(desk), f"{address}?chart=1", script(node("a", ""), order="x"))["chart"]
    new = asked(client_of(desk), f"{address}?chart=1", script(node("a", ""), slug="otro"))["chart"]

    assert invalid is None
    assert [one["kind"] for one in new["nodes"]] == ["QUESTION"]


def test_a_test_walk_that_breaks_is_a_problem_at_its_node_and_sending_says_so(desk: Desk, page: ScriptPage) -> None:
    client = client_of(desk)
    name, ends = "Ya denunció", {"kind": "ANSWER"}
    answers = f"{block_id('a')}.{block_id('a-0')}"
    walks = streamfield([("walk", {"name": name, "answers": answers, "end": block_id("b")})])
    whole = [node("a", "¿Ya denunció?", ("Sí", block_id("b")), ("No", block_id("b"))), node("b", "Bien.", **ends)]
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    client.post(edit, script(*whole, walks=walks))
    broken = script(*whole, walks=walks) | {"nodes-0-value-options-0-deleted": "1"}

    before = asked(client, address, script(*whole, walks=walks))["problems"]
    after = asked(client, address, broken)["problems"]
    sent = client.post(edit, broken | {"action-submit": "1"}, follow=True).content.decode()

    assert before == []
    assert [(one["field"], one["block"], one["code"]) for one in after] == [("walks", block_id("a"), "WALK_BROKEN")]
    assert after[0]["sentence"].startswith(f"Recorrido de prueba «{name}»: «1 · ¿Ya denunció?» ya no tiene")
    assert "Hay recorridos de prueba que ya no llegan a su fin" in sent


def test_one_hour_is_one_hour(desk: Desk) -> None:
    topic = next(one for one in GuidancePage.objects.all() if "HOURS" in units_of(one))
    for block in topic.body:
        if block.block_type == "deadline":
            block.value["unit"], block.value["amount"], block.value["amount_max"] = "HOURS", 1, None

    assert {one["text"].partition(":")[0] for one in deadlines_of(topic)} == {"1 hora"}


@pytest.mark.parametrize("has_topic", [True, False])
def test_a_deadline_that_nobody_has_chosen_is_named_and_which_topics_have_some(
    desk: Desk, page: ScriptPage, has_topic: bool
) -> None:
    topic = next(one for one in GuidancePage.objects.all() if "HOURS" in units_of(one))
    address = reverse("script_forms:form_on_edit", args=[page.pk])
    empty = {"count": 1, "0": {"id": block_id("a-d"), "value": "", "order": 0, "deleted": ""}}
    sent = script(node("a", "Bien.", kind="ANSWER", deadlines=empty), topic=str(topic.pk) if has_topic else "")

    found = asked(client_of(desk), address, sent)

    (said,) = (one for one in found["warnings"] if one["code"] == "DEADLINE_MISSING")
    assert (said["block"], found["problems"]) == (block_id("a"), [])
    assert said["sentence"].startswith("Falta elegir un plazo en «1 · Bien.»")
    assert (f"«{topic.title}» (" in said["sentence"]) is not has_topic
