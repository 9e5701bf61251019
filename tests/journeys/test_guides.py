"""Citizens walk guided questions in a real browser, with and without JavaScript, on a small screen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.journeys.site import ROOT, Site
from tests.skipping import skip_without

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DETAINED = "/guia/familiar-detenido/"
VIOLENCE = "/guia/violencia-pareja-ahora/"
TO_AN_OUTCOME = "?r=q-donde.si-se-donde-esta&r=q-horas.mas-de-48-horas&r=w-48.no-hay-defensor-comuniqueme-ahora"


def phone(browser: Browser, *, has_script: bool = True) -> Page:
    screen = browser.new_context(locale="es-MX", viewport={"width": 360, "height": 740}, java_script_enabled=has_script)
    return screen.new_page()


def question(page: Page) -> str:
    return str(page.locator("h1").inner_text())


def choose(page: Page, answer: str) -> None:
    page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Continuar").click()


def test_a_citizen_walks_a_guide_without_javascript(shared_site: Site, browser: Browser) -> None:
    page = phone(browser, has_script=False)
    page.goto(f"http://tabasco.localhost:{shared_site.port}/tercero/familiar-detenido/")
    page.get_by_role("link", name="Te hacemos unas preguntas").click()
    first = question(page)

    page.get_by_role("button", name="Continuar").click()  # without an answer: the browser asks for one
    still_first = question(page)
    choose(page, "No sé dónde está")
    second = question(page)
    page.go_back()
    after_back = question(page)
    choose(page, "Sí, sé dónde está")
    choose(page, "Más de 48 horas")
    warning = page.locator(".saying").inner_text()
    choose(page, "Seguir con la guía")
    choose(page, "No")
    lawyer = question(page)

    page.get_by_text("Lo que has contestado").click()
    page.get_by_role("link", name="Cambiar esta respuesta: Más de 48 horas").click()
    changed = question(page)
    choose(page, "Menos de 48 horas")
    choose(page, "No")
    choose(page, "No")
    end = question(page)
    body = page.locator("main").inner_text()
    offices = page.locator("article.office").count()
    page.get_by_role("link", name="← Atrás").click()
    before_the_end = question(page)
    kept = page.get_by_label("No", exact=True).is_checked()
    log = shared_site.log.read_text()

    assert first == still_first == after_back == "¿Sabes dónde tienen a tu familiar?"
    assert second == "Haz esto"
    assert warning.startswith("El Ministerio Público no puede retenerlo más de 48 horas")
    assert kept
    assert lawyer == before_the_end == "¿Ya tiene abogado?"
    assert changed == "¿Cuánto tiempo lleva detenido?"
    assert end == "Qué hacer ahora"
    assert offices > 0
    assert [
        words for words in ("A dónde ir", "48 horas", "Detuvieron a mi familiar", "llama al 911") if words not in body
    ] == []
    assert "q-donde" not in log


def test_answers_to_a_sensitive_guide_leave_the_address_bar_and_back_finds_them(
    shared_site: Site, browser: Browser
) -> None:
    page = phone(browser)
    address = f"http://tabasco.localhost:{shared_site.port}{VIOLENCE}"
    page.goto(address)
    choose(page, "No, ya estoy a salvo")
    choose(page, "No")
    there = (page.evaluate("location.href"), question(page))
    page.go_back()
    expect(page.locator("h1")).to_contain_text("golpes")
    back = page.evaluate("location.href")
    page.reload()
    expect(page.locator("h1")).to_contain_text("golpes")
    choose(page, "No")
    again = question(page)
    page.goto(f"{address}?r=q-ahora.si&r=w-911.no-puedo-llamar-comuniqueme")
    offered = page.locator(".ways button:visible").all_inner_texts()

    assert there == (address, "¿Qué necesitas primero?")
    assert back == address
    assert again == "¿Qué necesitas primero?"
    assert offered[-2:] == ["Imprimir", "Copiar"]


def test_guides_are_accessible(shared_site: Site, browser: Browser) -> None:
    if not AXE.exists():
        skip_without("axe-core", advice="Run `make frontend`.")
    found: dict[str, Any] = {}
    paths = (
        "/guia/",
        DETAINED,
        f"{DETAINED}{TO_AN_OUTCOME[:60]}",
        f"{DETAINED}{TO_AN_OUTCOME}",
        VIOLENCE,
        "/guia/no-hay/",
    )
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740}, bypass_csp=True)
        page = context.new_page()
        for path in paths:
            page.goto(f"http://tabasco.localhost:{shared_site.port}{path}")
            page.add_script_tag(path=AXE)
            for violation in page.evaluate("axe.run().then((result) => result.violations)"):
                found[f"{scheme} {path} {violation['id']}"] = [node["html"] for node in violation["nodes"]]
        context.close()

    assert found == {}
