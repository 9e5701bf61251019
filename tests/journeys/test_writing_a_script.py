"""A script from nothing to its readers: written, adapted by a state, defended by its walk, walked by a citizen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, FrameLocator, Locator, Page, Request, Route, expect

from content_models.models import ScriptPage
from tenants.models import LIBRARY_CODE, StaffRole, Tenant
from tests.journeys import editor
from tests.journeys.axe import violations
from tests.journeys.site import Site
from tests.journeys.test_admin_policy import signed_in, watched
from tests.journeys.test_guides import choose, phone, question
from tests.journeys.workbench import open_text
from tests.tenants.factories import member

SLUG = "me-asaltaron-en-la-calle"


def test_a_script_is_written_adapted_defended_and_walked(site: Site, browser: Browser) -> None:
    member(Tenant.objects.get(code=LIBRARY_CODE), StaffRole.PUBLISHER, "nacional")
    editor.publisher_of("TAB")
    said: list[str] = []

    with site.web_process():
        context = watched(browser, said)
        national = signed_in(context, site, "nacional")
        of_axe = write_and_publish(national, site)
        script = script_written()
        tabasco = signed_in(watched(browser, said), site, "publicadora")
        owners, outlines = adapt_and_publish(tabasco, site, script)
        remove_an_answer(script, "esta-en-peligro-ahora", "no", {"vaya-a-denunciar"})
        national.goto(f"{site.web}{reverse('national:impact', args=[script.pk]).lstrip('/')}")
        refusal = national.locator("[role=alert]").inner_text()
        can_publish = national.get_by_role("button", name="Publicar", exact=True).count()
        citizen = phone(browser, has_script=False)
        citizen.goto(f"http://tabasco.localhost:{site.port}/guia/{SLUG}/")
        asked = question(citizen)
        choose(citizen, "No")
        end = citizen.locator("main").inner_text()
    published = script.live_revision.as_object() if script.live_revision else script
    nodes = [(one.value["key"], [option["to"] for option in one.value["options"]]) for one in published.nodes]
    web_text = published.nodes[2].value["web_text"].source
    connections.close_all()

    assert of_axe == []
    assert script.live
    assert published.start == "esta-en-peligro-ahora"
    assert nodes == [
        ("esta-en-peligro-ahora", ["llame-al-911", "vaya-a-denunciar"]),
        ("llame-al-911", []),
        ("vaya-a-denunciar", []),
    ]
    assert [(one.value["name"], one.value["end"]) for one in published.walks] == [("Sí", "llame-al-911")]
    assert (owners.count("Adaptado por Tabasco"), outlines) == (1, 2)
    assert "Tabasco: «No»: la respuesta «No» de «1 · En Tabasco: ¿Está en peligro ahora?»" in refusal
    assert can_publish == 0
    assert asked == "En Tabasco: ¿Estás en peligro ahora?"
    assert "Ve a denunciar, o llama al {help_line}." in web_text
    assert "Ve a denunciar, o llama al " in end
    assert said == []


def script_written() -> ScriptPage:
    return ScriptPage.objects.get(slug=SLUG)


def write_and_publish(page: Page, site: Site) -> Any:
    """Write a script from nothing, see what is missing turn red and heal, record a walk, and publish.

    Returns:
        What axe finds in the form.
    """
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{site.web}admin/scripts/")
    page.get_by_role("link", name="Agregar guion").click()
    page.locator("input[name=title]").press_sequentially("Me asaltaron en la calle")
    page.select_option("select[name=role]", "VICTIM")
    expect(page.get_by_label("Teléfono")).to_be_checked()
    expect(page.get_by_label("Chat")).to_be_checked()
    expect(page.locator("button.script-add[title='Agregar una frase']")).to_have_count(1)
    page.locator("input[name=channels][value=WEB]").check()
    missing = page.locator("[data-script-problems-summary]")
    expect(missing).to_contain_text("Empieza con el primer nodo")

    page.get_by_role("button", name="Agregar un nodo").last.click()
    write(page, 0, "¿Está en peligro ahora?", "¿Estás en peligro ahora?")
    expect(missing).to_contain_text("Falta una cosa")
    answer(page, 0, 0, "Sí").select_option("+")
    answer(page, 0, 1, "No").select_option("+")
    remove_answer_and_undo(page)
    expect(node(page, 1).locator(".script-node__arrivals")).to_contain_text("«Sí» en 1")
    write(page, 1, "Llame al 911.", "Llama al 911.", kind="HANDOFF")
    with saved_by_itself(page, "Vaya a den"):
        write(page, 2, "Vaya a den", kind="REFERRAL")
    page.keyboard.type("unciar.")
    write_with_help_line(page, 2, "Ve a denunciar, o llama al ")
    red = node(page, 2).locator(".script-node__problem")
    expect(red).to_have_count(0)  # a new node is not red before one has left it
    page.locator("input[name=title]").focus()
    expect(red).to_have_text(
        [
            "«3 · Vaya a denunciar.» canaliza a la persona, pero no dice a qué tipo de institución: elígelo en "
            "«Se canaliza a»."
        ]
    )
    node(page, 2).locator("[data-contentpath=organization_kind] select").select_option(index=1)
    expect(red).to_have_count(0)
    expect(missing).to_contain_text("se puede publicar")

    put_a_node_between_and_undo(page)
    remove(page, 1)
    expect(node(page, 0).locator(".script-choice__problem").first).to_contain_text("ya no está")
    expect(missing).to_contain_text("Falta una cosa")
    remove(page, 1)
    undo_both(page)
    expect(missing).to_contain_text("se puede publicar")
    of_axe = violations(page)
    page.get_by_role("button", name="Diagrama y prueba").click()
    expect(page.locator("#id_preview_mode")).to_have_value("chart")
    page.locator("#id_preview_mode").select_option("player")
    with pressing_save_while_saved_by_itself(page, "walks-0-value"):
        record(page.frame_locator("#w-preview-iframe"), "Sí")
    editor.press_publish(page)
    page.wait_for_url("**/efecto/")
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.wait_for_selector(".national-edition--current")
    return of_axe


@contextmanager
def saved_by_itself(page: Page, words: str) -> Iterator[None]:
    """Wait until the form has saved itself with some words in it."""

    with page.expect_response(lambda answer: is_save(answer.request, words)):
        yield


@contextmanager
def pressing_save_while_saved_by_itself(page: Page, words: str) -> Iterator[None]:
    """Press the button while what the form saves by itself is on its way; it waits, and finds no other window."""
    held: list[Route] = []
    order: list[str] = []

    def hold(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.method == "POST":
            order.append("pressed")
        elif is_save(route.request, words) and not held:
            return held.append(route)
        return route.continue_()

    page.route("**/admin/pages/**", hold)
    with page.expect_request(lambda asked: is_save(asked, words)):
        yield
    while not held:  # the request is told of before it is routed
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Guardar borrador").click(no_wait_after=True)
    page.wait_for_timeout(200)
    order.append("by itself")
    held[0].continue_()
    page.wait_for_selector(".messages .success")
    page.unroute("**/admin/pages/**")
    assert order[:2] == ["by itself", "pressed"]
    assert page.get_by_text("en otra ventana").count() == 0


def is_save(asked: Request, words: str) -> bool:
    """Whether the form saves itself with some words in it."""
    is_look = "formulario" in asked.url or "preview" in asked.url
    return asked.method == "POST" and not is_look and words in (asked.post_data or "")


def adapt_and_publish(page: Page, site: Site, script: ScriptPage) -> tuple[list[str], int]:
    """Tabasco adapts the first node, sees it in the chart, walks it in the player, keeps the walk, and publishes.

    Returns:
        Whose the nodes of the chart are, and how many outlines the adapted one has.
    """
    start = script.nodes[0]
    open_text(page, site, script.title)
    page.locator(f"#piece-{start.id} a", has_text="Adaptar").first.click()
    for field in ("text", "web_text"):
        page.locator(f"[data-contentpath={field}] .public-DraftEditor-content").first.click()
        page.keyboard.press("Control+Home")
        page.keyboard.type("En Tabasco: ")
    page.get_by_role("button", name="Guardar borrador").click()
    page.wait_for_selector(".adapting-piece--adapted >> text=En Tabasco")
    page.get_by_text("Diagrama y prueba de este borrador").first.click()
    frame = page.frame_locator("iframe[name=script-preview]")
    shown = frame.locator(f"[data-node='{start.id}']")
    shown.wait_for()
    owners = frame.locator(".chart-node .chart-owner").all_inner_texts()
    outlines = shown.locator(".chart-shape path").count()
    shown.dispatch_event("click")
    page.wait_for_function(f"() => document.activeElement.closest('#piece-{start.id}') !== null")
    page.get_by_role("link", name="Prueba", exact=True).click()
    frame.locator(".player-here").get_by_text("En Tabasco").wait_for()
    record(frame, "No")
    page.wait_for_url("**#script-preview")
    page.locator(".adapting-walks li").wait_for()
    frame.locator(".player-turns", has_text="No").wait_for()  # one goes on where one was
    page.get_by_role("button", name="Publicar", exact=True).first.click()
    page.wait_for_selector("text=la gente de Tabasco ya lo ve")
    return owners, outlines


def record(frame: FrameLocator, words: str) -> None:
    """Give one answer in the player, and keep the walk."""
    options = frame.locator(".player-options button")
    options.filter(has_text=words).last.dispatch_event("click")
    frame.locator(".player-turns", has_text=words).wait_for(state="attached")
    frame.get_by_role("button", name="Guardar este recorrido").dispatch_event("click")


def remove_an_answer(of: ScriptPage, node: str, answer: str, nodes_gone: set[str]) -> None:
    """Save a draft without an answer, the nodes that it led to, and the script's own test walks."""
    nodes = [one for one in deepcopy(list(of.nodes.raw_data)) if one["value"]["key"] not in nodes_gone]
    asked = next(one for one in nodes if one["value"]["key"] == node)
    asked["value"]["options"] = [one for one in asked["value"]["options"] if one["value"]["key"] != answer]
    draft: Any = of
    draft.nodes, draft.walks = nodes, []
    draft.save_revision()


