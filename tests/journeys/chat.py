"""The realtime process with a line to it that can be cut, and somebody who answers, for journeys through the chat."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

from django.utils import timezone
from playwright.sync_api import Frame, Page

from assistance.chat import assignment, messages, operators
from assistance.models import Conversation, MessageKind
from assistance.operators.rights import Answering
from cms.ports import any_free
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.fakes.breakable_line import BreakableLine
from tests.journeys.site import START_SECONDS, Site
from tests.uuid7 import uuid7
from tests.waiting import eventually

WORDS = "Detuvieron a mi hermano"
CONNECTED = "#content[data-connected=true]"


@dataclass
class Chat:
    """A state's chat as it runs.

    Attributes:
        line: between browsers and the process.
        harmless: where the quick exit leads.
    """

    tenant: Tenant
    operator: Answering
    line: BreakableLine
    harmless: str

    @property
    def origin(self) -> str:
        """Of the state's chat."""
        return f"http://{self.tenant.slug}.localhost:{self.line.port}"

    def conversation_of(self, words: str) -> UUID:
        """The conversation that began with these words."""
        return next(one for one in self.open() if words in self.texts(one))

    def open(self) -> list[UUID]:
        """Conversations that have not ended."""
        with tenant_scope([self.tenant.pk]):
            return list(Conversation.objects.open().order_by("-started_at").values_list("pk", flat=True))

    def texts(self, conversation_id: UUID) -> list[str]:
        """What was written, as it is stored."""
        with tenant_scope([self.tenant.pk]):
            found = messages.read_messages(self._row(conversation_id), after=0)
        return [one.text or "" for one in found if one.kind == MessageKind.TEXT]

    def events(self, conversation_id: UUID) -> list[str]:
        """What happened."""
        with tenant_scope([self.tenant.pk]):
            found = messages.read_messages(self._row(conversation_id), after=0)
        return [one.event for one in found if one.event]

    def take(self, conversation_id: UUID) -> None:
        """Let the operator take it."""
        assignment.accept(operator=self.operator, conversation_id=conversation_id, now=timezone.now())

    def reply(self, conversation_id: UUID, text: str) -> None:
        """Let the operator write."""
        with tenant_scope([self.tenant.pk]):
            epoch = self._row(conversation_id).assignment_epoch
        operators.send(
            operator=self.operator,
            conversation_id=conversation_id,
            epoch=epoch,
            client_id=uuid7(),
            content={"text": text},
            now=timezone.now(),
        )

    def _row(self, conversation_id: UUID) -> Conversation:
        return Conversation.objects.select_related("encryption_key").get(pk=conversation_id)


@contextmanager
def running(site: Site, tenant: Tenant, operator: Answering) -> Iterator[Chat]:
    """Run the realtime process until the block ends."""
    port = any_free()
    harmless = f"http://localhost:{port}/healthz"
    site.environment.update(QUICK_EXIT_URL=harmless, CHAT_URL="")
    line = BreakableLine("127.0.0.1", port)
    with site.process("-m", "cms.realtime", str(port)):
        assert eventually(lambda: _is_ready(port), START_SECONDS), site.log.read_text(errors="replace")[-4000:]
        yield Chat(tenant, operator, line, harmless)
        line.cut()


@contextmanager
def running_apart(site: Site, tenant: Tenant, operator: Answering) -> Iterator[Chat]:
    """Run the realtime process at a port of its own, as with `make run`; a web process that starts then knows of it."""
    port = any_free()
    harmless = f"http://localhost:{port}/healthz"
    line = BreakableLine("127.0.0.1", port)
    site.environment.update(
        QUICK_EXIT_URL=harmless, CHAT_URL=f"http://localhost:{line.port}", PUBLIC_URL=site.web.rstrip("/")
    )
    with site.process("-m", "cms.realtime", str(port)):
        assert eventually(lambda: _is_ready(port), START_SECONDS), site.log.read_text(errors="replace")[-4000:]
        yield Chat(tenant, operator, line, harmless)
        line.cut()


def begin(page: Page | Frame, words: str = WORDS) -> None:
    """Go from the first question to the conversation: to that of before, where the browser has kept it."""
    page.click(".answers a >> nth=0")
    page.click(".on a.primary")
    page.wait_for_selector(f"[name=role], {CONNECTED}")
    if page.locator(CONNECTED).count():
        return
    page.check("[name=role] >> nth=2")
    page.fill("#chat-begin textarea", words)
    page.click("#chat-begin button")
    page.wait_for_selector(CONNECTED)


def write(page: Page | Frame, text: str) -> None:
    """Write a message."""
    page.fill("#escribir", text)
    page.click("#chat-write button")


def read(page: Page | Frame) -> list[str]:
    """What stands in the conversation."""
    return page.locator("#chat-entries .said").all_inner_texts()


def launching(origin: str, key: str) -> str:
    """Return the page of another site that opens a chat.

    Args:
        origin: of the chat.
        key: publishable.
    """
    return (
        '<!doctype html><html lang="es"><title>Partner</title><h1>Partner</h1>'
        "<style>justicia-chat { --justicia-chat-color: #123456; }</style>"
        f'<script src="{origin}/chat/launcher.js"></script><justicia-chat key="{key}"></justicia-chat></html>'
    )


def frame_opened_in(page: Page) -> Frame:
    """Open the chat of another site's page by keyboard; return its frame, in which nothing was answered yet."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] iframe")
    frame = page.frames[-1]
    frame.wait_for_selector(".answers")
    return frame


@contextmanager
def partner_page(html: str) -> Iterator[str]:
    """Serve a page of another site; yield its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = html.encode() if self.path == "/" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False
