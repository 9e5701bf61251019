"""A new page saves itself while its button is pressed, in a real browser: it is made once, however slow that is."""

from __future__ import annotations

from playwright.sync_api import APIResponse, Browser, Route, expect

from content_models.models import NoticePage
from tenants.models import User
from tests.journeys import editor
from tests.journeys.site import Site
from tests.journeys.test_dates import address_of_new_notice

TITLE = "Cerrado por inventario"
SLOW_MILLISECONDS = 20_000


def test_a_new_page_whose_button_is_pressed_while_it_saves_itself_is_made_once(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        """Let the server make the page, and its answer be on the way."""
        if route.request.headers.get("accept") == "application/json" and not held:
            held.append((route, route.fetch()))
        else:
            route.continue_()

    page = editor.at_work(shared_site, browser)
    page.clock.install()
    page.goto(address_of_new_notice(shared_site))
    page.click(".Draftail-Editor .public-DraftEditor-content")
    page.keyboard.type("Cerrado.")
    page.route("**/admin/pages/add/**", hold)
    editor.write_until(page.locator("input[name=title]"), TITLE, lambda: held)
    page.evaluate("addEventListener('submit', () => { self.isPressed = true; })")
    page.get_by_role("button", name="Guardar borrador").click(no_wait_after=True)
    page.wait_for_function("() => self.isPressed")
    page.clock.fast_forward(SLOW_MILLISECONDS)
    [(route, answer)] = held
    route.fulfill(response=answer)

    expect(page.locator(".messages .success")).to_be_visible()
    assert NoticePage.objects.filter(title__startswith=TITLE).count() == 1
