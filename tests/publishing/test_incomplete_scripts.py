"""A script of which the library changes what a state's own text leads to: shown before, found, and never broken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from content_models.choices import NodeKind
from content_models.loaded_versions import version_of_draft
from content_models.models import ScriptPage
from content_models.script_graph import ENDS, graph_of, problems_in, reachable_from
from delivery.substitute_nodes import KEY, with_substitute_node
from editorial.adapting.types import OperationInput, OperationKind
from editorial.content_checks import Severity, check_content
from editorial.national import services as national
from editorial.review import adoption
from editorial.review import services as review
from publishing.errors import ScriptUnreachable
from tenants.models import LIBRARY_ID, Adoption
from tenants.trees import pages_of
from tests.desk import Desk, retold
from tests.editorial.reviews import national as national_page
from tests.editorial.reviews import only, open_tasks, published, tasks
from tests.module_desk import desk, module_desk
from tests.module_transaction import made_once

__all__ = ["desk", "module_desk"]

GUIDE = "Aquí la guía de su estado está incompleta"


def node(key: str, kind: str, *options: tuple[str, str], **fields: Any) -> dict[str, Any]:
    """A node of the library's script; its id is made of its key."""
    value = {
        "key": key,
        "kind": kind,
        "text": f"<p>Nodo {key}</p>",
        "options": [
            {"type": "item", "id": f"{key}-{name}", "value": {"key": name, "label": name.title(), "to": to}}
            for name, to in options
        ],
        "wordings": [],
        "organization_kind": "",
        "legal_references": [],
        "verified": False,
    }
    return {"type": "node", "id": f"n-{key}", "value": {**value, **fields}}


NODES = (
    node("inicio", "INFO", ("sigue", "pregunta")),
    node("pregunta", "QUESTION", ("si", "respuesta"), ("no", "otra")),
    node("respuesta", "ANSWER"),
    node("otra", "ANSWER", ("mas", "fin")),
    node("fin", "ANSWER"),
)


