"""Every screen of the chat without JavaScript, read by the accessibility checker on a small screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, ViewportSize

from assistance.chat import visitors
from assistance.models import Conversation
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.assistance.chat.browsing import serve
from tests.assistance.chat.test_pages import TABASCO, attended, begun, open_chat, tabasco
from tests.journeys.axe import violations

__all__ = ["open_chat", "tabasco"]

HOST = TABASCO["host"]
BEFORE = ("/chat/", "/chat/?s=0", "/chat/empezar/?s=1", "/chat/empezar/?s=1&paso=2", "/chat/conversacion/")
STOPPABLE = "meta-refresh:"
"""The frame of the messages refreshes itself, as nothing else can without a script; a link in it stops that."""

IS_PRIVACY = "document.body.dataset.chatPage === 'privacy'"
"""What is kept is read at one look, or it is not read."""

WITHIN = ("", "terminar/", "borrar/", "resumen/")


@pytest.fixture(params=["light", "dark"])
def faults_in(request: pytest.FixtureRequest, browser: Browser, client: Client) -> Iterator[Callable[[str], list[str]]]:
    """Yield what says which faults a page and its frames have at 360 px."""
    size = ViewportSize(width=360, height=740)
    context = browser.new_context(locale="es-MX", viewport=size, color_scheme=request.param, bypass_csp=True)
    context.set_default_timeout(30_000)
    serve(context, client, HOST)
    page = context.new_page()

    def found(path: str) -> list[str]:
        page.goto(f"http://{HOST}{path}")
        page.wait_for_load_state("networkidle")
        faults = [one for frame in page.frames for one in violations(frame) if not one.startswith(STOPPABLE)]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            faults.append("wider than the screen")
        if page.evaluate(IS_PRIVACY) and page.evaluate("document.documentElement.scrollHeight") > size["height"]:
            faults.append("more than one screen")
        return [f"{path} {one}" for one in faults]

    yield found
    context.close()


def test_no_screen_of_a_closed_chat_has_a_fault(tabasco: Tenant, faults_in: Callable[[str], list[str]]) -> None:
    assert faults_in("/chat/empezar/?s=1") == []


def test_no_screen_of_an_open_chat_has_a_fault(
    client: Client, open_chat: Tenant, faults_in: Callable[[str], list[str]]
) -> None:
    faults = [one for path in BEFORE for one in faults_in(path)]
    access = begun(client, text="Detuvieron a mi hermano")
    faults += faults_in("/chat/conversacion/")
    attended(access)
    with tenant_scope([access.tenant_id]):
        Conversation.objects.filter(pk=access.conversation_id).update(warned_at=timezone.now())
    faults += [one for path in WITHIN for one in faults_in(f"/chat/conversacion/{path}")]
    visitors.end(access=access, now=timezone.now())
    faults += faults_in("/chat/conversacion/")

    assert faults == []
