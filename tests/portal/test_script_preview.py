"""Scripts as their authors see them: a chart and a player in the place of the preview, for the draft as it is."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from content_models.models import AdaptationPage, GuidancePage, HomePage, ScriptPage, SectionPage
from content_models.page_verification import records_of, stored_fields
from content_models.shapes.parts import LegalReference
from editorial.scripts.storyboard import by_law
from publishing.services.publish import publish_page
from tenants.models import StaffRole, Tenant
from tests.content_models.world import item
from tests.tenants.factories import member
from tests.thoroughness import tries

from .conftest import Site, node, published

QUESTION = node("q-a-salvo", "QUESTION", "¿Está a salvo en {state}?", fin="Sí", alarma="No")
WARNING = node("alarma", "WARNING", "Llame al 911.", fin="Ya llamé")
END = node("fin", "ANSWER", "Vaya al mostrador.")


@pytest.fixture
def script(north: Site, south: Site, national: Tenant, guidance: GuidancePage) -> ScriptPage:
    """A script of the library with a warning, a deadline and words for the website at its first node only."""
    home = HomePage.objects.get(pk=national.root_page_id)
    scripts = published(home, SectionPage(title="Guiones de prueba", slug="prueba-guiones"))
    deadline = next(block for block in guidance.body if block.block_type == "deadline")
    last = {**END, "value": {**END["value"], "deadlines": [item(deadline.id)]}}  # type: ignore[dict-item]
    page = ScriptPage(
        title="Guion de prueba",
        slug="prueba-guion",
        role="VICTIM",
        channels=["CHAT"],
        topic=guidance,
        start="q-a-salvo",
        nodes=[last, QUESTION, WARNING],
    )
    published(scripts, page)
    return ScriptPage.objects.get(pk=page.pk)


@pytest.fixture
def author(client: Client, national: Tenant) -> Client:
    """An editor of the library."""
    client.force_login(member(national, StaffRole.EDITOR))
    return client


def view_draft(page: ScriptPage) -> str:
    return reverse("wagtailadmin_pages:view_draft", args=[page.pk])


def data_in(html: str) -> dict[str, Any]:
    """What the page says to the chart or the player."""
    found = re.search(r'<script id="script-data" type="application/json">(.*?)</script>', html)
    assert found is not None, html[-800:]
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def save_draft(page: ScriptPage, *, start: str = "q-a-salvo", nodes: list[dict[str, object]]) -> None:
    """Save a draft that may be broken."""
    page.start, page.nodes = start, nodes  # type: ignore[assignment]  # as it is stored
    page.save_revision(clean=False)


def test_a_script_is_seen_as_a_page_as_a_chart_and_walked(script: ScriptPage, guidance: GuidancePage) -> None:
    assert [mode for mode, _ in script.preview_modes] == ["page", "chart", "player", "storyboard"]
    assert script.default_preview_mode == "chart"
    assert "ZZA" in dict(guidance.preview_modes)


def test_a_draft_is_shown_as_readers_see_it_unless_another_mode_is_asked_for(
    author: Client, script: ScriptPage
) -> None:
    assert "script-data" not in author.get(view_draft(script)).content.decode()
    assert "script-data" in author.get(view_draft(script), {"mode": "chart"}).content.decode()


def test_a_chart_numbers_the_nodes_as_the_form_does(author: Client, script: ScriptPage) -> None:
    answer = author.get(view_draft(script), {"mode": "chart", "state": "ZZA"})
    data = data_in(answer.content.decode())

    assert [(one["number"], one["key"], one["kindLabel"]) for one in data["nodes"]] == [
        (1, "fin", "Respuesta"),
        (2, "q-a-salvo", "Pregunta"),
        (3, "alarma", "Advertencia"),
    ]
    assert data["nodes"][1]["text"]["plain"] == "¿Está a salvo en Norte?"
    assert data["nodes"][1]["href"].endswith(f"/pages/{script.pk}/edit/#block-{QUESTION['id']}-section")
    assert (data["summary"], data["owners"]) == (
        "Todos los caminos llegan a un final.",
        "Todos los nodos son de la biblioteca nacional.",
    )
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_a_player_knows_which_offices_an_end_shows_that_names_none(
    author: Client, script: ScriptPage, guidance: GuidancePage
) -> None:
    guidance.office_kinds = ["PROSECUTOR", "COURT"]
    publish_page(page=guidance)

    data = data_in(author.get(view_draft(script), {"mode": "player", "state": "ZZA"}).content.decode())

    assert data["topicOrganizations"] == ["Fiscalía o Ministerio Público", "Juzgado o tribunal"]
    assert data["texts"]["topicOffices"].startswith("Aquí se muestran además oficinas de {state}")


@pytest.mark.parametrize(
    ("unit", "amount", "caution"),
    [("HOURS", "72 a 144 horas", ""), ("DAYS", "72 a 144 días", "Confirma los días inhábiles: pueden cambiarlo.")],
)
def test_a_player_gets_the_deadlines_of_the_topic_in_words(
    author: Client, script: ScriptPage, guidance: GuidancePage, unit: str, amount: str, caution: str
) -> None:
    body = guidance.body.get_prep_value()
    next(block for block in body if block["type"] == "deadline")["value"]["unit"] = unit
    guidance.body = body
    publish_page(page=guidance)

    data = data_in(author.get(view_draft(script), {"mode": "player", "state": "ZZA"}).content.decode())

    (deadline,) = data["nodes"][0]["deadlines"]
    assert (data["deadlines"][deadline]["amount"], data["deadlines"][deadline]["caution"]) == (amount, caution)
    assert [voice["channel"] for voice in data["voices"]] == ["PHONE", "CHAT", "WEB"]


@pytest.mark.parametrize("mode", ["page", "chart", "player"])
def test_the_state_that_was_chosen_stays_when_the_preview_is_loaded_anew(
    author: Client, script: ScriptPage, mode: str
) -> None:
    first = author.get(view_draft(script), {"mode": mode, "state": "ZZB"}).content.decode()
    again = author.get(view_draft(script), {"mode": mode}).content.decode()
    unknown = author.get(view_draft(script), {"mode": mode, "state": "no such"}).content.decode()

    assert "a salvo en Sur?" in first
    assert "a salvo en Sur?" in again
    assert "a salvo en Sur?" not in unknown


BROKEN: list[tuple[str, str, list[dict[str, object]]]] = [
    ("an option leads nowhere", "q-a-salvo", [QUESTION, END]),
    ("the first node is missing", "no-existe", [END]),
    (
        "a circle",
        "q-a-salvo",
        [QUESTION, node("alarma", "WARNING", "Otra vez.", **{"q-a-salvo": "Volver"}), END],
    ),
    ("two nodes have one key", "fin", [END, node("fin", "ANSWER", "Otro.")]),
    ("nothing but a question", "q-a-salvo", [node("q-a-salvo", "QUESTION", "¿Y bien?")]),
    ("a node of no kind", "fin", [node("fin", "", "")]),
]


@pytest.mark.parametrize(("what", "start", "nodes"), BROKEN, ids=[row[0] for row in BROKEN])
@pytest.mark.parametrize("mode", ["chart", "player"][: tries(1, long=2)])
def test_a_broken_draft_is_shown_with_its_problems(
    author: Client,
    script: ScriptPage,
    mode: str,
    what: str,
    start: str,
    nodes: list[dict[str, object]],
) -> None:
    save_draft(script, start=start, nodes=nodes)

    answer = author.get(view_draft(script), {"mode": mode, "state": "ZZA"})
    data = data_in(answer.content.decode())

    assert answer.status_code == 200
    assert len(data["nodes"]) == len(nodes)
    assert sorted(one["number"] for one in data["nodes"]) == list(range(1, len(nodes) + 1))
    said = [*data["problems"], *(problem for one in data["nodes"] for problem in one["problems"])]
    assert said
    assert "por resolver" in data["summary"]


def test_what_is_wrong_at_a_node_does_not_repeat_its_words(author: Client, script: ScriptPage) -> None:
    save_draft(script, nodes=[END, QUESTION])

    data = data_in(author.get(view_draft(script), {"mode": "chart", "state": "ZZA"}).content.decode())

    assert data["nodes"][1]["problems"] == ["Una respuesta de «2» lleva a un nodo que no existe. Elige otro."]


def test_an_empty_script_has_no_problems_yet(author: Client, script: ScriptPage) -> None:
    save_draft(script, start="", nodes=[])

    data = data_in(author.get(view_draft(script), {"mode": "chart", "state": "ZZA"}).content.decode())

    assert (data["nodes"], data["problems"], data["hasProblems"], data["summary"]) == ([], [], False, "")


def test_the_workbench_shows_whose_each_node_is_and_leads_to_it(
    client: Client, north: Site, script: ScriptPage
) -> None:
    publish_page(page=script)
    client.force_login(member(north.tenant, StaffRole.EDITOR))
    bench = reverse("adapting:text", args=["ZZA", script.translation_key])
    client.post(bench + "hide/", {"address": str(WARNING["id"])})

    shown = client.get(bench).content.decode()
    data = data_in(client.get(f"{bench}preview/", {"mode": "chart"}).content.decode())

    assert f"{bench}preview/?mode=chart" in shown
    assert AdaptationPage.objects.filter(adapts_key=str(script.translation_key)).exists()
    assert [one["key"] for one in data["nodes"]] == ["fin", "q-a-salvo"]
    assert data["nodes"][1]["href"] == f"{bench}#piece-{QUESTION['id']}"
    assert data["states"] == []
    assert data["nodes"][1]["problems"] != []
    assert "Adaptar: Pregunta 2 · ¿Está a salvo en Norte?" in shown
    assert "Lleva a:</span> 1 · Vaya al mostrador." in shown
    assert "q-a-salvo" not in shown
    assert re.findall(r"(\d) en el guion nacional", shown) == ["3"]  # what is hidden has no number here


def test_a_node_that_has_another_number_in_a_state_says_the_national_one(
    client: Client, north: Site, script: ScriptPage
) -> None:
    client.force_login(member(north.tenant, StaffRole.EDITOR))
    bench = reverse("adapting:text", args=["ZZA", script.translation_key])
    client.post(bench + "hide/", {"address": str(END["id"])})

    shown = client.get(bench).content.decode()
    data = data_in(client.get(f"{bench}preview/", {"mode": "chart"}).content.decode())

    assert [(one["number"], one["key"]) for one in data["nodes"]] == [(1, "q-a-salvo"), (2, "alarma")]
    assert re.findall(r"(\d) en el guion nacional", shown) == ["1", "2", "3"]


def walk(name: str, answers: str, end: str) -> dict[str, object]:
    return {"type": "walk", "id": f"w-{name}", "value": {"name": name, "answers": answers, "end": end}}


def test_the_chart_tells_what_no_test_walk_comes_through_and_which_break(author: Client, script: ScriptPage) -> None:
    script.walks = [walk("está a salvo", "q-a-salvo.fin", "fin"), walk("se fue", "q-a-salvo.nada", "fin")]  # type: ignore[assignment]
    script.save_revision()

    with translation.override("en"):
        data = data_in(author.get(view_draft(script), {"mode": "chart", "state": "ZZA"}).content.decode())

    assert data["unwalkedNodes"] == ["alarma"]
    assert data["unwalkedOptions"] == ["alarma fin", "q-a-salvo alarma"]
    assert len(data["brokenWalks"]) == 1
    assert "se fue" in data["brokenWalks"][0]


def test_an_answer_that_the_draft_has_deleted_is_named_by_its_words(author: Client, script: ScriptPage) -> None:
    script.walks = [walk("está a salvo", "q-a-salvo.fin", "fin")]  # type: ignore[assignment]
    publish_page(page=script)
    asked = node("q-a-salvo", "QUESTION", "¿Está a salvo en {state}?", alarma="No")
    save_draft(script, nodes=[END, asked, WARNING])

    data = data_in(author.get(view_draft(script), {"mode": "chart", "state": "ZZA"}).content.decode())

    assert len(data["brokenWalks"]) == 1
    assert "ya no tiene la respuesta «Sí»" in data["brokenWalks"][0]


def test_without_test_walks_nothing_is_told_of_them(author: Client, script: ScriptPage) -> None:
    data = data_in(author.get(view_draft(script), {"mode": "chart", "state": "ZZA"}).content.decode())

    assert (data["coverage"], data["unwalkedNodes"], data["unwalkedOptions"], data["brokenWalks"]) == ("", [], [], [])


def test_the_printed_script_has_every_node_with_its_words_and_all_outcomes(author: Client, script: ScriptPage) -> None:
    script.walks = [walk("está a salvo", "q-a-salvo.fin", "fin")]  # type: ignore[assignment]
    script.save_revision()

    html = author.get(view_draft(script), {"mode": "storyboard", "state": "ZZA"}).content.decode()

    assert [int(number) for number in re.findall(r'<article[^>]* id="node-(\d+)"', html)] == [1, 2, 3]
    assert "¿Está a salvo en Norte?" in html
    outcomes = html.split("<tbody>")[1].split("</tbody>")[0]
    assert "Vaya al mostrador." in outcomes
    assert "está a salvo" in outcomes
    assert "Sin palabras para este medio" in html
    assert "Nadie todavía" in html
    assert "q-a-salvo" not in html  # keys are the developers'
    assert "data-print" in html
    assert re.search(r'→ <a href="#node-(\d)">Vaya al mostrador\. \(\1\)</a>', html)


def test_the_printed_script_says_of_ends_what_the_chart_says(author: Client, script: ScriptPage) -> None:
    script.walks = [walk("está a salvo", "q-a-salvo.fin", "fin")]  # type: ignore[assignment]
    further = node("fin", "ANSWER", "Vaya al mostrador.", alarma="¿Y si no?")
    said = "Ningún recorrido de prueba pasa por aquí"
    asked = {"mode": "storyboard", "state": "ZZA"}
    save_draft(script, nodes=[further, QUESTION, node("alarma", "ANSWER", "Llame al 911.")])

    outcomes = author.get(view_draft(script), asked).content.decode().split("<tbody>")[1].split("</tbody>")[0]
    script.walks = [walk("sigue", "q-a-salvo.fin fin.alarma", "alarma")]  # type: ignore[assignment]
    save_draft(script, nodes=[further, QUESTION, node("alarma", "ANSWER", "Llame al 911.")])
    passed = author.get(view_draft(script), asked).content.decode().split("<tbody>")[1].split("</tbody>")[0]

    assert (outcomes.count("está a salvo"), outcomes.count(said)) == (1, 1)
    assert ("Ninguno termina aquí: pasan y siguen." in passed, said in passed) == (True, False)


def test_the_printed_script_says_who_compared_which_node_and_when(author: Client, script: ScriptPage) -> None:
    ticked = {0: True, 1: True, 2: False}
    nodes: Any = [
        {**one, "value": {**one["value"], "verified": ticked[number]}}  # type: ignore[dict-item]
        for number, one in enumerate((QUESTION, END, WARNING))
    ]
    script.nodes = nodes
    records = records_of(script, {**stored_fields(script), "nodes": []}, by="Ana Ruiz", on=date(2026, 11, 30))
    script.verification_records = {script.nodes[0].id: records[script.nodes[0].id]}
    script.save_revision()

    html = author.get(view_draft(script), {"mode": "storyboard", "state": "ZZA"}).content.decode()

    assert re.findall(r'<p class="story-rests">([^<]+)</p>', html) == [
        "Comparado con su fuente por Ana Ruiz el 30 de noviembre de 2026; este nodo no cita ninguna",
        "Comparado con su fuente (no está anotado quién ni cuándo); este nodo no cita ninguna",
        "Todavía no comparado con su fuente; este nodo no cita ninguna",
    ]
    assert '2 de 3 nodos. Sin comparar: <a href="#node-3">3</a></dd>' in html


def test_channels_of_a_printed_node_that_say_the_same_stand_together(author: Client, script: ScriptPage) -> None:
    html = author.get(view_draft(script), {"mode": "storyboard", "state": "ZZA"}).content.decode()

    assert re.findall(r"<h4>([^<]+)</h4>", html) == ["Teléfono · Chat", "Sitio web"] * 3  # the website has none


def test_a_chart_that_does_not_load_is_told_by_a_script_before_it(author: Client, script: ScriptPage) -> None:
    html = author.get(view_draft(script), {"mode": "chart", "state": "ZZA"}).content.decode()

    assert html.index("editorial/script_preview.js") < html.index('type="module"')
    told = html.split("data-not-loaded hidden")[1].split("</main>")[0]
    assert "No se pudo cargar el diagrama." in told
    assert "Volver a cargar</button>" in told


def test_references_to_one_law_name_it_once() -> None:
    def reference(law: str | None, article: str | None, text: str) -> LegalReference:
        return {"law": law, "article": article, "text": text, "verified": False}

    references = [
        reference("CNPP", "113", "CNPP, artículo 113"),
        reference("CPEUM", "20", "CPEUM, artículo 20"),
        reference("CNPP", "132", "CNPP, artículo 132"),
        reference(None, None, "Protocolo de 2021"),
    ]

    with translation.override("en"):
        assert by_law(references) == ["CNPP, articles 113, 132", "CPEUM, artículo 20", "Protocolo de 2021"]


def test_a_broken_draft_is_printed_with_its_problems(author: Client, script: ScriptPage) -> None:
    save_draft(script, nodes=[node("q-a-salvo", "QUESTION", "¿Está a salvo?", nada="Sí")])

    html = author.get(view_draft(script), {"mode": "storyboard", "state": "ZZA"}).content.decode()

    assert "todavía no lleva a ningún lado" in html
    assert "story-problem" in html


def test_a_broken_walk_is_no_problem_of_the_paths(author: Client, script: ScriptPage) -> None:
    walk = {"name": "Ya llamó", "answers": "q-a-salvo.gone", "end": "fin"}
    kept: Any = [{"type": "walk", "value": walk, "id": "3a1c0d9e-0000-4000-8000-000000000001"}]
    script.walks = kept
    save_draft(script, nodes=[END, QUESTION, WARNING])

    data = data_in(author.get(view_draft(script), {"mode": "chart", "state": "ZZA"}).content.decode())

    assert (data["hasProblems"], len(data["brokenWalks"])) == (False, 1)
    assert "no todos los recorridos" in data["summary"]
    assert data["walks"] == [walk]
