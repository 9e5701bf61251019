"""A page of the chat for tests of its script."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tenants.models import Tenant
from tests.assistance.chat.client import HELD, NOW, ChatPage
from tests.world import World


@pytest.fixture
def chat_page(browser: Browser) -> Iterator[ChatPage]:
    """A page that holds a conversation; nothing is loaded yet."""
    context = browser.new_context(locale="es-MX", timezone_id="America/Monterrey")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    found = ChatPage(context, page)
    page.add_init_script(f"sessionStorage.chat ??= {json.dumps(json.dumps(HELD))}")
    page.route("**/*", found.answer)
    page.route_web_socket("**/chat/api/socket", found.listen)
    yield found
    context.close()


@pytest.fixture
def north(world: World) -> Tenant:
    return world.tenants["XNO"]


@pytest.fixture
def south(world: World) -> Tenant:
    return world.tenants["XSU"]
