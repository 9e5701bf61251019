"""A national publisher changes a text in a real browser: the effect first, all states then, and one click back."""

from __future__ import annotations

from django.db import connections
from playwright.sync_api import Browser, Page

from content_models.models import GuidancePage
from publishing.models import Edition
from publishing.services.verify import verify
from tenants.models import Scope, Tenant
from tests.journeys import editor
from tests.journeys.site import Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

SUMMARY = "query ($slug: String!) { state { guidancePage(slug: $slug) { summary } } }"
SLUG = "familiar-detenido"


def test_a_national_text_is_looked_at_published_and_taken_back(site: Site, browser: Browser) -> None:
    coahuila = key_of(Tenant.objects.get(code="COA"), scopes=(Scope.CONTENT,))[1]
    editor.publisher_of("NAC")
    text = GuidancePage.objects.get(slug=SLUG)

    with site.web_process():
        page = editor.at_work(site, browser)
        before = _summary(site, coahuila)
        press_publish_in_editor(page, site, text.pk, "Otro resumen nacional.")
        shown = page.locator(".changes").inner_text()
        as_draft = _summary(site, coahuila)

        page.click(".national-acts form:first-of-type button")
        page.wait_for_selector(".national-edition--current")
        seen = eventually(lambda: _summary(site, coahuila) == "Otro resumen nacional.", 5)

        page.click(".national-edition--current .adapting-act a")
        page.wait_for_selector("text=¿Volver a la edición 1?")
        page.click("#going-back form button")
        page.wait_for_selector(".national-edition--current h3 >> text=3")
        taken_back = eventually(lambda: _summary(site, coahuila) == before, 5)
        page.close()
    numbers = list(Edition.objects.filter(key=str(text.translation_key)).values_list("number", flat=True))
    connections.close_all()

    assert "Otro resumen nacional." in shown
    assert as_draft == before
    assert seen
    assert taken_back
    assert numbers == [1, 2, 3]
    assert verify() == []


def press_publish_in_editor(page: Page, site: Site, pk: int, summary: str) -> None:
    """Write another summary in the editor, and press its button; the effect is what comes next."""
    page.goto(f"{site.web}admin/pages/{pk}/edit/")
    page.fill("textarea[name=summary]", summary)
    editor.press_publish(page)
    page.wait_for_selector(".national-acts")


def _summary(site: Site, key: str) -> str:
    return str(site.query(key, SUMMARY, slug=SLUG)["data"]["state"]["guidancePage"]["summary"])
