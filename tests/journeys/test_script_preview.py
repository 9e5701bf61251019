"""An author sees a script while writing it, in a real browser: as a chart, and walking it in the player."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect

from content_models.models import ScriptPage, SectionPage
from tenants.models import LIBRARY_CODE, Tenant, User
from tests.content_models.world import item
from tests.journeys.axe import violations
from tests.journeys.editor import press_publish, with_session
from tests.journeys.site import Site
from tests.journeys.test_admin_policy import watched
from tests.tenants.factories import person

OVERLAPS = """() => {
    const boxes = [...document.querySelectorAll("[data-node], [data-answer]")].map(one => one.getBoundingClientRect());
    const over = (one, other) => one.left < other.right - 0.5 && other.left < one.right - 0.5
        && one.top < other.bottom - 0.5 && other.top < one.bottom - 0.5;
    return boxes.flatMap((one, at) => boxes.slice(at + 1).filter(other => over(one, other))).length;
}"""
CUT = (
    "() => [...document.querySelectorAll('.chart-node')].filter(one => one.scrollHeight > one.clientHeight + 1).length"
)
SMALLEST_LETTER = """() => {
    const shown = window.frameElement ? window.frameElement.getBoundingClientRect().width / window.innerWidth : 1;
    const zoom = new DOMMatrix(getComputedStyle(document.querySelector(".react-flow__viewport")).transform).a;
    const sizes = [...document.querySelectorAll(".chart-node p, .chart-node b, .chart-answer span")];
    return Math.min(...sizes.map(one => parseFloat(getComputedStyle(one).fontSize))) * zoom * shown;
}"""
IS_ALL_INSIDE = """() => [...document.querySelectorAll(".chart-node")].every(one => {
    const [box, place] = [one, one.closest(".chart-canvas")].map(each => each.getBoundingClientRect());
    return box.left >= place.left && box.right <= place.right && box.top >= place.top && box.bottom <= place.bottom;
})"""
CHOOSE_WHILE_LOADING = """mode => document.addEventListener("w-preview:load", () => queueMicrotask(() => {
    const modes = document.getElementById("id_preview_mode");
    modes.value = mode;
    modes.dispatchEvent(new Event("change", {bubbles: true}));
}), {once: true})"""
SENT = "() => JSON.stringify([...new FormData(document.querySelector('[data-edit-form]'))])"
OPEN_ALL = """() => {
    const nodes = document.getElementById("nodes-root").rootBlock.children;
    const waiting = nodes.filter(({block}) => block.undrawn).length;
    const [title] = nodes.map(({block}) => block.getTextLabel({maxLength: 40}));
    nodes.forEach(({toggleElement}) => toggleElement.click());
    return [title, waiting, nodes.filter(({block}) => block.undrawn).length];
}"""
NODES = "#nodes-root > [data-streamfield-stream-container] > [data-streamfield-child]:not([aria-hidden])"
WORDS = "Llame al 911 y diga que tiene medida de protección. Enciérr…"
ARRIVAL = "Una respuesta lleva ahí: «Sí» en 1 · ¿Está cerca en este momento?"
MILLISECONDS = 20_000
"""How long one waits at most for what takes a moment on an idle machine."""
PARTS = ("familiar-detenido", "me-estan-deteniendo", "violencia-pareja-ahora", "quiero-denunciar")


@pytest.fixture(scope="module")
def site(shared_site: Site, shared_publisher: User) -> Site:
    """A site that runs, with Tabasco's publisher and an administrator; each test writes where the later ones do not."""
    person("nacional", tenant=None, is_superuser=True)
    return shared_site


@pytest.fixture
def said() -> list[str]:
    """What the browser complains of."""
    return []


@pytest.fixture
def context(site: Site, browser: Browser, said: list[str]) -> Iterator[BrowserContext]:
    """A window of 1366 × 768, watched for errors and for what the policy forbids."""
    context = watched(browser, said)
    yield context
    context.close()


def script(slug: str) -> ScriptPage:
    """A script of the library."""
    return ScriptPage.objects.descendant_of(Tenant.objects.get(code=LIBRARY_CODE).root_page).get(slug=slug)


