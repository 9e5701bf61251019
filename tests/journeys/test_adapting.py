"""Tabasco adapts national texts in a real browser; its API says so, and Coahuila's says what it said before."""

from __future__ import annotations

from typing import Any

from django.db import connections
from playwright.sync_api import Browser, Page

from publishing.services.verify import verify
from tenants.models import Scope, Tenant
from tests.journeys import editor
from tests.journeys.site import Site
from tests.journeys.workbench import adapt, open_text, other_act, publish
from tests.tenants.factories import key_of
from tests.waiting import eventually

SCOPES = (Scope.CONTENT, Scope.SCRIPTS)
GUIDANCE = """query ($slug: String!) { state { guidancePage(slug: $slug) {
  origin body { __typename origin ... on TextBlock { text { plainText } } } } } }"""
SCRIPT = "query ($slug: String!) { state { script(slug: $slug) { origin nodes { key origin text { plainText } } } } }"


def test_tabasco_adapts_a_node_and_a_block_hides_a_page_and_undoes(site: Site, browser: Browser) -> None:
    tabasco, coahuila = (key_of(Tenant.objects.get(code=code), scopes=SCOPES)[1] for code in ("TAB", "COA"))
    editor.publisher_of("TAB")

    with site.web_process():
        page = editor.at_work(site, browser)
        before = _answers(site, coahuila)

        open_text(page, site, "Detuvieron a mi familiar")
        calm = [opacity_of_acts(page, "Adaptar: Texto 1")]
        page.get_by_role("link", name="Adaptar: Texto 1", exact=True).focus()
        calm.append(opacity_of_acts(page, "Adaptar: Texto 1"))
        adapt(page, "Texto 1", "Llama al 993 313 6550 y pregunta por tu familiar.")
        calm.append(opacity_of_acts(page, "Editar: Texto 1"))
        other_act(page, "Ocultar", "Texto 2")
        page.get_by_role("button", name="Mostrar de nuevo: Texto 2").click()
        as_draft = _answers(site, tabasco)
        publish(page)

        open_text(page, site, "Mi familiar está detenido")
        adapt(page, "Pregunta 1 · ¿Sabe en qué lugar lo tienen?", "¿Sabe en qué fiscalía de Tabasco está su familiar?")
        publish(page)

        open_text(page, site, "Llegar a un acuerdo (mediación)")
        page.get_by_role("button", name="Ocultar toda la página").click()
        page.get_by_text("Me ofrecen un arreglo económico").wait_for()  # a script that refers to it
        page.get_by_role("button", name="Sí, ocultar").click()
        publish(page)
        seen = eventually(lambda: _answers(site, tabasco)["hidden"] is None, 5)

        adapted, elsewhere = _answers(site, tabasco), _answers(site, coahuila)
        page.close()
    connections.close_all()

    assert calm == ["0", "1", "1"]  # as in the national text; with the focus; adapted
    assert as_draft == before
    assert seen
    assert [block["origin"] for block in adapted["guidance"]["body"]].count("ADAPTED") == 1
    assert adapted["guidance"]["body"][0]["text"]["plainText"] == "Llama al 993 313 6550 y pregunta por tu familiar."
    assert [one["origin"] for one in adapted["script"]["nodes"]].count("ADAPTED") == 1
    assert elsewhere == before
    assert verify() == []


def opacity_of_acts(page: Page, name: str) -> str:
    """How far the acts beside a piece are in sight, with the pointer elsewhere."""
    page.mouse.move(0, 0)
    acts = page.locator(".adapting-piece__acts", has=page.get_by_role("link", name=name, exact=True))
    return str(acts.evaluate("acts => getComputedStyle(acts).opacity"))


def _answers(site: Site, key: str) -> dict[str, Any]:
    guidance = site.query(key, GUIDANCE, slug="familiar-detenido")["data"]["state"]["guidancePage"]
    hidden = site.query(key, GUIDANCE, slug="victima-acuerdo-reparatorio")["data"]["state"]["guidancePage"]
    script = site.query(key, SCRIPT, slug="familiar-detenido")["data"]["state"]["script"]
    return {"guidance": guidance, "hidden": hidden, "script": script}