def renamed(old: str, new: str) -> list[dict[str, Any]]:
    """The library's nodes with another key for one of them, wherever they lead to it."""

    def with_other_key(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: with_other_key(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [with_other_key(inner) for inner in value]
        return new if value == old else value

    return [{**with_other_key(one), "id": one["id"]} for one in NODES]


@made_once
def key(module_desk: Desk) -> str:
    """A script of the library."""
    section = pages_of([LIBRARY_ID]).get(slug="guiones")
    page = ScriptPage(
        title="Prueba",
        slug="prueba-guion",
        locale=section.locale,
        role="VICTIM",
        channels=["CHAT"],
        start="inicio",
        nodes=list(NODES),
        live=False,
    )
    section.add_child(instance=page)
    published(module_desk, page)
    return str(page.translation_key)


def lead_elsewhere(desk: Desk, key: str, to: str = "fin", code: str = "TAB") -> str:
    """The state adds an option of its own to the question, and publishes it; its id."""
    option = {"key": "aqui", "label": "Aquí", "to": to}
    desk.put(
        key, OperationInput(OperationKind.INSERT, target="pregunta-no", block_type="option", value=option), code=code
    )
    desk.publish(key, code=code)
    return str(nodes_of(desk.view(code).item(key))["pregunta"]["options"][-1]["id"])


def change(desk: Desk, key: str, nodes: list[dict[str, Any]], **options: Any) -> None:
    """The library publishes other nodes."""
    page = national_page(key)
    page.nodes = nodes
    published(desk, page, **options)


def draft(key: str, nodes: list[dict[str, Any]]) -> Any:
    """The library's page with a draft of other nodes."""
    page = national_page(key)
    page.nodes = nodes
    page.save_revision()
    return national_page(key)


def nodes_of(item: Any) -> dict[str, Any]:
    return {one["key"]: one for one in item["nodes"]}


def problems(item: Any) -> list[str]:
    return [problem.message for problem in problems_in(graph_of(item["nodes"]), item["start"])]


# What is served


def test_an_option_that_leads_nowhere_leads_to_a_person(desk: Desk, key: str) -> None:
    lead_elsewhere(desk, key)

    change(desk, key, renamed("fin", "final"))

    served = desk.view().item(key)
    option = nodes_of(served)["pregunta"]["options"][-1]
    end = nodes_of(served)[option["to"]]
    assert option["label"] == "Aquí"
    assert (end["kind"], end["organizationKind"], end["options"]) == ("HANDOFF", "HELP_LINE", [])
    assert GUIDE in end["text"]["plainText"]
    assert desk.view().environment.substitutes["help_line"].text in end["text"]["plainText"]
    assert problems(served) == []
    assert GUIDE not in served["searchText"]
    assert problems(desk.view("COA").item(key)) == []
    assert len(desk.view("COA").item(key)["nodes"]) == len(NODES)
    assert desk.differences() == []


def test_a_guide_that_an_urgent_correction_leaves_incomplete_stays_on_the_site(desk: Desk, key: str) -> None:
    page = national_page(key)
    page.channels, page.nodes = ["CHAT", "WEB"], for_the_web(NODES)
    published(desk, page)
    option = {"key": "aqui", "label": "Aquí", "web_label": "Aquí", "to": "fin"}
    desk.put(key, OperationInput(OperationKind.INSERT, target="pregunta-no", block_type="option", value=option))
    for hidden in ("pregunta-no", "n-otra"):
        desk.put(key, OperationInput(OperationKind.HIDE, target=hidden))
    desk.publish(key)

    gone = [one for one in NODES if one["value"]["key"] not in ("otra", "fin")]
    gone[1] = node("pregunta", "QUESTION", ("si", "respuesta"), ("no", "respuesta"))
    change(desk, key, for_the_web(gone), is_urgent=True)

    (guide,) = [one for one in desk.view().guides() if one["key"] == key]
    assert nodes_of(guide)["pregunta"]["options"][-1]["to"] == KEY
    assert "Aquí la guía de tu estado está incompleta" in nodes_of(guide)[KEY]["text"]["plainText"]
    assert all(one.code != "GUIDE_WITHOUT_PHONE" for one in check_content(codes=["TAB"]))


def test_a_beginning_that_is_gone_is_a_person(desk: Desk, key: str) -> None:
    desk.put(key, OperationInput(OperationKind.SET, field="start", value="pregunta"))
    desk.put(key, OperationInput(OperationKind.HIDE, target="n-inicio"))
    desk.publish(key)

    change(desk, key, renamed("pregunta", "consulta"))

    served = desk.view().item(key)
    begins = nodes_of(served)[served["start"]]
    assert (begins["kind"], GUIDE in begins["text"]["plainText"]) == ("HANDOFF", True)
    assert "consulta" in nodes_of(served)


def test_a_question_that_has_lost_its_answers_leads_to_a_person(desk: Desk, key: str) -> None:
    desk.put(key, OperationInput(OperationKind.HIDE, target="otra-mas"))
    desk.put(key, OperationInput(OperationKind.HIDE, target="n-fin"))
    desk.publish(key)

    change(desk, key, [*NODES[:3], node("otra", "QUESTION", ("mas", "fin")), NODES[4]])

    served = desk.view().item(key)
    (option,) = nodes_of(served)["otra"]["options"]
    assert nodes_of(served)[option["to"]]["kind"] == "HANDOFF"
    assert problems(served) == []


def option_of(to: str, name: str = "") -> dict[str, Any]:
    return {"id": f"{name}{to}", "key": to, "label": to, "to": to, "wordings": []}


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(NodeKind.values), st.lists(st.sampled_from("abcd")))),
    st.sampled_from("abcd"),
)
def test_whatever_is_missing_everything_leads_somewhere(made: list[tuple[str, str, list[str]]], start: str) -> None:
    nodes = [
        {"key": key, "kind": kind, "options": [option_of(to) for to in targets], "wordings": []}
        for key, kind, targets in made
    ]

    whole = with_substitute_node({"nodes": nodes, "start": start, "locale": "es-MX"})

    found = {problem.code for problem in problems_in(graph_of(whole["nodes"]), whole["start"])}
    assert not found & {"START_MISSING", "TARGET_MISSING", "QUESTION_WITHOUT_OPTIONS", "DEAD_END"}
    graph = {one.key: one for one in reversed(graph_of(whole["nodes"]))}
    for one in graph:
        assert any(graph[reached].kind in ENDS for reached in reachable_from(graph, one)), one
    assert with_substitute_node(whole) is whole


