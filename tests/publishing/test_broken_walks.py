"""Publishing replays test walks: nationally in every state's own script, in a state in its own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from content_models.loaded_versions import version_of_draft
from content_models.models import ScriptPage
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationInvalid, TargetGone
from editorial.adapting.types import OperationInput, OperationKind
from editorial.national import services as national
from editorial.national.impact import impact_of_draft
from editorial.review import services as reviews
from editorial.review.errors import NotDecidableSo
from publishing.errors import WalksBroken
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import LIBRARY_ID, Adoption, Tenant
from tenants.trees import pages_of
from tests.desk import Desk, retold
from tests.editorial.reviews import national as national_page
from tests.editorial.reviews import open_tasks, published, tasks
from tests.module_desk import desk, module_desk
from tests.module_transaction import made_once

from .test_incomplete_scripts import NODES, change, draft, lead_elsewhere, node, nodes_of, renamed

__all__ = ["desk", "module_desk"]


def walk(name: str, answers: str, end: str) -> dict[str, object]:
    return {"type": "walk", "id": f"w-{name}", "value": {"name": name, "answers": answers, "end": end}}


WALKS = [
    walk("sí", "inicio.sigue pregunta.si", "respuesta"),
    walk("no y más", "inicio.sigue pregunta.no otra.mas", "fin"),
]


@made_once
def key(module_desk: Desk) -> str:
    """A script of the library with test walks."""
    section = pages_of([LIBRARY_ID]).get(slug="guiones")
    page = ScriptPage(
        title="Prueba de recorridos",
        slug="prueba-recorridos",
        locale=section.locale,
        role="VICTIM",
        channels=["CHAT"],
        start="inicio",
        nodes=list(NODES),
        walks=list(WALKS),
        live=False,
    )
    section.add_child(instance=page)
    published(module_desk, page)
    return str(page.translation_key)


def own_walk(desk: Desk, key: str) -> str:
    """Tabasco has an answer of its own, and a walk through it; the id of the answer."""
    option = lead_elsewhere(desk, key)
    page = desk.bench(key).page
    assert page is not None
    own = page.get_latest_revision_as_object()
    own.walks = [walk("aquí", "inicio.sigue pregunta.aqui", "fin")]
    publish_page(page=own)
    desk.commit()
    return option


def say_otherwise(desk: Desk, key: str) -> None:
    """Tabasco's draft has another answer in the place of “no”, which leads on as that did."""
    option = {"key": "nunca", "label": "Nunca", "to": "otra"}
    desk.put(key, OperationInput(OperationKind.INSERT, target="pregunta-si", block_type="option", value=option))
    desk.put(key, OperationInput(OperationKind.HIDE, target="pregunta-no"))


def refusal(desk: Desk, key: str, nodes: list[dict[str, object]]) -> str:
    page = national_page(key)
    page.nodes = nodes
    with translation.override("en"), pytest.raises(WalksBroken) as refused:
        publish_page(page=page)
    return refused.value.message


def test_an_author_cannot_break_a_walk_of_the_script_itself(desk: Desk, key: str) -> None:
    nodes = [one for one in NODES if one["value"]["key"] not in {"otra", "pregunta"}]
    asked = node("pregunta", "QUESTION", ("si", "respuesta"), ("no", "fin"))

    message = refusal(desk, key, [nodes[0], asked, *nodes[1:]])

    assert "“no y más”: the conversation ends at “4 · Nodo fin” already." in message
    assert national_page(key).live_revision is not None
    assert len(national_page(key).nodes) == len(NODES)


def test_a_national_edit_that_breaks_a_states_walk_names_state_node_and_walk(desk: Desk, key: str) -> None:
    own_walk(desk, key)

    nodes = renamed("fin", "final")
    page = national_page(key)
    page.nodes = nodes
    page.walks = [WALKS[0], walk("no y más", "inicio.sigue pregunta.no otra.mas", "final")]
    with translation.override("en"), pytest.raises(WalksBroken) as refused:
        publish_page(page=page)

    assert [state for state, _ in refused.value.broken] == ["Tabasco"]
    assert "Tabasco: “aquí”: the answer “Aquí” of “2 · Nodo pregunta” leads to no node." in refused.value.message


