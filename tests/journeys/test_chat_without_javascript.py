"""Somebody chats without JavaScript, on a small screen, and leaves quickly: in the process that serves the chat."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from assistance.chat import messages
from assistance.models import Author, Conversation, MessageKind, ServiceHours
from cms.ports import any_free
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.assistance.chat.test_pages import ALWAYS, TEXT, attended_row
from tests.journeys.site import START_SECONDS, Site
from tests.uuid7 import uuid7
from tests.waiting import eventually

MOST_BEHIND = 20_000
"""Milliseconds within which the page shows what was answered: twice what it needs, for a machine with much to do."""

DRAFT = "Estoy escribiendo esto mientras"


@pytest.fixture(scope="module")
def chat(module_site: Site) -> Iterator[str]:
    """The address of Tabasco's chat, which answers day and night."""
    tabasco = Tenant.objects.get(code="TAB")
    with tenant_scope([tabasco.pk]):
        ServiceHours.objects.create(tenant=tabasco, channel="CHAT", schedule=ALWAYS)
    port = any_free()
    module_site.environment["QUICK_EXIT_URL"] = f"http://localhost:{port}/healthz"
    with module_site.process("-m", "cms.realtime", str(port)):
        assert eventually(lambda: is_ready(port), START_SECONDS), module_site.log.read_text(errors="replace")[-4000:]
        yield f"http://tabasco.localhost:{port}/chat/"


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def phone(browser: Browser, *, has_script: bool = False) -> Page:
    screen = browser.new_context(locale="es-MX", viewport={"width": 360, "height": 740}, java_script_enabled=has_script)
    screen.set_default_timeout(MOST_BEHIND)
    return screen.new_page()


def begin(page: Page, chat: str) -> None:
    page.goto("about:blank")
    page.goto(chat)
    page.get_by_role("link", name="Sí, estoy a salvo", exact=True).click()
    page.get_by_role("link", name="Continuar").click()
    page.get_by_label("Es por otra persona: soy familiar o testigo").check()
    page.get_by_label("Cuéntanos qué pasa").fill(TEXT)
    page.get_by_role("button", name="Pedir que me atiendan").click()


def row() -> Conversation:
    tabasco = Tenant.objects.get(code="TAB")
    with tenant_scope([tabasco.pk]):
        return Conversation.objects.latest("started_at")


def test_what_is_typed_survives_the_answers_that_come(chat: str, module_site: Site, browser: Browser) -> None:
    page = phone(browser)
    begin(page, chat)
    frame = page.frame_locator("#chat-messages")
    expect(frame.get_by_text("Estás en la fila")).to_be_visible(timeout=MOST_BEHIND)
    expect(frame.get_by_text(TEXT)).to_be_visible(timeout=MOST_BEHIND)

    page.get_by_label("Tu mensaje").fill(DRAFT)
    attended_row(row())
    expect(frame.get_by_text("Rosa te atiende")).to_be_visible(timeout=MOST_BEHIND)
    expect(frame.get_by_text("¿Ya sabes a dónde lo llevaron?")).to_be_in_viewport(timeout=MOST_BEHIND)
    kept = page.get_by_label("Tu mensaje").input_value()
    page.get_by_role("button", name="Enviar").click()
    expect(frame.get_by_text(DRAFT)).to_be_in_viewport(timeout=MOST_BEHIND)
    sent = page.get_by_label("Tu mensaje").input_value()
    log = module_site.log.read_text()

    assert (kept, sent) == (DRAFT, "")
    assert TEXT not in log
    assert DRAFT not in log


def test_911_is_in_sight_while_somebody_writes_or_looks_for_a_way_out(chat: str, browser: Browser) -> None:
    page = phone(browser)
    page.set_viewport_size({"width": 360, "height": 400})
    page.goto(f"{chat}empezar/?s=1&paso=2")
    expect(page.locator("footer a")).to_be_in_viewport(ratio=1)
    page.get_by_label("Cuéntanos qué pasa").focus()
    expect(page.locator("footer a")).to_be_in_viewport(ratio=1)

    begin(page, chat)
    page.get_by_text("Opciones", exact=True).click()
    for height in (400, 740):
        page.set_viewport_size({"width": 360, "height": height})
        expect(page.locator(".under .danger a")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("has_script", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_after_the_quick_exit_back_shows_nothing(chat: str, browser: Browser, has_script: bool) -> None:
    page = phone(browser, has_script=has_script)
    harmless = chat.replace("tabasco.", "").replace("/chat/", "/healthz")
    if has_script:
        # The script of the quick exit alone: what begins and writes with JavaScript has a journey of its own.
        page.context.route("**/static/assets/**", lambda route: route.abort())
    begin(page, chat)
    conversation = row()

    page.get_by_role("link", name="Salida rápida").click()
    page.wait_for_url(harmless)
    shown = []
    for _step in range(5):
        page.go_back(wait_until="load")
        shown.append((page.url in (harmless, "about:blank"), TEXT in page.content()))

    assert shown == [(True, False)] * 5
    assert eventually(lambda: left_at(conversation), 10)


def left_at(conversation: Conversation) -> bool:
    with tenant_scope([conversation.tenant_id]):
        conversation.refresh_from_db()
    return conversation.left_quickly_at is not None


def test_a_pages_own_words_stay_in_order(chat: str, browser: Browser) -> None:
    page = phone(browser)
    begin(page, chat)
    conversation = row()
    with tenant_scope([conversation.tenant_id]):
        for number in range(30):
            locked = messages.lock(conversation.pk, [conversation.tenant_id])
            assert locked is not None
            messages.store(
                locked,
                author=Author.VISITOR,
                kind=MessageKind.TEXT,
                client_id=uuid7(),
                now=timezone.now(),
                content={"text": f"Mensaje {number}"},
            )
    page.reload()
    frame = page.frame_locator("#chat-messages")

    expect(frame.get_by_text("Mensaje 29")).to_be_in_viewport(timeout=MOST_BEHIND)
    expect(frame.get_by_text("Mensaje 0", exact=True)).not_to_be_in_viewport()