def node(page: Page, position: int) -> Locator:
    """The node at a place, without those that were removed."""
    nodes = "#nodes-root > [data-streamfield-stream-container] > [data-streamfield-child]:not([aria-hidden])"
    return page.locator(nodes).nth(position)


def write(page: Page, position: int, said: str = "", read: str = "", *, kind: str | None = None) -> None:
    if kind:
        node(page, position).locator("[data-contentpath=kind] select").select_option(kind)
    for field, text in ((field, text) for field, text in (("text", said), ("web_text", read)) if text):
        node(page, position).locator(f"[data-contentpath={field}] .public-DraftEditor-content").first.click()
        page.keyboard.type(text)


def write_with_help_line(page: Page, position: int, text: str) -> None:
    """Write for the website, with a placeholder that is chosen after its brace was typed."""
    node(page, position).locator("[data-contentpath=web_text] .public-DraftEditor-content").first.click()
    page.keyboard.type(f"{text}{{")
    page.get_by_role("button", name="Línea de ayuda del estado").click()
    page.keyboard.type(".")


def answer(page: Page, position: int, number: int, label: str) -> Locator:
    """Add an answer that is the same in both voices, and so is read as it is said; the list of where it leads."""
    node(page, position).locator("button.script-add[title='Agregar una opción']").click()
    row = node(page, position).locator(".script-option").nth(number)
    said, read = (row.locator(f"[data-contentpath={field}] input") for field in ("label", "web_label"))
    said.press_sequentially(f"{label} l")
    expect(read).to_have_value("")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(read).to_have_value(label)
    return row.locator("select")