def test_an_urgent_correction_passes_and_the_state_gets_a_task_for_its_answer_and_its_walk(
    desk: Desk, key: str
) -> None:
    own_walk(desk, key)

    page = national_page(key)
    page.nodes = renamed("fin", "final")
    published(desk, page, is_urgent=True)

    assert [(task.tenant.code, task.reason) for task in open_tasks(desk)] == [("TAB", "changed"), ("TAB", "walk")]
    assert [task.details.get("urgentReason") for task in open_tasks(desk)] == ["La ley cambió."] * 2
    served = {one["key"]: one for one in desk.view().item(key)["nodes"]}
    assert served["pregunta"]["options"][-1]["to"] == "h-guia-incompleta"


def test_a_state_whose_walk_a_correction_leads_elsewhere_gets_a_task(desk: Desk, key: str) -> None:
    """No answer leads nowhere, and nothing that the state has changed differs: only the walk ends elsewhere."""
    own_walk(desk, key)

    lead_on_from_the_end(desk, key)

    (task,) = [task for task in open_tasks(desk) if task.key == key]
    assert (task.reason, task.addresses, task.is_urgent) == ("walk", ["aquí"], True)
    assert task.details["problems"] == ["«aquí»: ya no puede terminar en «5 · Nodo fin»."]
    assert [task for task in open_tasks(desk, "COA") if task.key == key] == []
    assert desk.differences() == []


def test_a_state_that_changed_what_a_national_walk_comes_through_gets_a_task(desk: Desk, key: str) -> None:
    desk.put(key, OperationInput(OperationKind.HIDE, target="otra-mas"))
    desk.put(key, OperationInput(OperationKind.HIDE, target="n-fin"))
    page = desk.bench(key).page
    assert page is not None
    own = page.get_latest_revision_as_object()
    own.walks = [walk("no y más", "inicio.sigue pregunta.no", "otra")]
    own.save_revision()
    desk.publish(key)
    page = national_page(key)
    page.walks = [*WALKS, walk("no y más, otra vez", "inicio.sigue pregunta.no otra.mas", "fin")]

    published(desk, page, is_urgent=True)

    assert [(task.reason, task.addresses) for task in open_tasks(desk)] == [("walk", ["no y más, otra vez"])]


def test_a_walk_that_breaks_in_the_national_script_itself_is_no_states_task(desk: Desk, key: str) -> None:
    desk.put(key, retold(desk, key, "n-inicio", "<p>De aquí.</p>"))
    desk.publish(key)

    page = national_page(key)
    page.nodes = [*NODES[:1], node("pregunta", "QUESTION", ("si", "otra"), ("no", "otra")), *NODES[3:]]
    published(desk, page, is_urgent=True)

    assert open_tasks(desk) == []