def of_sixty_nodes() -> ScriptPage:
    """One script of sixty nodes or more: a question that leads to four of the starter's."""
    nodes: list[dict[str, Any]] = []
    answers = []
    for slug in PARTS:
        part = script(slug)
        answers.append(item({"key": slug, "label": part.title, "web_label": "", "to": f"{slug}-{part.start}"}))
        for node in deepcopy(list(part.nodes.raw_data)):
            node["id"] = str(uuid.uuid4())
            node["value"]["key"] = f"{slug}-{node['value']['key']}"
            for option in node["value"]["options"]:
                option["value"]["to"] = f"{slug}-{option['value']['to']}"
            nodes.append(node)
    first = deepcopy(nodes[0]) | {"id": str(uuid.uuid4())}
    first["value"] |= {"key": "q-que-paso", "kind": "QUESTION", "text": "<p>¿Qué le pasó?</p>", "options": answers}
    ends = [node for node in nodes if not node["value"]["options"]]
    for number in range(60 - 1 - len(nodes)):
        end = deepcopy(ends[number]) | {"id": str(uuid.uuid4())}
        end["value"]["key"] = f"final-{number}"
        nodes.append(end)
        answer = item(
            {"key": f"final-{number}", "label": f"Otra cosa {number + 1}", "web_label": "", "to": f"final-{number}"}
        )
        ends[number - 9]["value"]["options"].append(answer)
    page = ScriptPage(
        title="Qué le pasó",
        slug="que-le-paso",
        role="VICTIM",
        channels=["PHONE"],
        start="q-que-paso",
        nodes=[first, *nodes],
    )
    section = SectionPage.objects.descendant_of(Tenant.objects.get(code=LIBRARY_CODE).root_page).get(slug="guiones")
    page.locale, page.live = section.locale, False
    section.add_child(instance=page)
    page.save_revision(clean=False)
    return page


def chart_of(page: Page, site: Site, of: ScriptPage, mode: str = "chart") -> None:
    """Open a preview in its own tab."""
    page.goto(f"{site.web}{reverse('wagtailadmin_pages:view_draft', args=[of.pk]).lstrip('/')}?mode={mode}&state=TAB")
    page.locator(".script-head").wait_for()


def panel(page: Page, site: Site, of: ScriptPage, mode: str) -> FrameLocator:
    """Open the form of a script with its preview beside it; the mode is chosen while the first one is being loaded."""
    page.goto(f"{site.web}{reverse('wagtailadmin_pages:edit', args=[of.pk]).lstrip('/')}")
    page.evaluate(CHOOSE_WHILE_LOADING, mode)
    page.get_by_role("button", name="Diagrama y prueba").click()
    frame = page.frame_locator("#w-preview-iframe")
    frame.locator(".script-head").wait_for()
    return frame