def test_a_circle_without_a_way_out_leads_to_a_person_where_it_closes(desk: Desk, key: str) -> None:
    """The state lets the question lead to the notice alone; then the library lets the notice lead to the question."""
    begins = node("inicio", "INFO", ("sigue", "pregunta"), ("aviso", "aviso"))
    change(desk, key, [begins, *NODES[1:], node("aviso", "INFO", ("sigue", "fin"))])
    option = {"key": "aqui", "label": "Aquí", "to": "aviso"}
    desk.put(key, OperationInput(OperationKind.INSERT, target="pregunta-no", block_type="option", value=option))
    for hidden in ("pregunta-si", "pregunta-no", "n-respuesta", "n-otra"):
        desk.put(key, OperationInput(OperationKind.HIDE, target=hidden))
    desk.publish(key)

    change(desk, key, [begins, *NODES[1:], node("aviso", "INFO", ("sigue", "pregunta"))])

    served = nodes_of(desk.view().item(key))
    (asked,), (told,) = served["pregunta"]["options"], served["aviso"]["options"]
    assert asked["to"] == "aviso"
    assert (told["label"], served[told["to"]]["kind"]) == ("Sigue", "HANDOFF")
    assert GUIDE in served[told["to"]]["text"]["plainText"]
    assert [option["to"] for option in nodes_of(desk.view("COA").item(key))["aviso"]["options"]] == ["pregunta"]
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("made", "leads"),
    [
        pytest.param("a>b b>a", "a>b b>!", id="two questions"),
        pytest.param("a>a", "a>!", id="a question to itself"),
        pytest.param("a>b,c b>a c>d d>c", "a>b,c b>! c>d d>!", id="two circles"),
        pytest.param("a>b b>c,d c>b d>", "a>b b>c,d c>b d>", id="a circle with a way out"),
        pytest.param("a>b b>c,d c>c d>", "a>b b>c,d c>! d>", id="a trap beside a way out"),
        pytest.param("a>b b>a,x", "a>b b>a,!", id="a way out that is missing"),
        pytest.param("a> b>c c>b", "a> b>c c>!", id="a circle that nothing leads to"),
    ],
)
def test_only_what_closes_a_circle_without_a_way_out_is_changed(made: str, leads: str) -> None:
    """`a>b,c` leads to b and c; `d>` is an answer; `!` is the hand-over."""
    nodes = []
    for one in made.split():
        name, _, targets = one.partition(">")
        options = [option_of(to, name) for to in targets.split(",") if to]
        kind = NodeKind.QUESTION if options else NodeKind.ANSWER
        nodes.append({"key": name, "kind": kind, "options": options, "wordings": []})

    whole = with_substitute_node({"nodes": nodes, "start": "a", "locale": "es-MX"})

    served = [(each["key"], [option["to"] for option in each["options"]]) for each in whole["nodes"]]
    said = " ".join(f"{name}>{','.join(targets)}".replace(KEY, "!") for name, targets in served if name != KEY)
    assert said == leads
    assert with_substitute_node(whole) is whole