def test_the_task_is_closed_when_the_correction_is_rolled_back(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    lead_on_from_the_end(desk, key)
    (task,) = open_tasks(desk)

    national.roll_back(page=national_page(key), by=desk.people["NAC", "publisher"], number=1)
    desk.commit()

    assert open_tasks(desk) == []
    assert [(one.pk, one.outcome) for one in tasks(desk)] == [(task.pk, "superseded")]
    assert desk.differences() == []


def test_a_second_edit_leaves_the_task_open_and_brings_it_up_to_date(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    lead_on_from_the_end(desk, key)
    (task,) = open_tasks(desk)

    nodes = [node("inicio", "INFO", ("adelante", "pregunta")), *NODES[1:4], *leading_on()]
    page = national_page(key)
    page.nodes, page.walks = nodes, []
    published(desk, page)

    (again,) = open_tasks(desk)
    assert (again.pk, again.to_number) == (task.pk, (task.to_number or 0) + 1)
    assert again.details["problems"] == ["«aquí»: «1 · Nodo inicio» ya no tiene la respuesta «Sigue»."]


@pytest.mark.parametrize(
    "walks",
    [
        pytest.param([walk("aquí", "inicio.sigue pregunta.aqui fin.sigue", "ultimo")], id="recorded anew"),
        pytest.param([], id="taken out"),
    ],
)
def test_the_state_closes_the_task_by_its_own_edit(desk: Desk, key: str, walks: list[dict[str, object]]) -> None:
    own_walk(desk, key)
    lead_on_from_the_end(desk, key)
    page = desk.bench(key).page
    assert page is not None
    own = page.get_latest_revision_as_object()
    own.walks = walks
    publish_page(page=own, by=desk.people["TAB", "publisher"])
    desk.commit()

    assert open_tasks(desk) == []
    assert tasks(desk)[-1].closed_by == desk.people["TAB", "publisher"]
    assert desk.differences() == []


def test_the_task_is_closed_while_the_script_is_withdrawn(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    lead_on_from_the_end(desk, key)

    unpublish_page(page=national_page(key))
    desk.commit()

    assert [task.reason for task in open_tasks(desk)] == ["withdrawn"]


def test_the_effect_names_the_state_before_the_correction_is_published(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    nodes = [*NODES[:4], *leading_on()]
    by = desk.people["NAC", "publisher"]
    page = draft(key, nodes)

    impact = national.impact_of(page=page, by=by)
    (coming,) = impact.will_open_if_urgent
    national.publish_draft(page=page, by=by, version=version_of_draft(page), urgent_reason="La ley cambió.")
    desk.commit()

    assert (coming.state.code, coming.reason, coming.addresses) == ("TAB", "walk", ("aquí",))
    (task,) = open_tasks(desk)
    assert task.details["problems"] == list(coming.problems)
    assert impact.incomplete == ()


def test_the_state_reads_it_on_the_start_page_the_review_and_the_workbench(
    client: Client, desk: Desk, key: str
) -> None:
    own_walk(desk, key)
    lead_on_from_the_end(desk, key)
    (task,) = open_tasks(desk)
    client.force_login(desk.people["TAB", "editor"])
    review = reverse("reviews:task", args=[task.pk])

    start = client.get(reverse("wagtailadmin_home")).content.decode()
    shown = client.get(review).content.decode()
    bench = client.get(reverse("adapting:text", args=["TAB", key])).content.decode()

    assert review in start
    assert "«aquí»: ya no puede terminar en «5 · Nodo fin»." in shown
    assert reverse("adapting:text", args=["TAB", key]) in shown
    assert review in bench
    walk, rest = bench.index("ya no puede terminar en «5 · Nodo fin»"), bench.index('class="adapting-script"')
    assert walk < bench.index("drop_walk/", walk) < rest


def test_nobody_decides_it_by_saying_so(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    lead_on_from_the_end(desk, key)
    (task,) = open_tasks(desk)
    by = desk.people["TAB", "publisher"]

    for decide in (reviews.keep, reviews.take, reviews.mark_reviewed):
        with pytest.raises(NotDecidableSo):
            decide(task_id=task.pk, by=by)

    assert len(open_tasks(desk)) == 1


def leading_on() -> list[dict[str, object]]:
    """The end leads on: a question now, with an end behind it."""
    return [node("fin", "QUESTION", ("sigue", "ultimo")), node("ultimo", "ANSWER")]


def lead_on_from_the_end(desk: Desk, key: str) -> None:
    """An urgent legal correction puts a question in the place of the end."""
    page = national_page(key)
    page.nodes = [*NODES[:4], *leading_on()]
    page.walks = [WALKS[0], walk("no y más", "inicio.sigue pregunta.no otra.mas fin.sigue", "ultimo")]
    published(desk, page, is_urgent=True)


def test_what_is_broken_already_refuses_no_later_edit(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    page = national_page(key)
    page.nodes, page.walks = renamed("fin", "final"), []
    published(desk, page, is_urgent=True)

    change(
        desk, key, [{**one, "value": {**one["value"], "text": "<p>Otra vez.</p>"}} for one in renamed("fin", "final")]
    )

    assert desk.view().item(key)["nodes"][0]["text"]["plainText"] == "Otra vez."


def test_a_state_may_break_a_national_walk_and_is_warned(client: Client, desk: Desk, key: str) -> None:
    say_otherwise(desk, key)
    client.force_login(desk.people["TAB", "publisher"])

    bench = client.get(reverse("adapting:text", args=["TAB", key])).content.decode()
    desk.publish(key)

    assert '<a href="#piece-n-pregunta">«2 · Nodo pregunta» ya no tiene la respuesta «No»</a>' in bench
    assert "Se puede publicar" in bench
    assert "línea de ayuda" in bench
    assert [one["key"] for one in desk.view().item(key)["nodes"][1]["options"]] == ["si", "nunca"]
    assert open_tasks(desk) == []


def test_hiding_says_at_once_what_it_breaks(client: Client, desk: Desk, key: str) -> None:
    client.force_login(desk.people["TAB", "publisher"])
    hide = reverse("adapting:act", args=["TAB", key, "hide"])

    answer = client.post(hide, {"address": "n-fin", "revision": ""}, follow=True)
    html = answer.content.decode()
    with_options = client.post(
        hide, {"address": "n-otra", "revision": str(answer.context["bench"].revision)}, follow=True
    )

    assert (
        "Se ocultará cuando esto se publique. Con «Mostrar de nuevo», junto a lo oculto, vuelve a verse. "
        "Una respuesta de «4 · Nodo otra» lleva a un nodo que el estado" in html
    )
    assert with_options.content.decode().count("Se oculta con su nodo: muéstralo y se verá también.") == 1
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    bar = html.split('class="jpt-bar adapting-bar"')[1]
    assert "Esto todavía no se puede publicar.</strong>" in bar
    assert ('href="#problems">Ver qué corregir</a>' in bar, "/publish/" in bar) == (True, False)
    assert "Se puede publicar de todos modos" not in html
    assert '<a href="#piece-n-otra">Una respuesta de «4 · Nodo otra»' in html


def test_showing_again_says_what_is_shown(client: Client, desk: Desk, key: str) -> None:
    client.force_login(desk.people["TAB", "publisher"])
    hide, undo = (reverse("adapting:act", args=["TAB", key, act]) for act in ("hide", "undo"))

    hidden = client.post(hide, {"address": "n-fin", "revision": ""}, follow=True)
    bench = hidden.context["bench"]
    typed = {"operation": bench.piece("n-fin").operation_id, "revision": str(bench.revision), "address": "n-fin"}
    shown = client.post(undo, typed, follow=True)

    assert "Leer lo que está oculto" in hidden.content.decode()
    [message] = map(str, shown.context["messages"])
    assert message.strip() == "Se muestra de nuevo en el borrador: Respuesta 5 · Nodo fin."


def test_a_walk_that_a_state_has_broken_refuses_no_national_edit(desk: Desk, key: str) -> None:
    say_otherwise(desk, key)
    desk.publish(key)

    page = national_page(key)
    page.nodes = [{**one, "value": {**one["value"], "text": "<p>Otra vez.</p>"}} for one in NODES]
    page.walks = [
        WALKS[0],
        walk("no y más", "inicio.sigue pregunta.no otra.mas", "fin"),
        walk("no a secas", "inicio.sigue pregunta.no", "otra"),
    ]
    published(desk, page)

    assert desk.view().item(key)["nodes"][0]["text"]["plainText"] == "Otra vez."


def test_a_state_may_record_the_walk_anew_under_its_name(desk: Desk, key: str) -> None:
    say_otherwise(desk, key)
    page = desk.bench(key).page
    assert page is not None
    own = page.get_latest_revision_as_object()
    own.walks = [walk("no y más", "inicio.sigue pregunta.nunca otra.mas", "fin")]
    own.save_revision()

    desk.publish(key)

    assert [one["key"] for one in desk.view().item(key)["nodes"][1]["options"]] == ["si", "nunca"]


def test_a_states_own_walk_must_hold_from_the_start(desk: Desk, key: str) -> None:
    lead_elsewhere(desk, key)
    page = desk.bench(key).page
    assert page is not None
    own = page.get_latest_revision_as_object()
    own.walks = [walk("aquí", "inicio.sigue pregunta.alla", "fin")]

    with pytest.raises(WalksBroken):
        publish_page(page=own)


def test_a_state_that_hides_the_script_is_not_asked(desk: Desk, key: str) -> None:
    desk.put(key, OperationInput(OperationKind.HIDE))
    desk.publish(key)

    page = national_page(key)
    page.nodes, page.walks = renamed("fin", "final"), [WALKS[0]]
    published(desk, page)

    assert desk.view("COA").item(key)["nodes"][-1]["key"] == "final"


def test_the_effect_screen_offers_only_the_urgent_correction(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    nodes = [one for one in NODES if one["value"]["key"] != "otra"]
    nodes[1] = node("pregunta", "QUESTION", ("si", "respuesta"), ("no", "fin"))
    page = draft(key, nodes)

    impact = impact_of_draft(page, page.get_latest_revision_as_object(), desk.people["NAC", "publisher"])

    assert impact.problems == ()
    assert "no y más" in impact.unless_urgent[0]
    assert impact.is_refused


def test_the_names_of_walks_are_not_searched(desk: Desk, key: str) -> None:
    document = desk.view().document(key)

    assert document["walks"][1]["name"] == "no y más"
    assert "no y más" not in document["searchText"]


def test_the_publisher_reads_it_before_publishing(client: Client, desk: Desk, key: str) -> None:
    nodes = [one for one in NODES if one["value"]["key"] != "otra"]
    nodes[1] = node("pregunta", "QUESTION", ("si", "respuesta"), ("no", "fin"))
    page = draft(key, nodes)
    client.force_login(desk.people["NAC", "publisher"])

    effect = reverse("national:impact", args=[page.pk])

    shown = client.get(effect).content.decode()
    workflow = page.get_workflow()
    assert workflow is not None
    step = workflow.start(page, desk.people["NAC", "editor"]).current_task_state
    approving = client.get(effect, {"approve": str(step.pk)}).content.decode()

    assert "Así no se publica: hay recorridos de prueba que no llegan a su final" in shown
    assert "Solo una corrección legal urgente se publica de todos modos" in shown
    assert "Nadie, porque así no se publica." in shown
    assert 'name="urgent"' in shown
    assert 'name="urgent"' not in approving
    assert 'name="approve"' not in approving
    assert "cancela su envío" in approving
    assert "tal cual, al instante" not in shown + approving


def test_the_publisher_reads_that_the_walks_were_replayed(client: Client, desk: Desk, key: str) -> None:
    page = draft(key, [{**one, "value": {**one["value"], "text": "<p>Otra vez.</p>"}} for one in NODES])
    client.force_login(desk.people["NAC", "publisher"])

    answer = client.get(reverse("national:impact", args=[page.pk]))

    assert "Se reprodujeron 2 recorridos de prueba en cada estado" in answer.content.decode()


def test_a_state_keeps_and_drops_walks_in_its_draft(desk: Desk, key: str) -> None:
    who = desk.who(key)
    adapt.keep_walk(who, name="sí", answers="inicio.sigue pregunta.si", end="respuesta")
    adapt.keep_walk(who, name="sí", answers="inicio.sigue", end="pregunta", expected_revision=desk.bench(key).revision)
    page = desk.bench(key).page
    assert page is not None
    assert [(one.value["name"], one.value["answers"]) for one in page.walks] == [("sí", "inicio.sigue")]
    adapt.keep_walk(who, name="no", answers="inicio.sigue", end="pregunta", expected_revision=desk.bench(key).revision)
    page = desk.bench(key).page
    assert page is not None
    assert [one.value["name"] for one in page.walks] == ["no"]  # the same way by another name is renamed

    with pytest.raises(AdaptationInvalid):
        adapt.keep_walk(who, name="", answers="no hay", end="x", expected_revision=desk.bench(key).revision)
    with pytest.raises(TargetGone):
        adapt.drop_walk(who, name="sí", expected_revision=desk.bench(key).revision)
    adapt.drop_walk(who, name="no", expected_revision=desk.bench(key).revision)

    page = desk.bench(key).page
    assert page is not None
    assert len(page.walks) == 0


def test_a_walk_is_kept_from_the_workbench_and_shown_there(client: Client, desk: Desk, key: str) -> None:
    client.force_login(desk.people["TAB", "publisher"])
    address = reverse("adapting:text", args=["TAB", key])
    keep = reverse("adapting:act", args=["TAB", key, "keep_walk"])

    walked = {"name": "no", "answers": "inicio.sigue pregunta.nada", "end": "fin"}
    kept = client.post(keep, {**walked, "revision": "", "anchor": "script-preview"})
    html = client.get(address).content.decode()
    told = client.get(reverse("adapting:history", args=["TAB", key])).content.decode()

    assert kept["Location"].endswith("#script-preview")
    assert "El recorrido de prueba «no» se reproducirá antes de cada publicación." in html
    assert "Grabó el recorrido de prueba «no»." in told
    assert "ya no tiene la respuesta que se dio ahí" in html
    assert "data-keep-walk" in html
    drop = reverse("adapting:act", args=["TAB", key, "drop_walk"])
    typed = {"operation": "no", "revision": desk.bench(key).revision}
    asked = client.post(drop, typed).content.decode()
    assert "¿Quitar el recorrido de prueba «no»?" in asked
    assert "ya no tiene la respuesta" in client.get(address).content.decode()
    client.post(drop, {**typed, "confirm": "1"})
    assert "ya no tiene la respuesta" not in client.get(address).content.decode()


def test_a_new_national_walk_must_come_through_where_the_state_has_not_shut_it(desk: Desk, key: str) -> None:
    own_walk(desk, key)
    new = node("nuevo", "ANSWER", ("sigue", "fin"))
    page = national_page(key)
    asked = [("si", "respuesta"), ("no", "otra"), ("otro", "nuevo")]
    page.nodes = [NODES[0], node("pregunta", "QUESTION", *asked), new, *NODES[2:]]
    option = {"key": "otro", "label": "Otro", "to": "otra"}
    desk.put(key, OperationInput(OperationKind.INSERT, target="pregunta-no", block_type="option", value=option))
    desk.publish(key)
    page.walks = [*WALKS, walk("lo nuevo", "inicio.sigue pregunta.otro nuevo.sigue", "fin")]

    with translation.override("en"), pytest.raises(WalksBroken) as refused:
        publish_page(page=page)

    assert [(state, one.name) for state, one in refused.value.broken] == [("Tabasco", "lo nuevo")]


def test_a_pinned_states_adaptation_is_walked_in_the_edition_that_it_is_served(desk: Desk, key: str) -> None:
    Tenant.objects.filter(code="TAB").update(adoption=Adoption.REVIEWED)
    page = national_page(key)
    page.nodes, page.walks = renamed("respuesta", "contestacion"), [WALKS[1]]
    published(desk, page)
    assert "respuesta" in nodes_of(desk.view().item(key))

    desk.put(key, OperationInput(OperationKind.HIDE, target="otra-mas"), confirm=True)
    page = desk.bench(key).page
    assert page is not None
    own = page.get_latest_revision_as_object()
    own.changes, own.walks = [], [walk("en Tabasco", "inicio.sigue pregunta.si", "respuesta")]
    publish_page(page=own)

    own.walks = [walk("en Tabasco", "inicio.sigue pregunta.si", "contestacion")]
    with pytest.raises(WalksBroken):
        publish_page(page=own)
