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
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

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
    """One script of sixty nodes: a question that leads to four of the starter's."""
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
    overlaps, cut = page.evaluate(OVERLAPS), page.evaluate(CUT)
    page.get_by_role("button", name="Ver todo").click()
    page.wait_for_timeout(400)
    outside = page.evaluate("""() => [...document.querySelectorAll(".chart-node")].filter(one => {
        const [box, place] = [one, one.closest(".chart-canvas")].map(each => each.getBoundingClientRect());
        return box.left < place.left || box.right > place.right || box.top < place.top || box.bottom > place.bottom;
    }).length""")
    of_axe = violations(page)

    assert (shown, overlaps, cut, outside) == (60, 0, 0, 0)
    assert of_axe == []
    assert said == []


def test_a_problem_turns_red_while_one_types_and_heals(site: Site, context: BrowserContext, said: list[str]) -> None:
    of = script("familiar-detenido")
    position, end = next((at, one) for at, one in enumerate(of.nodes) if not one.value["options"])
    page = with_session(context, site, "nacional")
    frame = panel(page, site, of, "chart")
    kind = page.locator(f"[name=nodes-{position}-value-kind]")
    # Wagtail's preview comes some seconds later: the form draws the chart by itself.
    page.evaluate("document.addEventListener('w-preview:update', (event) => event.preventDefault())")

    frame.locator(f"[data-node='{end.id}']").dispatch_event("click")
    page.wait_for_function(f"() => document.activeElement.closest('#block-{end.id}-section') !== null")
    letter = frame.locator(".script-head").evaluate(SMALLEST_LETTER)
    before = frame.locator(".is-wrong").count()
    was = kind.input_value()
    kind.select_option("INFO")
    begun = time.monotonic()
    frame.locator(f".chart-node.is-wrong[data-node='{end.id}']").wait_for(state="attached")
    seconds = time.monotonic() - begun
    sentence = frame.locator(f"[data-node='{end.id}'] .chart-wrong").first.text_content()
    kind.select_option(was)
    frame.locator(".script-summary:not(.is-wrong)").wait_for()
    after = frame.locator(".is-wrong").count()
    kind.select_option("INFO")
    press_publish(page)
    said_of_act = page.locator(".messages .error").inner_text()
    page.locator(".script-node__problem").wait_for(state="attached")
    sentences = page.locator(".script-node .help-critical").count()
    sys.stdout.write(f"\nThe chart followed after {seconds:.2f} s.\n")

    assert round(letter, 2) >= 11
    assert (before, after) == (0, 0)
    assert sentence is not None
    assert "La conversación se detiene" in sentence
    assert "Todavía no se publica" in said_of_act
    assert sentences == 1
    assert said == []


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
        frame.locator(".player-options button").first.dispatch_event("click")
        frame.locator(".player-turns > li").nth(turns).wait_for(state="attached")
    frame.get_by_label("Nombre del recorrido").fill("Sabe dónde está, 48 horas")
    frame.get_by_role("button", name="Guardar este recorrido").dispatch_event("click")
    frame.get_by_text("Este recorrido quedó entre los de prueba como «Sabe dónde está, 48 horas».").wait_for()
    page.wait_for_function("() => window.heard.some(({type}) => type === 'script-walk')")
    heard = page.evaluate("window.heard.find(({type}) => type === 'script-walk')")
    kept = page.evaluate("document.getElementById('walks-root').rootBlock.children.at(-1).block.getValue()")

    nodes = [one.value for one in of.nodes]
    start = next(one for one in nodes if one["key"] == of.start)
    assert opened == unopened
    assert waiting == ["¿Sabe en qué lugar lo tienen? · Pregunta", len(nodes), 0]
    assert heard["answers"][0] == {"node": of.start, "option": start["options"][0]["key"]}
    assert "Se puede guardar cuando llegue a un final" in why_not_yet
    assert (kept["name"], kept["end"]) == ("Sabe dónde está, 48 horas", heard["end"])
    assert len(kept["answers"].split()) == len(heard["answers"])
    assert heard["end"] in {one["key"] for one in nodes if one["kind"] in ("ANSWER", "REFERRAL", "HANDOFF")}
    assert said == []


def test_a_run_reaches_an_outcome_and_survives_an_edit(site: Site, context: BrowserContext, said: list[str]) -> None:
    of = script("familiar-detenido")
    page = with_session(context, site, "nacional")
    chart_of(page, site, of, "player")

    answered = 0
    while page.locator(".player-end").count() == 0 and answered < 20:
        page.keyboard.press("1")
        answered += 1
        page.wait_for_function(f"() => document.querySelectorAll('.player-turns > li').length === {answered}")
    of_axe = violations(page)
    page.get_by_role("radio", name="Sitio web").check()
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
    assert after_a_word == answered
    assert "Sí, lo sé" in changed
    assert why == "Tu recorrido llega hasta el paso 1. La respuesta que elegiste aquí ya no existe."
    assert said == []