def test_editors_see_a_draft_as_it_is(desk: Desk, key: str, client: Client) -> None:
    lead_elsewhere(desk, key)
    page = draft(key, renamed("fin", "final"))
    client.force_login(desk.people["NAC", "editor"])

    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"state": "TAB"}).content.decode()

    assert "todavía no lleva a ningún lado" in shown
    assert GUIDE not in shown


def test_the_content_check_names_the_node(desk: Desk, key: str) -> None:
    lead_elsewhere(desk, key)
    change(desk, key, renamed("fin", "final"))
    desk.commit()

    found = [one for one in check_content(codes=["TAB", "COA"]) if one.code == "SCRIPT_INCOMPLETE"]

    assert [(one.severity, one.tenant) for one in found] == [(Severity.ERROR, "TAB")]
    assert "«2 · Nodo pregunta» lleva a un nodo que no existe" in found[0].message


def for_the_web(nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    def worded(one: dict[str, Any]) -> dict[str, Any]:
        options = [
            {**each, "value": {**each["value"], "web_label": each["value"]["label"]}}
            for each in one["value"]["options"]
        ]
        return {**one, "value": {**one["value"], "web_text": one["value"]["text"], "options": options}}

    return [worded(one) for one in nodes]


def test_the_content_check_names_what_has_no_words_on_a_channel(desk: Desk, key: str) -> None:
    lead_elsewhere(desk, key)
    page = national_page(key)
    page.channels = ["CHAT", "WEB"]
    page.nodes = for_the_web(NODES)
    published(desk, page)
    desk.commit()

    found = [one for one in check_content(codes=["TAB", "COA"]) if one.code == "SCRIPT_WORDS_MISSING"]

    assert [(one.severity, one.tenant) for one in found] == [(Severity.ERROR, "TAB")]
    assert "Una respuesta de «2 · Nodo pregunta»" in found[0].message


def test_a_state_takes_no_words_of_a_channel_away(desk: Desk, key: str) -> None:
    page = national_page(key)
    page.channels = ["CHAT", "WEB"]
    page.nodes = for_the_web(NODES)
    published(desk, page)
    change = {"key": "aqui", "label": "Aquí", "to": "fin"}
    desk.put(key, OperationInput(OperationKind.INSERT, target="pregunta-no", block_type="option", value=change))

    with pytest.raises(ScriptUnreachable, match="Una respuesta de «2 · Nodo pregunta» no tiene palabras"):
        desk.publish(key)


# Who hears of it


def test_the_state_finds_a_review_of_what_leads_nowhere(desk: Desk, key: str) -> None:
    own = lead_elsewhere(desk, key)

    change(desk, key, renamed("fin", "final"))

    task = only(desk)
    assert (task.reason, task.key, task.addresses) == ("changed", key, [own])
    assert len(task.details["problems"]) == 1
    assert "«2 · Nodo pregunta»" in task.details["problems"][0]
    assert "lleva a un nodo que no existe" in task.details["problems"][0]
    assert open_tasks(desk, "COA") == []
    assert desk.differences() == []


def test_it_is_not_settled_by_keeping_but_by_mending(desk: Desk, key: str) -> None:
    lead_elsewhere(desk, key)
    change(desk, key, renamed("fin", "final"))

    with pytest.raises(ScriptUnreachable, match="lleva a un nodo que no existe"):
        review.keep(task_id=only(desk).pk, by=desk.people["TAB", "publisher"])
    before = [one.decision for one in review.review_of(task_id=only(desk).pk, by=desk.people["TAB", "editor"]).pieces]
    review.take(task_id=only(desk).pk, by=desk.people["TAB", "publisher"])
    desk.commit()

    assert before == [None]
    assert open_tasks(desk) == []
    assert tasks(desk)[0].outcome == "taken"
    assert problems(desk.view().item(key)) == []
    assert desk.differences() == []


def test_it_closes_when_the_library_goes_back(desk: Desk, key: str) -> None:
    lead_elsewhere(desk, key)
    change(desk, key, renamed("fin", "final"))

    change(desk, key, list(NODES))

    assert open_tasks(desk) == []
    assert desk.differences() == []


def test_what_the_state_itself_does_not_lead_to_is_its_own_affair(desk: Desk, key: str) -> None:
    """Its change goes on working, whatever else the library changes."""
    lead_elsewhere(desk, key)

    change(desk, key, renamed("respuesta", "contestacion"))

    assert open_tasks(desk) == []
    assert problems(desk.view().item(key)) == []


def test_who_reviews_first_hears_of_it_when_the_edition_is_accepted(desk: Desk, key: str) -> None:
    tenant, by = desk.tenants["TAB"], desk.people["TAB", "publisher"]
    adoption.change_adoption(tenant=tenant, adoption=Adoption.REVIEWED, by=by)
    own = lead_elsewhere(desk, key)

    change(desk, key, renamed("fin", "final"))
    waiting = [task.reason for task in open_tasks(desk)]
    before = problems(desk.view().item(key))
    adoption.accept(tenant=tenant, keys=[key], by=by)

    assert (waiting, before) == (["adoption"], [])
    assert [(task.reason, task.addresses) for task in open_tasks(desk)] == [("changed", [own])]


# What is shown before


def test_the_effect_names_the_state_the_node_and_the_sentence(desk: Desk, key: str) -> None:
    lead_elsewhere(desk, key)
    lead_elsewhere(desk, key, to="respuesta", code="COA")
    by = desk.people["NAC", "publisher"]
    page = draft(key, renamed("fin", "final"))

    impact = national.impact_of(page=page, by=by)
    (task,) = impact.will_open
    national.publish_draft(page=page, by=by, version=version_of_draft(page))

    assert [(one.state.code, len(one.problems)) for one in impact.incomplete] == [("TAB", 1)]
    assert "«2 · Nodo pregunta»" in impact.incomplete[0].problems[0]
    assert (task.state.code, list(task.addresses)) == ("TAB", only(desk).addresses)
    assert only(desk).details["problems"] == list(impact.incomplete[0].problems)


def test_a_hand_over_without_a_telephone_is_published_with_a_warning(desk: Desk, key: str, client: Client) -> None:
    page = national_page(key)
    page.nodes, page.channels = for_the_web([*NODES[:-1], node("fin", "HANDOFF")]), ["CHAT", "WEB"]
    page.save_revision()
    by = desk.people["NAC", "publisher"]
    client.force_login(by)

    impact = national.impact_of(page=national_page(key), by=by)
    shown = client.get(reverse("national:impact", args=[page.pk])).content.decode()
    published(desk, page)
    desk.commit()
    found = [one for one in check_content(codes=["TAB"]) if one.code == "GUIDE_WITHOUT_PHONE"]

    assert not impact.is_refused
    assert "«5 · Nodo fin» pasa la conversación" in impact.warnings[0]
    assert escape(impact.warnings[0]) in shown
    assert [(one.severity, one.tenant) for one in found] == [(Severity.CONFIRM, "TAB")]


def test_words_in_the_wrong_voice_are_published_with_a_suggestion(desk: Desk, key: str, client: Client) -> None:
    page = draft(key, [node("inicio", "INFO", ("sigue", "pregunta"), text="<p>Llama al 911.</p>"), *NODES[1:]])
    by = desk.people["NAC", "publisher"]
    client.force_login(by)

    impact = national.impact_of(page=page, by=by)
    shown = client.get(reverse("national:impact", args=[page.pk])).content.decode()
    published(desk, page)

    suggestion = "«1 · Llama al 911.»: En voz alta se habla de usted, y aquí se tutea: llama → llame."
    assert not impact.is_refused
    assert impact.suggestions == (suggestion,)
    assert escape(suggestion) in shown
    topic, phrases, *unproven = impact.warnings
    assert ("no tiene tema" in topic, "cómo pide la gente" in phrases) == (True, True)
    assert unproven == [
        "Ningún recorrido de prueba llega a 2 de los 2 finales.",
        "No cita ninguna ley.",
        "No se anotó ninguna revisión jurídica: ni cuándo, ni quién la hizo.",
    ]

    option = {"key": "aqui", "label": "Te digo aquí", "to": "fin"}
    desk.put(key, OperationInput(OperationKind.INSERT, target="pregunta-no", block_type="option", value=option))
    client.force_login(desk.people["TAB", "editor"])
    workbench = client.get(reverse("adapting:text", args=["TAB", key])).content.decode()

    own = "«2 · Nodo pregunta»: En voz alta se habla de usted, y aquí se tutea: te → le."
    assert escape(own) in workbench
    assert escape(suggestion) not in workbench  # the library's own words are not the state's to mend


def test_the_effect_screen_shows_it_and_publishes(desk: Desk, key: str, client: Client) -> None:
    lead_elsewhere(desk, key)
    page = draft(key, renamed("fin", "final"))
    client.force_login(desk.people["NAC", "publisher"])

    shown = client.get(reverse("national:impact", args=[page.pk])).content.decode()
    client.post(reverse("national:impact", args=[page.pk]), {"version": version_of_draft(page)})

    assert "Tabasco" in shown
    assert escape("Una respuesta de «2 · Nodo pregunta» lleva a un nodo que no existe") in shown
    assert GUIDE in desk.view().item(key)["nodes"][-1]["text"]["plainText"]


def test_the_review_says_what_leads_nowhere(desk: Desk, key: str, client: Client) -> None:
    lead_elsewhere(desk, key)
    change(desk, key, renamed("fin", "final"))
    client.force_login(desk.people["TAB", "publisher"])

    shown = client.get(reverse("reviews:task", args=[only(desk).pk])).content.decode()

    assert escape("Una respuesta de «2 · Nodo pregunta» lleva a un nodo que no existe") in shown


def test_the_review_says_where_an_answer_leads_in_the_words_of_the_node(desk: Desk, key: str, client: Client) -> None:
    desk.put(key, retold(desk, key, "pregunta-no", "No, nunca", "label"))
    desk.publish(key)
    change(desk, key, [NODES[0], node("pregunta", "QUESTION", ("si", "otra"), ("no", "respuesta")), *NODES[2:]])
    client.force_login(desk.people["TAB", "publisher"])

    shown = client.get(reverse("reviews:task", args=[only(desk).pk])).content.decode()

    assert "Lleva a: 4 · Nodo otra" in shown
    assert "Lleva a: otra" not in shown


def test_what_a_state_says_at_a_node_that_is_gone_is_kept_and_leads_nobody_astray(
    desk: Desk, key: str, client: Client
) -> None:
    desk.put(key, retold(desk, key, "n-otra", "<p>De Tabasco.</p>"))
    desk.publish(key)
    nodes = [*NODES[:1], node("pregunta", "QUESTION", ("si", "respuesta"), ("no", "fin")), NODES[2], NODES[4]]

    change(desk, key, nodes)
    client.force_login(desk.people["TAB", "editor"])
    bench = client.get(reverse("adapting:text", args=["TAB", key]))
    chart = client.get(reverse("adapting:preview", args=["TAB", key]), {"mode": "chart"}).content.decode()
    served = desk.view().item(key)

    assert [(one["key"], one["origin"]) for one in served["nodes"]][3:] == [("fin", "LIBRARY"), ("otra", "LOCAL")]
    assert [option["to"] for option in nodes_of(served)["pregunta"]["options"]] == ["respuesta", "fin"]
    assert "Sin lugar" in bench.content.decode()
    assert bench.context["bench"].problems[0].startswith("Nada lleva a «5 · De Tabasco.».")
    assert "Nada lleva a" in chart
    assert "De Tabasco." in chart
