"""A publisher sees which words will be marked while writing, leaves one out and chooses another, in a real browser."""

from __future__ import annotations

from typing import Any

from django.db import connections
from playwright.sync_api import Browser, Page

from content_models.models import GuidancePage, SectionPage
from publishing.services.publish import publish_page
from tenants.models import Scope, Tenant
from tests.content_models.world import add, block
from tests.journeys import editor
from tests.journeys.site import Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

QUERY = """query ($slug: String!) { state { guidancePage(slug: $slug) {
  body { ... on TextBlock { text { html } } } } } }"""
TYPED = "El Ministerio Público te escucha. Puedes impugnar lo que decida. Habla con tu asesor jurídico."


def test_words_are_seen_left_out_and_chosen_while_writing(site: Site, browser: Browser) -> None:
    key = key_of(Tenant.objects.get(code="TAB"), scopes=(Scope.CONTENT,))[1]
    editor.publisher_of("TAB")
    page = _own_page()

    with site.web_process():
        screen = editor.at_work(site, browser)
        said: list[str] = []
        screen.on("console", lambda message: said.append(message.text))
        screen.goto(f"{site.web}admin/pages/{page.pk}/edit/")
        screen.get_by_role("button", name="Mostrar u ocultar las palabras marcadas en el texto").click()
        _type(screen, TYPED)

        card = screen.locator("#card-word-ministerio-publico")
        card.get_by_text("Marcada").wait_for()
        card.get_by_role("button", name="No marcar aquí").click()
        card.get_by_text("Sin marcar").wait_for()
        focused = screen.evaluate("document.activeElement.id")

        ambiguous = screen.locator("#card-word-impugnar")
        asked = ambiguous.get_by_text("Puede ser:").is_visible()
        ambiguous.get_by_role("button", name="Apelación").press("Enter")
        ambiguous.get_by_text("Marcada").wait_for()
        ambiguous.get_by_role("button", name="Otro término…").click()
        screen.fill(".modal-dialog input[name=q]", "Impugnación")
        screen.locator(".modal-dialog").get_by_role("link", name="Impugnación", exact=True).click()
        ambiguous.locator("[aria-pressed=true]", has_text="Impugnación").wait_for()
        pressed = ambiguous.locator("[aria-pressed=true]").count()

        address = screen.locator("input[name$='-value-url']")
        address.fill("no es una dirección")
        problem = screen.locator("[data-glossary-words-problem]")
        problem.get_by_text("Contenido, bloque 2").wait_for()
        still_listed = card.is_visible()
        address.fill("")
        problem.wait_for(state="hidden")

        editor.publish(screen)
        seen = eventually(lambda: "impugnar" in _html(site, key), 5)
        html = _html(site, key)
        screen.close()
    connections.close_all()

    assert asked
    assert still_listed
    assert focused == "word-ministerio-publico-none"
    assert pressed == 1
    assert [text for text in said if "Content Security" in text] == []
    assert seen
    assert "Ministerio Público" in html
    assert 'href="/glosario/ministerio-publico/"' not in html
    assert 'href="/glosario/impugnacion/">impugnar</a>' in html
    assert 'href="/glosario/asesor-juridico/"' in html


def _type(screen: Page, text: str) -> None:
    field = screen.locator("[data-contentpath=body] .public-DraftEditor-content").first
    field.click()
    screen.keyboard.press("Control+A")
    screen.keyboard.type(text)


def _html(site: Site, key: str) -> str:
    found: Any = site.query(key, QUERY, slug="ayuda-local")["data"]["state"]["guidancePage"]
    return "".join(one["text"]["html"] for one in found["body"] if "text" in one)


def _own_page() -> GuidancePage:
    home = Tenant.objects.get(code="TAB").root_page
    section = SectionPage.objects.descendant_of(home).get(slug="informacion-local")
    text = {"heading": "", "text": "<p>Por escribir.</p>", "legal_references": [], "verified": False}
    page = add(
        section,
        GuidancePage(
            title="Ayuda local",
            slug="ayuda-local",
            roles=["VICTIM"],
            question="¿Qué hago?",
            body=[block("text", text), block("contact", {"label": "Ayuda"})],
            live=False,
        ),
    )
    return publish_page(page=page)