def remove_answer_and_undo(page: Page) -> None:
    """Remove the second answer of the first node, and put it back as it was."""
    answers = node(page, 0).locator("[data-contentpath=options] [data-streamfield-child]:not([aria-hidden])")
    answers.nth(1).locator("[data-streamfield-action=DELETE]").first.click()
    expect(answers).to_have_count(1)
    page.get_by_role("button", name="Deshacer", exact=True).click()
    expect(answers.nth(1).locator("[data-contentpath=label] input")).to_have_value("No")
    expect(answers.nth(1).locator("option:checked")).to_have_text("3 · vacío, tras “No”")


def put_a_node_between_and_undo(page: Page) -> None:
    """Put a node between the second answer of the first node and where it leads; the cursor is in it.

    It is taken back with one press as long as nothing is written in it, and by removing it from then on.
    """
    undo = page.get_by_role("button", name="Deshacer", exact=True)
    leads_to = node(page, 0).locator("[data-streamfield-child]:not([aria-hidden]) .script-option select").nth(1)
    leads_to.select_option("+ Poner un nodo en medio")
    expect(node(page, 1).locator("[data-contentpath=text] .public-DraftEditor-content").first).to_be_focused()
    undo.click()
    expect(leads_to.locator("option:checked")).to_have_text("3 · Vaya a denunciar.")
    leads_to.select_option("+ Poner un nodo en medio")
    write(page, 1, "Respire.")
    expect(leads_to.locator("option:checked")).to_have_text("2 · Respire.")
    expect(node(page, 1).locator(".script-option option:checked")).to_have_text("4 · Vaya a denunciar.")
    expect(undo).to_have_count(0)
    remove(page, 1)
    leads_to.select_option("3 · Vaya a denunciar.")
    page.locator(".script-toast__close").click()


def undo_both(page: Page) -> None:
    """Put back the two nodes that were removed, the last one first."""
    undo = page.get_by_role("button", name="Deshacer", exact=True)
    expect(undo).to_have_count(2)
    undo.last.click()
    undo.click()


def remove(page: Page, position: int) -> None:
    node(page, position).locator("[data-streamfield-action=DELETE]").first.click()
