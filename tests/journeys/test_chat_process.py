"""The realtime process as it runs: by itself, and behind nginx."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from assistance.chat import messages, visitor_access
from assistance.chat.frames import Frame
from assistance.models import Conversation
from cms.running.waiting import is_ready
from tenants.models import ApiClient, KeyKind, Scope, Tenant, User
from tenants.scope import tenant_scope
from tests.assistance.chat.conversations import answering
from tests.assistance.chat.test_pages import hidden
from tests.assistance.chat.waiting import answers, says, waiting
from tests.journeys.chat import begin, frame_opened_in, launching, partner_page, write
from tests.journeys.proxy import NGINX, Answer, Proxy, nginx
from tests.journeys.site import START_SECONDS, Site
from tests.skipping import skip_without
from tests.tenants.factories import key_of
from tests.waiting import eventually

HOST = "tabasco.localhost"
SECONDS = 20.0
IN_FRAME = "Lo escribo en otra página"


@pytest.fixture
def secret() -> str:
    return visitor_access.new_secret()


@pytest.fixture
def conversation(module_committed_db: None, secret: str) -> Conversation:
    tabasco = Tenant.objects.get(code="TAB")
    return waiting(tabasco, text="Detuvieron a mi hermano", secret_digest=visitor_access.digest_of(secret))


class Visitor:
    """A client that sees what it should, in the right order."""

    def __init__(self, port: int, conversation: Conversation, secret: str) -> None:
        self._port, self._conversation, self._secret = port, conversation, secret
        self.texts: list[str] = []
        self._after = 0

    @contextmanager
    def connected(self) -> Iterator[ClientConnection]:
        line = socket.create_connection(("127.0.0.1", self._port), timeout=SECONDS)
        host = f"{HOST}:{self._port}"
        with connect(
            f"ws://{host}/chat/api/socket", sock=line, compression=None, origin=Origin(f"http://{host}"), proxy=None
        ) as opened:
            opened.send(json.dumps(self.hello()))
            self.take(self.hear(opened, "welcome"))
            yield opened

    def hello(self) -> Frame:
        conversation = str(self._conversation.pk)
        return {"type": "hello", "conversation": conversation, "secret": self._secret, "after": self._after}

    def hear(self, opened: ClientConnection, kind: str) -> Frame:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            frame: Frame = json.loads(opened.recv(timeout=SECONDS))
            if frame["type"] == kind:
                return frame
        raise AssertionError(f"No {kind} came.")

    def say(self, opened: ClientConnection, text: str) -> None:
        opened.send(json.dumps({"type": "message", "clientId": str(uuid4()), "text": text}))
        ack = self.hear(opened, "ack")
        assert ack["seq"] == self._after + 1
        self._after += 1
        self.texts.append(text)

    def take(self, frame: Frame) -> None:
        for message in frame["messages"]:
            assert message["seq"] == self._after + 1
            self._after += 1
            self.texts.append(message["text"])


@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
def test_what_was_missed_while_the_process_was_away_is_shown_in_order(
    module_site: Site, conversation: Conversation, secret: str, how: str, tmp_path: Path
) -> None:
    site = module_site.beside(LOG_FORMAT="json")
    site.log = tmp_path / "realtime.log"
    visitor = Visitor(site.port, conversation, secret)
    with _realtime(site) as process, visitor.connected() as opened:
        visitor.say(opened, "Anoche")
        process.send_signal(signal.Signals[how])
        if how == "SIGTERM":
            assert visitor.hear(opened, "bye")["reason"] == "restart"
        with pytest.raises(ConnectionClosed):
            opened.recv(timeout=SECONDS)
        assert process.wait(timeout=SECONDS) in (0, -signal.Signals[how])
    says(conversation, "Por teléfono me dijeron que no", conversation.started_at)

    with _realtime(site), visitor.connected() as opened:
        visitor.say(opened, "¿Dónde está?")
        says(conversation, "Sigo aquí", conversation.started_at)
        visitor.take(visitor.hear(opened, "messages"))

    assert visitor.texts == [
        "Detuvieron a mi hermano",
        "Anoche",
        "Por teléfono me dijeron que no",
        "¿Dónde está?",
        "Sigo aquí",
    ]
    log = site.log.read_text(errors="replace")
    assert {json.loads(line)["level"] for line in log.splitlines()} >= {"INFO"}
    assert [text for text in (*visitor.texts, secret, "Traceback") if text in log] == []


def test_sockets_streams_forms_the_frame_and_the_desks_feed_pass_nginx(
    module_site: Site, conversation: Conversation, secret: str, browser: Browser, tmp_path: Path
) -> None:
    if NGINX is None:
        skip_without("nginx", advice="On Debian: apt-get install nginx.")
    tabasco = answering("TAB")
    answers(tabasco, name="rosa")
    key, raw = key_of(tabasco, kind=KeyKind.PUBLISHABLE, scopes=(Scope.CONTENT, Scope.CHAT))
    site = module_site.beside(CHAT_URL="")
    with (
        _realtime(site),
        nginx(site.port, tmp_path, realtime_port=site.port) as proxy,
        partner_page(launching(f"http://{HOST}:{proxy.port}", raw)) as partner,
    ):
        ApiClient.objects.filter(pk=key.client_id).update(origins=["https://aliada.example", partner])
        visitor = Visitor(proxy.port, conversation, secret)
        stream = _stream(proxy.port, visitor.hello())
        with visitor.connected() as opened:
            visitor.say(opened, "Anoche")

        assert [_event(stream)["type"] for _ in range(2)] == ["welcome", "messages"]
        begin_by_forms(proxy, raw, partner)
        write_in_a_partners_page(proxy, browser, partner)
        assert {"Me amenazan", IN_FRAME} <= set(queue_at_desk(proxy, tabasco))
        assert proxy.request("POST", "/chat/api/poll", {}, b" " * 70_000).status == 413
        assert secret not in proxy.log()


def write_in_a_partners_page(proxy: Proxy, browser: Browser, partner: str) -> None:
    """Begin in the frame that the launcher opens in another site's page, and read what is answered there."""
    with browser.new_context(locale="es-MX") as context:
        page = context.new_page()
        page.goto(partner)
        frame = frame_opened_in(page)
        with page.expect_websocket() as opened:
            begin(frame, IN_FRAME)
        assert opened.value.url == f"ws://{HOST}:{proxy.port}/chat/api/socket"
        write(frame, "Sigo aquí")
        frame.wait_for_selector(".own:has-text('Sigo aquí') .mark:text('✓ enviado')")


