"""A national editor writes a script from nothing, sees what is missing turn red and heal, and publishes it."""

from __future__ import annotations

from django.db import connections
from playwright.sync_api import Browser, Locator, Page, expect

from content_models.models import ScriptPage
from tests.journeys import editor
from tests.journeys.axe import violations
from tests.journeys.site import Site
from tests.tenants.factories import PASSWORD


def test_a_script_is_written_from_nothing(site: Site, browser: Browser) -> None:
    editor.publisher_of("NAC")

    with site.web_process():
        page = browser.new_page(locale="es-MX", viewport={"width": 1366, "height": 768})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        sign_in(page, site)
        page.goto(f"{site.web}admin/scripts/")
        page.get_by_role("link", name="Añadir guion").click()
        page.locator("input[name=title]").press_sequentially("Me asaltaron en la calle")
        page.select_option("select[name=role]", "VICTIM")
        page.get_by_label("Teléfono").check()
        missing = page.locator("[data-script-problems-summary]")
        expect(missing).to_contain_text("Empieza con el primer nodo")

        page.get_by_role("button", name="Añadir un nodo").last.click()
        write(page, 0, "¿Está en peligro ahora?")
        expect(missing).to_contain_text("Falta una cosa")
        answer(page, 0, 0, "Sí").select_option("+")
        answer(page, 0, 1, "No").select_option("+")
        expect(node(page, 1).locator(".script-node__arrivals")).to_contain_text("«Sí» en 1")
        write(page, 1, "Llame al 911.", kind="HANDOFF")
        with page.expect_response(
            lambda answer: (
                answer.request.method == "POST" and "formulario" not in answer.url and "preview" not in answer.url
            )
        ):
            write(page, 2, "Vaya a den", kind="REFERRAL")
        page.keyboard.type("unciar.")
        write_with_help_line(page, 2, "Llama al ")
        red = node(page, 2).locator(".script-node__problem")
        expect(red).to_have_text(
            ["«3 · Vaya a denunciar.» canaliza a la persona, pero no dice a qué tipo de institución."]
        )
        node(page, 2).locator("[data-contentpath=organization_kind] select").select_option(index=1)
        expect(red).to_have_count(0)
        expect(missing).to_contain_text("se puede publicar")

        remove(page, 1)
        expect(node(page, 0).locator(".script-choice__problem").first).to_contain_text("ya no está")
        expect(missing).to_contain_text("Falta una cosa")
        remove(page, 1)
        undo_both(page)
        expect(missing).to_contain_text("se puede publicar")
        of_axe = violations(page)

        save_and_publish(page)
        page.close()
    script = ScriptPage.objects.get(slug="me-asaltaron-en-la-calle")
    nodes = [(one.value["key"], [option["to"] for option in one.value["options"]]) for one in script.nodes]
    web_text = script.nodes[2].value["web_text"].source
    connections.close_all()

    assert of_axe == []
    assert "Llama al {help_line}." in web_text
    assert script.live
    assert script.start == "esta-en-peligro-ahora"
    assert nodes == [
        ("esta-en-peligro-ahora", ["llame-al-911", "vaya-a-denunciar"]),
        ("llame-al-911", []),
        ("vaya-a-denunciar", []),
    ]
    assert [text for text in said if "Content Security" in text] == []


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.web}admin/login/")
    page.fill("input[name=username]", "publicadora")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("#wagtail-sidebar", state="attached")


def save_and_publish(page: Page) -> None:
    page.click("text=Guardar borrador")
    page.wait_for_selector(".messages .success")
    editor.press_publish(page)
    page.wait_for_url("**/efecto/")
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.wait_for_selector(".national-edition--current")


def node(page: Page, position: int) -> Locator:
    """The node at a place, without those that were removed."""
    nodes = "#nodes-root > [data-streamfield-stream-container] > [data-streamfield-child]:not([aria-hidden])"
    return page.locator(nodes).nth(position)


def write(page: Page, position: int, text: str, *, kind: str | None = None) -> None:
    if kind:
        node(page, position).locator("[data-contentpath=kind] select").select_option(kind)
    node(page, position).locator("[data-contentpath=text] .public-DraftEditor-content").first.click()
    page.keyboard.type(text)


def write_with_help_line(page: Page, position: int, text: str) -> None:
    """Write for the website, with a placeholder that is chosen after its brace was typed."""
    node(page, position).locator("[data-contentpath=web_text] .public-DraftEditor-content").first.click()
    page.keyboard.type(f"{text}{{")
    page.get_by_role("button", name="Línea de ayuda del estado").click()
    page.keyboard.type(".")


def answer(page: Page, position: int, number: int, label: str) -> Locator:
    """Add an answer; the list of where it leads."""
    node(page, position).get_by_role("button", name="Añadir una respuesta").last.click()
    row = node(page, position).locator(".script-option").nth(number)
    row.locator("[data-contentpath=label] input").fill(label)
    return row.locator("select")


def undo_both(page: Page) -> None:
    """Put back the two nodes that were removed, the last one first."""
    undo = page.get_by_role("button", name="Deshacer", exact=True)
    expect(undo).to_have_count(2)
    undo.last.click()
    undo.click()


def remove(page: Page, position: int) -> None:
    node(page, position).locator("[data-streamfield-action=DELETE]").first.click()
