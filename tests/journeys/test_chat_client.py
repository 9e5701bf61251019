"""A conversation in a real browser: over each transport, while the line breaks, in another site's page, and left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, ViewportSize

from tenants.models import KeyKind, Scope, User
from tests.assistance.chat.conversations import answering
from tests.assistance.chat.waiting import answers
from tests.journeys import axe
from tests.journeys.chat import (
    CONNECTED,
    WORDS,
    Chat,
    begin,
    frame_opened_in,
    launching,
    partner_page,
    read,
    running,
    running_apart,
    write,
)
from tests.journeys.going_back import press_back, shown_in
from tests.journeys.site import Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

NO_SOCKETS = "window.WebSocket = class { constructor() { throw new Error('Blocked.'); } };"


@pytest.fixture(scope="module")
def chat(module_site: Site) -> Iterator[Chat]:
    """Rosa answers for Coahuila, day and night."""
    tenant = answering("COA")
    operator = answers(tenant, name="rosa", at_once=9)
    User.objects.filter(pk=operator.user_id).update(first_name="Rosa")
    with running(module_site, tenant, operator) as found:
        yield found


@pytest.fixture
def chat_apart(chat: Chat, module_site: Site) -> Iterator[Chat]:
    """The same chat at a port of its own, as with `make run`; behind nginx it is `test_chat_process.py`'s."""
    with running_apart(module_site.beside(), chat.tenant, chat.operator) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A telephone in Coahuila."""
    size = ViewportSize(width=360, height=740)
    found = browser.new_context(locale="es-MX", timezone_id="America/Monterrey", viewport=size)
    found.set_default_timeout(20_000)
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext, chat: Chat) -> Page:
    """The first page of the chat, in a tab that had nothing before."""
    page = context.new_page()
    page.goto("about:blank")
    page.goto(f"{chat.origin}/chat/")
    return page


def test_without_a_connection_no_place_in_the_queue_is_said(page: Page, chat: Chat) -> None:
    begin(page)
    page.wait_for_selector("text=Eres la siguiente persona.")

    chat.line.cut()
    page.wait_for_selector(".offline:visible:has-text('Sin conexión desde las')")
    is_said = page.is_visible("text=Eres la siguiente persona.")
    chat.line.mend()
    page.wait_for_selector("text=Eres la siguiente persona.")

    assert not is_said


def test_the_line_breaks_in_the_middle_and_nothing_is_lost_or_doubled(page: Page, chat: Chat) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    begin(page)
    conversation = chat.conversation_of(WORDS)
    chat.take(conversation)
    page.wait_for_selector("text=Rosa te atiende")
    chat.reply(conversation, "Hola, soy Rosa.")
    page.wait_for_selector("text=Hola, soy Rosa.")
    faults += axe.violations(page)
    write(page, "No, nadie me dice")
    page.wait_for_selector(".own:has-text('nadie me dice') .mark:text('✓ enviado')")

    chat.line.cut()
    page.wait_for_selector(".offline:visible:has-text('Sin conexión desde las')")
    for text in ("¿Me oyes?", "Sigo aquí", "Fue en Saltillo"):
        write(page, text)
    page.fill("#escribir", "Y además")
    chat.reply(conversation, "¿En qué ciudad fue?")
    chat.line.mend()
    page.wait_for_selector(".own:has-text('Fue en Saltillo') .mark:text('✓ enviado')")
    page.wait_for_selector("text=¿En qué ciudad fue?")
    page.reload()
    page.wait_for_selector(CONNECTED)

    stored = chat.texts(conversation)
    assert sorted(stored) == sorted(
        [
            WORDS,
            "Hola, soy Rosa.",
            "No, nadie me dice",
            "¿En qué ciudad fue?",
            "¿Me oyes?",
            "Sigo aquí",
            "Fue en Saltillo",
        ]
    )
    assert read(page) == stored
    assert page.input_value("#escribir") == "Y además"
    assert faults == []


@pytest.mark.parametrize("way", ["events", "poll"])
def test_it_goes_on_where_sockets_are_blocked(page: Page, chat: Chat, way: str) -> None:
    page.add_init_script(NO_SOCKETS)
    if way == "poll":
        page.route("**/chat/api/events", lambda route: route.abort())
    words = f"{WORDS}, sin sockets: {way}"
    page.goto(f"{chat.origin}/chat/")
    begin(page, words)
    conversation = chat.conversation_of(words)
    chat.take(conversation)
    chat.reply(conversation, "Hola, soy Rosa.")
    page.wait_for_selector("text=Hola, soy Rosa.")
    write(page, "Hola")
    write(page, "Gracias")
    page.wait_for_selector(".own:has-text('Gracias') .mark:text('✓ enviado')")

    assert read(page) == chat.texts(conversation) == [words, "Hola, soy Rosa.", "Hola", "Gracias"]


def test_after_the_quick_exit_back_shows_nothing(page: Page, chat: Chat) -> None:
    words = f"{WORDS} y tengo miedo"
    begin(page, words)
    conversation = chat.conversation_of(words)
    page.fill("#escribir", "No sé qué hacer")
    tab = opened_from(page, page.context)

    page.click("#quick-exit")
    page.wait_for_url(chat.harmless)
    assert tab.is_closed() or tab.wait_for_event("close")
    seen = []
    for _press in range(5):
        press_back(page)
        seen.append(shown_in(page))
    page.goto(f"{chat.origin}/healthz")
    kept = page.evaluate("JSON.stringify(sessionStorage)")

    assert [text for text in seen if words in text] == []
    assert "secret" not in kept
    assert eventually(lambda: "QUICK_EXIT" in chat.events(conversation))


def test_a_partners_page_opens_it_and_reads_nothing(context: BrowserContext, chat_apart: Chat) -> None:
    chat = chat_apart
    own_key, key = key_of(chat.tenant, kind=KeyKind.PUBLISHABLE, scopes=[Scope.CONTENT, Scope.CHAT])
    html = launching(chat.origin, key)
    words = f"{WORDS}, dicho en otra página"
    with partner_page(html) as partner, partner_page(html) as stranger:
        own_key.client.origins = [partner]
        own_key.client.save()
        page = context.new_page()
        page.goto("about:blank")
        page.goto(partner)
        frame = frame_opened_in(page)
        begin(frame, words)
        conversation = chat.conversation_of(words)
        chat.take(conversation)
        page.click("dialog button")
        focused = page.evaluate("document.activeElement.shadowRoot?.activeElement?.className")
        chat.reply(conversation, "Hola, soy Rosa.")
        page.wait_for_selector(".open:has-text('Tienes un mensaje nuevo')")
        assert page.locator(".open").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(18, 52, 86)"
        page.click(".open")
        frame.wait_for_selector("text=Hola, soy Rosa.")
        peeked = page.evaluate(
            """() => {
                const frame = document.querySelector('justicia-chat').shadowRoot.querySelector('iframe');
                const { contentDocument, contentWindow: inner } = frame;
                const tries = [
                    () => inner.document.body.innerText, () => inner.sessionStorage.chat, () => inner.location.href,
                ];
                const failed = tries.map((read) => { try { return read(); } catch (error) { return error.name; } });
                return [contentDocument, JSON.stringify(sessionStorage), document.documentElement.outerHTML, ...failed];
            }"""
        )
        page.goto(stranger)
        page.click(".open")
        page.wait_for_timeout(500)
        shown_to_stranger = [_text_of(one) for one in page.frames[1:]]
        page.goto(partner)
        page.click(".open")
        frame = page.frames[-1]
        begin(frame)
        tab = opened_from(frame, context)
        frame.click("#quick-exit")
        page.wait_for_url(chat.harmless)
        assert tab.is_closed() or tab.wait_for_event("close")
        page.go_back()
        page.wait_for_load_state()
        after_back = (page.locator("dialog[open]").count(), len(page.frames))

    assert focused == "open"
    assert peeked[0] is None
    assert peeked[1] == "{}"
    assert words not in peeked[2]
    assert peeked[3:] == ["SecurityError"] * 3
    assert not any("Justicia" in text for text in shown_to_stranger)
    assert after_back == (0, 1)


def opened_from(place: Page | Frame, context: BrowserContext) -> Page:
    """Return the tab of what was suggested, as the chat opens it."""
    place.click("text=Opciones")
    place.click("text=Guardar lo que te sugirieron")
    with context.expect_page() as opened:
        place.click("text=Abrir el enlace")
    opened.value.wait_for_selector("text=Lo que te sugirieron")
    return opened.value


def _text_of(frame: object) -> str:
    try:
        return str(frame.inner_text("body", timeout=1_000))  # type: ignore[attr-defined]  # a frame, or an error page
    except Error:
        return ""
