"""Somebody leaves a sensitive page at once, in a real browser: Back shows nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from portal.opening import script_of_hours
from tests.journeys.going_back import press_back, shown_in
from tests.journeys.site import Site

DANGER = "/victima/peligro-ahora/"
VIOLENCE = "/victima/violencia-mujer/"
WORDS = "Estoy en peligro en este momento"
SOMEWHERE = "healthz"


def phone(browser: Browser, *, has_script: bool = True) -> Page:
    screen = browser.new_context(locale="es-MX", viewport={"width": 360, "height": 640}, java_script_enabled=has_script)
    return screen.new_page()


@pytest.fixture(scope="module")
def running(module_site: Site) -> Iterator[Site]:
    module_site.environment["QUICK_EXIT_URL"] = f"{module_site.web}{SOMEWHERE}"
    with module_site.web_process():
        yield module_site


def test_a_sensitive_page_is_left_without_a_trace(running: Site, browser: Browser) -> None:
    portal = f"http://tabasco.localhost:{running.port}"
    harmless = f"{running.web}{SOMEWHERE}"

    page = phone(browser)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto("about:blank")
    page.goto(f"{portal}{DANGER}")
    assert WORDS in page.content()

    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.id")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(200)
    box = page.locator("#quick-exit").bounding_box()
    page.click("#quick-exit")
    page.wait_for_url(harmless)
    press_back(page)
    page.wait_for_url("about:blank")
    after_back = shown_in(page)

    page.goto(f"{portal}{VIOLENCE}")
    page.goto(f"{portal}{DANGER}")
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(harmless)
    with page.expect_request(harmless):
        press_back(page)
    page.wait_for_url(harmless)

    page.goto(f"{portal}{DANGER}")
    seen_again = WORDS in page.content()

    without_script = phone(browser, has_script=False)
    without_script.goto(f"{portal}{DANGER}")
    is_warned = without_script.locator("noscript p").is_visible()  # found by no text: the engine skips it
    without_script.click("#quick-exit")
    without_script.wait_for_url(harmless)

    assert is_warned
    assert focused == "quick-exit"
    assert box is not None
    assert 0 <= box["y"] < 60
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] >= 44
    assert after_back == ""
    assert seen_again
    assert [error for error in errors if "Content Security Policy" in error] == []


def test_a_page_that_is_shown_again_says_what_is_open_by_then(running: Site, browser: Browser) -> None:
    later = [["2026-12-01T21:00:00Z", "closed", "Cerrado"], ["2026-12-02T15:00:00Z", "open", "Abierto"]]
    office = f"<p class='opening open' data-later='{json.dumps(later)}'>Abierto ahora</p>"
    page = phone(browser)
    page.route("**/horario/", lambda route: route.fulfill(body=f"{office}<script>{script_of_hours()}</script>"))
    page.clock.set_fixed_time("2026-12-01T20:00:00Z")
    page.goto(f"http://tabasco.localhost:{running.port}/horario/")
    seen = [page.inner_text(".opening")]
    for time in ("2026-12-02T03:00:00Z", "2026-12-02T16:00:00Z"):
        page.clock.set_fixed_time(time)
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        seen.append(page.inner_text(".opening"))

    assert seen == ["Abierto ahora", "Cerrado", "Abierto"]


def test_without_a_network_back_shows_nothing_either(running: Site, browser: Browser) -> None:
    portal = f"http://tabasco.localhost:{running.port}"
    offline = phone(browser)
    offline.goto(f"{portal}/")
    offline.goto(f"{portal}{VIOLENCE}")
    offline.goto(f"{portal}{DANGER}")
    offline.context.set_offline(True)
    offline.click("#quick-exit")
    offline.wait_for_timeout(500)
    left_offline = [shown_in(offline)]
    for _press in range(3):
        press_back(offline)
        left_offline.append(shown_in(offline))

    assert [text for text in left_offline if "Justicia" in text] == []


def test_all_tabs_of_the_site_leave_together(running: Site, browser: Browser) -> None:
    portal = f"http://tabasco.localhost:{running.port}"
    harmless = f"{running.web}{SOMEWHERE}"
    page = phone(browser)
    page.goto(f"{portal}{VIOLENCE}")
    other, home = page.context.new_page(), page.context.new_page()
    other.goto("about:blank")
    other.goto(f"{portal}{DANGER}")
    home.goto(f"{portal}/")

    page.click("#quick-exit")
    for tab in (page, other, home):
        tab.wait_for_url(harmless)
    seen = []
    for tab in (page, other, home):
        for _press in range(5):
            press_back(tab)
            seen.append(shown_in(tab))

    assert [text for text in seen if "Justicia" in text] == []


def test_nobody_who_presses_back_sees_what_was_searched_for(running: Site, browser: Browser) -> None:
    portal = f"http://tabasco.localhost:{running.port}"
    harmless = f"{running.web}{SOMEWHERE}"
    query = "mi pareja me pega"

    page = phone(browser)
    page.goto("about:blank")
    page.goto(f"{portal}/")
    page.fill("#search", query)
    page.press("#search", "Enter")
    page.wait_for_url("**/buscar/?q=*")
    box = page.locator("#quick-exit").bounding_box()
    page.locator(".result").first.click()
    page.wait_for_url(lambda url: "/buscar/" not in url)
    page.click("#quick-exit")
    page.wait_for_url(harmless)
    seen = []
    for _step in range(3):
        press_back(page, 1000)
        page.wait_for_url(lambda url: url in (harmless, "about:blank"))
        seen.append(shown_in(page))

    page.goto(f"{portal}/buscar/?q=mi+pareja+me+pega")
    page.click("#quick-exit")
    page.wait_for_url(harmless)

    assert box is not None
    assert 0 <= box["y"] < 60
    assert box["height"] >= 44
    assert [text for text in seen if query in text] == []
