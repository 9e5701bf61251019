"""Site and chat on ports of their own: whoever leaves one is shown nothing of the other any more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistance.quick_exit import script

SITE, CHAT, HARMLESS = "http://site.test:8000", "http://site.test:8001", "http://harmless.test/"


def answer(route: Route) -> None:
    """Answer a page of the site or the chat, or the harmless one."""
    url = route.request.url
    body = "" if url == HARMLESS else f'<p>Justicia</p><a id="quick-exit" href="{HARMLESS}">x</a>'
    element = f'<script data-exit="{HARMLESS}" data-apart>{script()}</script>' if body else ""
    route.fulfill(content_type="text/html", body=f"<!doctype html><title>x</title>{body}{element}")


@pytest.fixture
def page(browser: Browser) -> Page:
    context = browser.new_context()
    context.route("**/*", answer)
    return context.new_page()


def test_back_shows_no_page_of_the_other_port(page: Page) -> None:
    for url in (f"{SITE}/victima/", f"{SITE}/guia/", f"{CHAT}/chat/"):
        page.goto(url)
    page.click("#quick-exit")
    expect(page).to_have_url(HARMLESS)
    for url in (f"{SITE}/guia/", f"{SITE}/victima/"):
        with page.expect_navigation(url=url, wait_until="commit"), page.expect_request(HARMLESS):
            page.evaluate("void setTimeout(() => history.back(), 0)")
        expect(page).to_have_url(HARMLESS)

    page.goto(f"{SITE}/")  # whoever comes again is shown it
    assert "Justicia" in page.content()
