"""One national change, walked by the people it concerns: the library's publisher, Tabasco's and Coahuila's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from playwright.sync_api import Browser, Page

from content_models.models import GuidancePage
from publishing.services.verify import verify
from tenants.models import Scope, StaffRole, Tenant
from tests.journeys.editor import with_session
from tests.journeys.site import Site
from tests.journeys.workbench import adapt, open_text, publish
from tests.tenants.factories import key_of, member
from tests.waiting import eventually

TITLE, SLUG = "Detuvieron a mi familiar", "familiar-detenido"
OWN = "Llama al 993 313 6550 y pregunta por tu familiar."
NATIONAL = "Pregunta en el Registro Nacional de Detenciones y anota la hora."
SUMMARY = "Qué hacer en las primeras horas."
QUERY = """query ($slug: String!) { state { guidancePage(slug: $slug) {
  summary body { origin ... on TextBlock { text { plainText } } } } } }"""


def test_a_national_change_is_served_where_nobody_changed_it_and_reviewed_where_somebody_did(
    site: Site, browser: Browser
) -> None:
    keys = {code: key_of(Tenant.objects.get(code=code), scopes=(Scope.CONTENT,))[1] for code in ("TAB", "COA")}
    for code in ("NAC", "TAB", "COA"):
        member(Tenant.objects.get(code=code), StaffRole.PUBLISHER, f"publica-{code.lower()}")
    text = GuidancePage.objects.get(slug=SLUG)

    def told(code: str) -> tuple[str, str]:
        """The summary and the first paragraph that a state's citizens read."""
        page = site.query(keys[code], QUERY, slug=SLUG)["data"]["state"]["guidancePage"]
        return page["summary"], page["body"][0]["text"]["plainText"]

    with site.web_process():
        with at_work(site, browser, "publica-tab") as page:
            open_text(page, site, TITLE)
            adapt(page, "Texto 1", OWN)
            publish(page)
        after_adapting = verified()

        with at_work(site, browser, "publica-nac") as page:
            change_nationally(page, site, text.pk)
            effect = page.locator("main").inner_text()
            page.get_by_role("button", name="Publicar", exact=True).click()
            page.wait_for_selector(".national-edition--current")
            in_coahuila = eventually(lambda: told("COA") == (SUMMARY, NATIONAL), 5)
            in_tabasco = eventually(lambda: told("TAB") == (SUMMARY, OWN), 5)
            to_review = cell(page, site, "TAB")
        after_publishing = verified()

        with at_work(site, browser, "publica-coa") as page:
            page.goto(f"{site.web}admin/revisiones/")
            nothing_in_coahuila = page.locator(".review-empty").count()

        with at_work(site, browser, "publica-tab", start="admin/") as page:
            page.get_by_role("link", name=TITLE, exact=True).first.click()
            side = page.get_by_role("article", name="Texto 1")
            side.locator(".review-column").nth(2).wait_for()  # what follows takes what there is, and does not wait
            columns = side.locator(".review-column").all_inner_texts()
            task = page.url
            side.get_by_role("button", name="Conservar el nuestro: Texto 1").click()
            page.wait_for_selector(".messages .success, [role=status]")
            page.goto(f"{site.web}admin/revisiones/historial/")
            history = page.locator("main").inner_text()
        after_reviewing = verified()

        with at_work(site, browser, "publica-coa") as page:
            hidden_from_coahuila = getattr(page.goto(task), "status", None) == 404
        with at_work(site, browser, "publica-nac") as page:
            reviewed = cell(page, site, "TAB")
        at_last = told("TAB")
    connections.close_all()

    assert all(said in effect for said in ("Tabasco", SUMMARY, "Texto 1"))
    assert (in_coahuila, in_tabasco, nothing_in_coahuila) == (True, True, 1)
    assert "Por revisar" in to_review
    assert ("anota la hora" in columns[1], OWN in columns[2]) == (True, True)
    assert all(said in history for said in (TITLE, "publica-tab"))
    assert hidden_from_coahuila
    assert "Adaptado" in reviewed
    assert at_last == (SUMMARY, OWN)
    assert (after_adapting, after_publishing, after_reviewing) == ([], [], [])


@contextmanager
def at_work(site: Site, browser: Browser, name: str, start: str = "") -> Iterator[Page]:
    """Somebody signed in, in a browser of their own; they begin at an address, if one is given."""
    context = browser.new_context(locale="es-MX", viewport={"width": 1440, "height": 1000})
    try:
        page = with_session(context, site, name)
        if start:
            page.goto(site.web + start)
        yield page
    finally:
        context.close()


def change_nationally(page: Page, site: Site, pk: int) -> None:
    """Change the summary and the first paragraph in the editor, and press its button: the effect is what comes next."""
    page.goto(f"{site.web}admin/pages/{pk}/edit/")
    page.fill("textarea[name=summary]", SUMMARY)
    paragraph = page.locator("[data-contentpath=body] .public-DraftEditor-content").first
    paragraph.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(NATIONAL)
    page.click("footer button[name=action-publish]")
    page.wait_for_selector(".national-acts")


def cell(page: Page, site: Site, code: str) -> str:
    """What the matrix says of the text in a state."""
    page.goto(f"{site.web}admin/matriz/?search={TITLE}&state={code}")
    return page.locator("main").inner_text()


def verified() -> list[Any]:
    """What store and trees disagree in."""
    differences = verify()
    connections.close_all()
    return differences
