"""The quick exit's script in a browser: which pages of a site have the link, though they are not sensitive."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from assistance.quick_exit import script

SITE = "http://tabasco.test"
WORDS = 'data-label="Salida" data-words="Sal" data-lang="es"'
PAGE = f'<body><script data-exit="https://left.test/" {WORDS}>{script()}</script>'
SENSITIVE = f'<body><a id="quick-exit" href="https://left.test/">Sal</a>{PAGE}'
CHAT = '<body><a id="on" href="/otra/">Abrir</a>'


@pytest.mark.parametrize(
    ("case", "first", "has_link"),
    [
        ("nothing before it", "/", False),
        ("a page that has it", "/sensible/", True),
        ("the chat", "/chat/conversacion/", True),
    ],
)
def test_a_page_has_the_link_after(browser: Browser, case: str, first: str, has_link: bool) -> None:
    context = browser.new_context()
    context.set_default_timeout(5_000)
    page = context.new_page()
    pages = {"/sensible/": SENSITIVE, "/chat/conversacion/": CHAT}
    bodies = {f"{SITE}{path}": body for path, body in pages.items()}
    context.route(
        "**/*", lambda route: route.fulfill(body=bodies.get(route.request.url, PAGE), content_type="text/html")
    )
    page.goto(f"{SITE}{first}")
    page.evaluate("location.assign('/otra/')")
    page.wait_for_url("**/otra/")

    assert page.locator("nav.quick-exit[lang=es] > #quick-exit").count() == int(has_link)
    if has_link:
        page.click("#quick-exit")
        page.wait_for_url("https://left.test/")
    context.close()