def queue_at_desk(proxy: Proxy, tenant: Tenant) -> list[str]:
    """Return what they wrote first who wait, as the desk's live feed names them to Rosa."""
    client = Client()
    client.force_login(User.objects.get(username="rosa"), backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    host = f"localhost:{proxy.port}"
    with connect(
        f"ws://{host}/chat/desk/", origin=Origin(f"http://{host}"), additional_headers={"Cookie": cookie}, proxy=None
    ) as desk:
        frame: Frame = json.loads(desk.recv(timeout=SECONDS))
    assert frame["type"] == "queue"
    with tenant_scope([tenant.pk]):
        waiting = Conversation.objects.select_related("encryption_key").in_bulk([one["id"] for one in frame["waiting"]])
        return [messages.read_messages(one)[0].text or "" for one in waiting.values()]


def begin_by_forms(proxy: Proxy, key: str, partner: str) -> None:
    """Begin and write without JavaScript, in a frame of another site's page: by this host's own forms only."""
    origin, host = f"http://{HOST}:{proxy.port}", {"Host": f"{HOST}:{proxy.port}"}

    def sent(path: str, fields: dict[str, str], origin: str = origin, **headers: str) -> Answer:
        media_type = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        return proxy.request("POST", path, {**host, **media_type, **headers}, urlencode(fields).encode())

    form = proxy.request("GET", f"/chat/empezar/?key={key}&s=1&paso=2", host)
    assert form.headers["Content-Security-Policy"].endswith(f"frame-ancestors 'self' https://aliada.example {partner}")
    assert form.headers["X-Frame-Options"] is None
    fields = {"role": "VICTIM", "text": "Me amenazan", **hidden(form.body.decode())}
    foreign = sent("/chat/empezar/", fields, "https://mala.example")
    assert (foreign.status, foreign.headers["Set-Cookie"]) == (HTTPStatus.FORBIDDEN, None)

    begun = sent("/chat/empezar/", fields)
    assert (begun.status, begun.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/chat/conversacion/")
    cookie, *attributes = begun.headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/chat"} <= set(attributes)
    page = proxy.request("GET", "/chat/conversacion/", {**host, "Cookie": cookie})
    written = {**hidden(page.body.decode()), "text": "Sigue aquí"}
    statuses = [
        sent("/chat/conversacion/escribir/", {**written, "token": token}, Cookie=cookie).status
        for token in ("x", written["token"])
    ]
    messages = proxy.request("GET", "/chat/conversacion/mensajes/", {**host, "Cookie": cookie}).body.decode()
    assert statuses == [HTTPStatus.FORBIDDEN, HTTPStatus.SEE_OTHER]
    assert ("Me amenazan" in messages, "Sigue aquí" in messages) == (True, True)


def _stream(port: int, hello: Frame) -> http.client.HTTPResponse:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {"Host": f"{HOST}:{port}", "Content-Type": "application/json", "Origin": f"http://{HOST}:{port}"}
    client.request("POST", "/chat/api/events", json.dumps(hello), headers)
    return client.getresponse()


def _event(stream: http.client.HTTPResponse) -> Any:
    while True:
        line = stream.readline()
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))


@contextmanager
def _realtime(site: Site) -> Iterator[Any]:
    with site.process("-m", "cms.realtime", str(site.port)) as process:
        assert eventually(lambda: is_ready(site.port), START_SECONDS), site.log.read_text(errors="replace")[-4000:]
        yield process
