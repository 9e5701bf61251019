"""A publisher edits verified text in a real browser: what changes is not verified, and Back brings no tick back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from content_models.models import GuidancePage, OfficePage
from publishing.services.publish import publish_page
from tenants.models import Tenant, User
from tests.content_models.world import block, item, law
from tests.journeys import editor
from tests.journeys.site import Site
from tests.tenants.factories import page_of

BOX = "input[name=body-0-value-verified]"
SECOND_BOX = "input[name=body-1-value-verified]"
SOURCE = "input[name=body-0-value-legal_references-0-value-verified]"
NOTE = "Toca el timbre y espera a que abran."
HEADING = "input[name=body-0-value-heading]"


def text(heading: str) -> dict[str, object]:
    reference = item(law("CNPP", "113"), f"reference of {heading}")
    value = {"heading": heading, "text": "<p>Llama.</p>", "legal_references": [reference], "verified": True}
    return block("text", value, heading)


def verified_page() -> GuidancePage:
    parent = page_of(Tenant.objects.get(code="TAB"), "informacion-local")
    page = GuidancePage(
        title="Propia", slug="propia", question="¿Y?", roles=["VICTIM"], body=[text("Primero"), text("Segundo")]
    )
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision()
    publish_page(page=page)
    return GuidancePage.objects.get(pk=page.pk)


def test_ticks_end_with_the_text_and_back_brings_none_back(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    written = verified_page()
    edit = reverse("wagtailadmin_pages:edit", args=[written.pk]).lstrip("/")

    page = editor.at_work(shared_site, browser)
    page.goto(f"{shared_site.web}{edit}")
    page.wait_for_selector(HEADING, state="attached")

    def ticked() -> list[bool]:
        boxes = [page.locator(one) for one in (BOX, SOURCE, SECOND_BOX)]
        return [box.is_checked() for box in boxes]

    def save() -> str:
        editor.save_draft(page)
        page.wait_for_selector(HEADING, state="attached")
        return str(page.locator(".messages").inner_text())

    def written_now() -> list[bool]:
        latest = GuidancePage.objects.get(pk=written.pk).get_latest_revision_as_object()
        return [bool(one.value["verified"]) for one in latest.body]

    before = ticked()
    page.locator(HEADING).fill("Otra cosa")
    as_typed = ticked()
    said_first = save()
    page.locator(BOX).check(force=True)
    said_of_tick = save()
    verified_anew = written_now()
    page.locator(HEADING).fill("Una tercera")
    save()
    changed_again = written_now()
    for _step in range(2):
        page.go_back()
        page.wait_for_selector(HEADING, state="attached")
    after_back = ticked()
    page.locator(HEADING).fill("Otra cosa")
    save()

    assert before == [True, True, True]
    assert as_typed == [False, False, True]
    assert verified_anew == [True, True]
    assert changed_again == [False, True]
    assert after_back == [False, False, True]
    assert written_now() == [False, True]
    assert "Lo que cambiaste ya no está marcado" in said_first
    assert "Lo que cambiaste ya no está marcado" not in said_of_tick


@pytest.mark.parametrize("save", [editor.save_draft, editor.publish])
def test_what_ends_while_the_form_saves_itself_is_named_at_once_and_when_it_is_saved(
    shared_site: Site, shared_publisher: User, browser: Browser, save: Callable[[Page], None]
) -> None:
    office = OfficePage.objects.get(slug="tab-fge-villahermosa")
    office.needs_confirmation, office.assured_on, office.verified = False, date(2026, 1, 5), True
    office.save_revision()
    publish_page(page=office)
    edit = reverse("wagtailadmin_pages:edit", args=[office.pk]).lstrip("/")

    page = editor.at_work(shared_site, browser)
    page.goto(f"{shared_site.web}{edit}")
    page.wait_for_selector("input[name=phones-0-value-display]", state="attached")
    saved_by_itself = page.locator("input[name=own_revision_id]")
    # At first Wagtail takes what is typed for what it has shown.
    for letter in NOTE:
        page.locator("textarea[name=note]").press_sequentially(letter)
        page.wait_for_timeout(700)
        if saved_by_itself.count():
            break
    own = saved_by_itself.count()
    page.wait_for_selector(".messages .info")
    said_at_once = page.locator(".messages").inner_text()
    with page.expect_navigation():
        save(page)
    page.wait_for_selector(".messages .success")
    said = page.locator(".messages").inner_text()

    latest = OfficePage.objects.get(pk=office.pk).get_latest_revision_as_object()
    assert own == 1
    assert latest.note != ""
    assert (latest.needs_confirmation, latest.assured_on, latest.verified) == (True, None, False)
    ended = ("ya no está confirmada", "ya no está marcado «Comparado con su fuente»")
    assert [[sentences.count(one) for one in ended] for sentences in (said_at_once, said)] == [[1, 1], [1, 1]]