def processor_ms(page: Page, do: Any) -> float:
    """How long the page's main thread was busy with something, by its processor's clock."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    do()
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration")) * 1000


def test_a_chart_of_sixty_nodes_is_legible(site: Site, context: BrowserContext, said: list[str]) -> None:
    big = of_sixty_nodes()
    page = with_session(context, site, "nacional")
    page.set_viewport_size({"width": 1366, "height": 768})

    spent = processor_ms(page, lambda: chart_of(page, site, big))
    sys.stdout.write(f"\nA chart of 60 nodes: {spent:.0f} ms of a processor, loading the page included.\n")
    shown = page.locator(".chart-node").count()
    legend = page.locator(".chart-legend li").all_inner_texts()
    overlaps, cut, letter = page.evaluate(OVERLAPS), page.evaluate(CUT), page.evaluate(SMALLEST_LETTER)
    page.get_by_role("button", name="Ver todo").click()
    page.wait_for_function(IS_ALL_INSIDE)  # it gets there by and by
    of_axe = violations(page)

    assert (shown, overlaps, cut) == (len(big.nodes), 0, 0)
    assert shown >= 60
    assert {"Pregunta", "Respuesta", "Canalización", "Traspaso"} <= {one.strip() for one in legend}
    assert round(letter, 2) >= 11
    assert of_axe == []
    assert said == []


def test_what_one_does_in_the_form_is_drawn_and_said(site: Site, context: BrowserContext, said: list[str]) -> None:
    of = script("incumplen-medida")
    page = with_session(context, site, "nacional")
    frame = panel(page, site, of, "chart")
    # Wagtail's preview comes some seconds later: the form draws the chart by itself.
    page.evaluate("document.addEventListener('w-preview:update', (event) => event.preventDefault())")

    letter = frame.locator(".script-head").evaluate(SMALLEST_LETTER)
    chart = page.locator("#w-preview-iframe").element_handle().content_frame()
    of_axe = violations(chart) if chart is not None else ["no chart"]
    before = frame.locator(".is-wrong").count()
    sentence, kind = turn_red_and_heal(page, frame, of)
    after = frame.locator(".is-wrong").count()
    acts = move_copy_and_remove(page, of)
    page.evaluate("document.body.dispatchEvent(new ClipboardEvent('paste', {bubbles: true}))")
    pasted = page.locator(".script-toast__text").last.inner_text()
    stale = be_left_without_answer(page)
    kind.select_option("INFO")
    press_publish(page)
    said_of_act = page.locator(".messages .error").inner_text()
    page.locator(".script-node__problem").wait_for(state="attached")
    sentences = page.locator(".script-node .help-critical").count()

    assert round(letter, 2) >= 11
    assert (before, after) == (0, 0)
    assert "La conversación se detiene" in sentence
    assert acts == [
        f"Moviste «3 · {WORDS}». {ARRIVAL}",
        f"Copiaste «2 · {WORDS}». {ARRIVAL} A la copia todavía no lleva nada.",
        f"Quitaste «3 · {WORDS}».",
        f"Quitaste «2 · {WORDS}». {ARRIVAL}",
    ]
    assert "Los nodos se copian dentro de un mismo guion" in pasted
    assert "La lista no se renueva desde las " in stale
    assert "Todavía no se publica" in said_of_act
    assert sentences == 1
    assert of_axe == []
    assert [one for one in said if "500 (Internal Server Error)" not in one] == []


def turn_red_and_heal(page: Page, frame: FrameLocator, of: ScriptPage) -> tuple[str, Locator]:
    """Find an end by the chart, make it a node that does not go on, and mend it.

    Returns:
        What the chart said of it, and the field with its kind.
    """
    position, end = next((at, one) for at, one in enumerate(of.nodes) if not one.value["options"])
    kind = page.locator(f"[name=nodes-{position}-value-kind]")
    frame.locator(f"[data-node='{end.id}']").dispatch_event("click")
    page.wait_for_function(f"() => document.activeElement.closest('#block-{end.id}-section') !== null")
    was = kind.input_value()
    kind.select_option("INFO")
    begun = time.monotonic()
    frame.locator(f".chart-node.is-wrong[data-node='{end.id}']").wait_for(state="attached", timeout=MILLISECONDS)
    sys.stdout.write(f"\nThe chart followed after {time.monotonic() - begun:.2f} s.\n")
    sentence = frame.locator(f"[data-node='{end.id}'] .chart-wrong").first.inner_text()
    kind.select_option(was)
    frame.locator(".script-summary:not(.is-wrong)").wait_for()
    return sentence, kind


def move_copy_and_remove(page: Page, of: ScriptPage) -> list[str]:
    """Move a node, copy one and remove both; take back what can be, the removal after its message has gone.

    Returns:
        What was said after each.
    """
    toast = page.locator(".script-toast").last
    nodes = page.locator(NODES)
    removals = page.locator("[data-script-removed] li")
    heard = []
    acts = ((1, "MOVE_DOWN", "Deshacer"), (1, "DUPLICATE", "Cerrar"), (2, "DELETE", "Cerrar"), (1, "DELETE", "Cerrar"))
    for position, act, after in acts:
        nodes.nth(position).locator(f"[data-streamfield-action={act}]").first.click()
        heard.append(toast.locator(".script-toast__text").inner_text())
        toast.get_by_role("button", name=after, exact=True).click()
    missing = page.locator("[data-script-problems-summary]")
    expect(missing).to_contain_text("Falta", timeout=MILLISECONDS)
    removals.last.get_by_role("button").click()
    expect(missing).to_contain_text("se puede publicar", timeout=MILLISECONDS)
    expect(removals).to_have_count(1)
    expect(nodes).to_have_count(len(of.nodes))
    return heard


def be_left_without_answer(page: Page) -> str:
    """Change something while the server fails, and ask again once it does not; return what is said meanwhile."""
    line = page.locator("[data-script-problems-stale]")
    page.route("**/formulario/**", lambda route: route.fulfill(status=500))
    page.locator("input[name=title]").press_sequentially(".")
    text = line.locator("p").inner_text()
    page.unroute("**/formulario/**")
    line.get_by_role("button", name="Intentar otra vez").click()
    expect(line).to_be_empty(timeout=MILLISECONDS)
    return text


def test_unopened_nodes_are_sent_as_they_are_and_a_walk_is_handed_to_the_form(
    site: Site, context: BrowserContext, said: list[str]
) -> None:
    of = script("familiar-detenido")
    page = with_session(context, site, "nacional")
    page.add_init_script("window.heard = []; addEventListener('message', ({data}) => window.heard.push(data))")
    frame = panel(page, site, of, "player")

    unopened = page.evaluate(SENT)
    waiting = page.evaluate(OPEN_ALL)
    opened = page.evaluate(SENT)
    frame.locator(".player-options button").first.wait_for()
    why_not_yet = frame.locator(".player-save").inner_text()
    while frame.locator(".player-end").count() == 0:
        turns = frame.locator(".player-turns > li").count()
        options = frame.locator(".player-options button")  # the last ones lead where no test walk goes
        (options.last if turns else options.first).dispatch_event("click")
        frame.locator(".player-turns > li").nth(turns).wait_for(state="attached")
    known = page.evaluate("document.getElementById('walks-root').rootBlock.children.length")
    frame.get_by_label("Nombre del recorrido").fill("Sabe dónde está, 48 horas")
    frame.get_by_role("button", name="Guardar este recorrido").dispatch_event("click")
    frame.get_by_text("Este recorrido está entre los de prueba como «Sabe dónde está, 48 horas».").wait_for()
    frame.get_by_label("Nombre del recorrido").fill("Sabe dónde está")
    frame.get_by_role("button", name="Cambiarle el nombre").dispatch_event("click")
    frame.get_by_text("Este recorrido está entre los de prueba como «Sabe dónde está».").wait_for()
    page.wait_for_function("() => window.heard.some(({type}) => type === 'script-walk')")
    heard = page.evaluate("window.heard.find(({type}) => type === 'script-walk')")
    walks = page.evaluate("document.getElementById('walks-root').rootBlock.children.map(({block}) => block.getValue())")
    [kept] = [one for one in walks if one["name"] == "Sabe dónde está"]

    nodes = [one.value for one in of.nodes]
    start = next(one for one in nodes if one["key"] == of.start)
    assert opened == unopened
    assert waiting == ["Pregunta · ¿Sabe en qué lugar lo tienen?", len(nodes), 0]
    assert heard["answers"][0] == {"node": of.start, "option": start["options"][0]["key"]}
    assert "Se puede guardar cuando llegue a un final" in why_not_yet
    assert (kept["end"], len(walks)) == (heard["end"], known + 1)
    assert len(kept["answers"].split()) == len(heard["answers"])
    assert heard["end"] in {one["key"] for one in nodes if one["kind"] in ("ANSWER", "REFERRAL", "HANDOFF")}
    assert said == []


def test_a_run_ends_in_each_voice_and_survives_an_edit(site: Site, context: BrowserContext, said: list[str]) -> None:
    of = script("familiar-detenido")
    page = with_session(context, site, "nacional")
    page.goto(f"{site.web}{reverse('wagtailadmin_pages:view_draft', args=[of.pk]).lstrip('/')}?mode=storyboard")
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    of_axe = violations(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    chart_of(page, site, of, "player")

    page.get_by_text("Ir a un nodo").click()
    page.get_by_label("Busca un nodo por sus palabras").fill("interprete")
    steps_to_it = page.locator(".player-steps button")
    said_at_it = steps_to_it.first.locator("span").last.inner_text()
    of_axe += violations(page)
    steps_to_it.first.click()
    jumped = (page.locator(".player-here .player-said").inner_text(), page.locator(".player-turns > li").count())
    page.get_by_role("button", name="Empezar de nuevo").click()
    answered = 0
    while page.locator(".player-end").count() == 0 and answered < 20:
        page.keyboard.press("1")
        answered += 1
        page.wait_for_function(f"() => document.querySelectorAll('.player-turns > li').length === {answered}")
    of_axe += violations(page)
    ends = []
    for voice in ("Teléfono", "Chat", "Sitio web"):
        page.get_by_role("radio", name=voice).check()
        ends += [(page.locator(".player-end").count(), page.locator("#player-here-title").inner_text())]
    first = of.nodes[0]
    first.value["options"][0]["label"] = "Sí, lo sé"
    of.save_revision(clean=False)
    page.reload()
    page.get_by_role("radio", name="Teléfono").check()
    after_a_word = page.locator(".player-turns > li").count()
    changed = page.locator(".player-answer").first.inner_text()
    del first.value["options"][0]
    of.save_revision(clean=False)
    page.reload()
    why = page.locator(".player-stop").inner_text()

    assert of_axe == []
    says = ("La persona operadora dice", "La persona operadora escribe", "El sitio web dice")
    assert wide == 360
    assert "intérprete" in jumped[0]
    assert jumped[0].split() == said_at_it.split()
    assert jumped[1] > 0
    assert [(count, title.split(" · ")[0]) for count, title in ends] == [(1, f"{said_by}\n7") for said_by in says]
    assert ends[0][1].endswith("7 · Canalización")
    assert after_a_word == answered
    assert "Sí, lo sé" in changed
    assert why == "Tu recorrido llega hasta el paso 1. La respuesta que elegiste aquí ya no existe."
    assert said == []
