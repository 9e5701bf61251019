"""A publisher asks the manual, on a computer and on a telephone, from the screen that she is at."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Browser, expect

from tenants.models import User
from tests.journeys import editor
from tests.journeys.axe import violations
from tests.journeys.site import Site

NO_ROOM = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_the_manual_is_found_from_a_screen_and_reads_well_everywhere(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    page = editor.at_work(shared_site, browser)
    page.goto(shared_site.web + reverse("reviews:list").lstrip("/"))
    with page.expect_popup() as opened:
        page.click("text=¿Cómo se hace?")
    manual = opened.value
    expect(manual.locator(".manual-title")).to_have_text("Contesta una revisión")

    manual.click(".manual-foot a")
    manual.fill("#manual-q", "telefono")
    manual.keyboard.press("Enter")
    manual.click("text=Cambia el teléfono de una oficina")
    expect(manual.locator(".manual-title")).to_have_text("Cambia el teléfono de una oficina")

    found = violations(manual)
    manual.set_viewport_size({"width": 360, "height": 740})
    for name in ("manual:contents", "manual:print"):
        manual.goto(shared_site.web + reverse(name).lstrip("/"))
        found += violations(manual)
        assert not manual.evaluate(NO_ROOM)
    assert found == []
