"""An editor changes a telephone number in the admin, in a real browser; the API says it at once, and only then."""

import re

from playwright.sync_api import Browser, Page, expect

from tenants.models import Tenant
from tests.journeys import editor
from tests.journeys.site import Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

SLUG = "tab-fge-villahermosa"
OFFICE = "query ($slug: String!) { state { office(slug: $slug) { phones { display dial e164 } } } }"
AS_LOADED = {"display": "993 313 6550", "dial": "9933136550", "e164": "+529933136550"}
CHANGED = {"display": "993 352 2700", "dial": "9933522700", "e164": "+529933522700"}


def test_a_published_number_is_what_the_api_says_and_a_draft_is_not(site: Site, browser: Browser) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    editor.publisher_of("TAB")

    with site.web_process():
        page = editor.signed_in(site, browser)
        before = _phone(site, key)
        editor.open_office(page)
        second = editor.at_work(site, browser)
        second.goto(page.url)
        editor.write_number(page, "993 352 2700")
        editor.save_draft(page)
        as_draft = _phone(site, key)
        _is_told_what_the_other_window_changed(second)
        editor.publish(page)
        published_at_once = eventually(lambda: _phone(site, key) == CHANGED, 5)

    assert before == AS_LOADED
    assert as_draft == AS_LOADED
    assert published_at_once


def _is_told_what_the_other_window_changed(page: Page) -> None:
    """Write another street, which does not save itself over the newer version, and press the button that saves it."""
    refused = page.locator("footer", has_text="reemplazas una versión más nueva")
    editor.write_until(page.locator("[name=address]"), "Paseo Usumacinta", refused.count)
    expect(refused).to_be_visible()
    dialog = page.get_by_role("dialog")
    for status, body in ((200, "<p>Entra</p>"), (403, '{"message": "No."}')):  # nobody is signed in any more
        page.route("**/entre/", lambda route, _request, of=(status, body): route.fulfill(status=of[0], body=of[1]))
        page.click("text=Guardar borrador")
        expect(dialog).to_contain_text("No se sabe qué cambió")
        expect(dialog.get_by_role("button", name="Conservar los dos")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    page.unroute("**/entre/")
    page.click("text=Guardar borrador")
    expect(dialog).to_contain_text(re.compile("Cambió: Teléfonos.*Cambiaste otras partes"))
    dialog.get_by_role("button", name="Conservar los dos").click()
    expect(page.get_by_text("De esta ventana: Domicilio")).to_be_visible()
    page.close()


def _phone(site: Site, key: str) -> dict[str, str]:
    answer = site.query(key, OFFICE, slug=SLUG)
    phone: dict[str, str] = answer["data"]["state"]["office"]["phones"][0]
    return phone
