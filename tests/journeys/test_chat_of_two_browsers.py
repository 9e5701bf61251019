"""Somebody in Coahuila and an operator, each in a browser: from the site to the desk, over a network that goes away.

The chat has a port of its own, as with `make run`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.assistance.chat.conversations import answering
from tests.assistance.chat.waiting import answers
from tests.journeys import editor
from tests.journeys.chat import CONNECTED, WORDS, Chat, read, running_apart, write
from tests.journeys.site import Site

WAIT_MILLISECONDS = 30_000
BEFORE, MEANWHILE, ANSWER, AFTER = "¿En qué ciudad fue?", "Sigo aquí con usted", "En Saltillo", "Gracias"


@pytest.fixture(scope="module")
def chat(module_site: Site) -> Iterator[Chat]:
    """Rosa answers for Coahuila, day and night; site and desk, and the chat, are at ports of their own."""
    tenant = answering("COA")
    operator = answers(tenant, name="rosa", at_once=9)
    with running_apart(module_site, tenant, operator) as chat, module_site.web_process():
        yield chat


@pytest.fixture
def desk(chat: Chat, module_site: Site, browser: Browser) -> Iterator[Page]:
    """Rosa at her chats."""
    with browser.new_context() as context:
        page = editor.with_session(context, module_site, "rosa")
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.goto(f"{module_site.web}mesa/")
        page.wait_for_selector("text=Chats")
        page.keyboard.press("F4")
        page.wait_for_selector(".chat-queue")
        yield page


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_it_goes_on_where_the_network_was_away(
    chat: Chat, module_site: Site, desk: Page, browser: Browser, has_script: bool
) -> None:
    size, words = ViewportSize(width=360, height=740), f"{WORDS}, {'con' if has_script else 'sin'} JavaScript"
    with browser.new_context(locale="es-MX", viewport=size, java_script_enabled=has_script) as context:
        page = from_the_site(context, module_site, words)
        if has_script:
            page.wait_for_selector(CONNECTED)
        conversation = chat.conversation_of(words)
        desk.wait_for_selector(".chat-waiting")
        desk.keyboard.press("F2")
        desk.wait_for_selector(f"[role=log] >> text={words}")
        reply(desk, BEFORE)
        said = page.locator("#content") if has_script else page.frame_locator("#chat-messages").locator("body")
        said.get_by_text(BEFORE).wait_for()

        chat.line.cut()
        reply(desk, MEANWHILE)
        if has_script:
            page.wait_for_selector(".offline:visible")
            write(page, ANSWER)
        else:
            page.get_by_label("Tu mensaje").fill(ANSWER)
            page.wait_for_event("requestfailed", lambda request: "/mensajes/" in request.url)
        chat.line.mend()
        if not has_script:
            page.get_by_role("link", name="¿No ves mensajes? Cárgalos otra vez").click()
            said.get_by_text(MEANWHILE).wait_for()
            page.get_by_role("button", name="Enviar").click()
        said.get_by_text(MEANWHILE).wait_for()
        desk.wait_for_selector(f"[role=log] >> text={ANSWER}")
        reply(desk, AFTER)
        said.get_by_text(AFTER).wait_for()

        shown = read(page) if has_script else said.locator("bdi").all_inner_texts()
        at_desk = desk.locator("[role=log] .chat-words").all_inner_texts()

    said_in_order = [words, BEFORE, MEANWHILE, ANSWER, AFTER]
    assert chat.texts(conversation) == said_in_order
    for texts in (shown, at_desk):
        assert [text for text in texts if text in said_in_order] == said_in_order


def from_the_site(context: BrowserContext, site: Site, words: str) -> Page:
    """Go from the state's site to a conversation."""
    page = context.new_page()
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.goto(f"http://coahuila.localhost:{site.port}/")
    page.get_by_role("link", name="Chatear con una persona").first.click()
    page.click(".answers a >> nth=0")
    page.click(".on a.primary")
    page.check("[name=role] >> nth=2")
    page.fill("#chat-begin textarea", words)
    page.click("#chat-begin button")
    page.wait_for_url("**/chat/conversacion/")
    return page


def reply(desk: Page, words: str) -> None:
    """Write to the person, by keyboard, and see that it was stored."""
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    desk.wait_for_selector("#chat-draft:focus")
    desk.keyboard.type(words)
    desk.keyboard.press("Enter")
    desk.wait_for_selector(f".chat-message.is-own:not(.is-going) >> text={words}")
