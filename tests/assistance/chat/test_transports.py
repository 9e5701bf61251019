"""The chat's transports: the ASGI application as uvicorn calls it, on a database with real commits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from assistance.chat import messages, process, sessions, visitor_access, visitors, waking
from assistance.chat.assignment import accept
from assistance.chat.consumers import desk, polling
from assistance.chat.consumers.line import Line
from assistance.chat.frames import Frame
from assistance.chat.process import Realtime
from assistance.chat.protocol import Session
from assistance.chat.queue import mark_absent
from assistance.models import Conversation
from cms.asgi import RealtimeApplication
from tenants import listening
from tenants.models import KeyKind, Scope, Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind
from tests import database
from tests.assistance.chat.conversations import row_of
from tests.assistance.chat.waiting import answers, says, waiting
from tests.event_loops import in_loop_of_its_own
from tests.fakes.breakable_line import BreakableLine
from tests.tenants.factories import PASSWORD, key_of
from tests.waiting import eventually

HOST = "tabasco.localhost:8001"
SECRETS: dict[UUID, str] = {}
SECONDS = 10.0


@pytest.fixture(scope="module")
def tabasco(module_committed_db: None) -> Tenant:
    return Tenant.objects.get(code="TAB")


def begun(tenant: Tenant) -> Conversation:
    """Somebody who waits, with a secret of their own."""
    secret = visitor_access.new_secret()
    conversation = waiting(tenant, text="Detuvieron a mi hermano", secret_digest=visitor_access.digest_of(secret))
    SECRETS[conversation.pk] = secret
    return conversation


@pytest.fixture
def conversation(tabasco: Tenant) -> Conversation:
    return begun(tabasco)


def in_process(test: Callable[[RealtimeApplication], Awaitable[None]]) -> None:
    """Run a test with a started application, and stop it afterwards."""

    async def run() -> None:
        async with asyncio.timeout(60):
            application = RealtimeApplication()
            life = ApplicationCommunicator(application, {"type": "lifespan"})
            await life.send_input({"type": "lifespan.startup"})
            assert (await life.receive_output(SECONDS))["type"] == "lifespan.startup.complete"
            try:
                await test(application)
            finally:
                await life.send_input({"type": "lifespan.shutdown"})
                await life.receive_output(SECONDS)
                listening.stop()

    in_loop_of_its_own(run)


class Socket:
    """A WebSocket's client."""

    def __init__(self, application: Any, path: str, *headers: tuple[bytes, bytes], host: str = HOST) -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "http_version": "1.1",
            "scheme": "ws",
            "headers": [(b"host", host.encode()), *headers],
            "client": ("127.0.0.1", 5),
            "server": ("127.0.0.1", 8001),
            "subprotocols": [],
        }
        self._ends = ApplicationCommunicator(application, scope)

    async def open(self) -> str:
        await self._ends.send_input({"type": "websocket.connect"})
        return str((await self._ends.receive_output(SECONDS))["type"])

    async def say(self, *frames: Frame | str) -> None:
        for frame in frames:
            text = frame if isinstance(frame, str) else json.dumps(frame)
            await self._ends.send_input({"type": "websocket.receive", "text": text})

    async def hear(self, kind: str) -> Frame:
        """Return the next frame of a type; "close" for the end."""
        return await self.hear_any(kind)

    async def hear_any(self, *kinds: str) -> Frame:
        """Return the next frame of one of these types."""
        while True:
            event = await self._ends.receive_output(SECONDS)
            frame = {"type": "close", "code": event.get("code")} if "text" not in event else json.loads(event["text"])
            if frame["type"] in kinds:
                return dict(frame)

    async def close(self) -> None:
        await self._ends.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._ends.wait(SECONDS)


@asynccontextmanager
async def socket(
    application: Any, path: str = "/chat/api/socket", *headers: Any, host: str = HOST
) -> AsyncIterator[Socket]:
    opened = Socket(application, path, *headers, host=host)
    assert await opened.open() == "websocket.accept"
    yield opened
    await opened.close()


def request(application: Any, path: str, body: Any, *headers: tuple[bytes, bytes]) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "headers": [(b"host", HOST.encode()), (b"content-type", b"application/json"), *headers],
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8001),
    }
    ends = ApplicationCommunicator(application, scope)
    return ends, {"type": "http.request", "body": raw}


async def answer(application: Any, path: str, body: Any, *headers: tuple[bytes, bytes]) -> tuple[int, Any]:
    ends, sent = request(application, path, body, *headers)
    await ends.send_input(sent)
    start = await ends.receive_output(SECONDS)
    read = b""
    while True:
        part = await ends.receive_output(SECONDS)
        read += part["body"]
        if not part.get("more_body"):
            return int(start["status"]), json.loads(read) if read else None


def hello(conversation: Conversation, after: int = 0, **given: Any) -> Frame:
    return {
        "type": "hello",
        "conversation": str(conversation.pk),
        "secret": SECRETS[conversation.pk],
        "after": after,
        **given,
    }


def message(text: str) -> Frame:
    return {"type": "message", "clientId": str(uuid4()), "text": text}


def texts(frame: Frame) -> list[str | None]:
    return [one["text"] for one in frame["messages"]]


async def said(conversation: Conversation, text: str) -> None:
    await asyncio.to_thread(says, conversation, text, conversation.started_at)


@pytest.mark.parametrize(
    ("case", "frame"),
    [
        ("half a character as its id", '{"type": "message", "clientId": "\\ud800", "text": "Hola"}'),
        ("an object as its type", '{"type": {}}'),
    ],
)
def test_what_is_no_frame_ends_no_connection(conversation: Conversation, case: str, frame: str) -> None:
    async def run(application: RealtimeApplication) -> None:
        async with socket(application) as opened:
            await opened.say(hello(conversation), frame, {"type": "ping"})

            assert (await opened.hear("refused"))["code"] == "INVALID"
            await opened.hear("pong")
        body = {"hello": hello(conversation), "frames": [json.loads(frame)]}
        status, told = await answer(application, "/chat/api/frames", body)
        assert (status, told["frames"][-1]["code"]) == (200, "INVALID")

    in_process(run)


@pytest.mark.parametrize(
    ("case", "fields"),
    [
        ("of another state", {"kind": KeyKind.PUBLISHABLE, "scopes": (Scope.CHAT,), "state": "COA"}),
        ("a secret one", {"kind": KeyKind.SECRET, "scopes": (Scope.CHAT,), "state": "TAB"}),
        ("not for the chat", {"kind": KeyKind.PUBLISHABLE, "scopes": (Scope.CONTENT,), "state": "TAB"}),
        ("for the chat", {"kind": KeyKind.PUBLISHABLE, "scopes": (Scope.CHAT,), "state": "TAB"}),
    ],
)
def test_conversation_is_of_a_key_for_its_chat_only(tabasco: Tenant, case: str, fields: dict[str, Any]) -> None:
    state = Tenant.objects.get(code=fields["state"])
    key, raw = key_of(state, scopes=fields["scopes"], kind=fields["kind"])
    viewer = Viewer(kind=ViewerKind.HOST, tenants={"TAB": tabasco.pk})

    found = polling._key_id({"key": raw}, viewer, "192.0.2.1")

    assert found == (key.pk if case == "for the chat" else None)


def test_two_windows_of_one_visitor_show_the_same(conversation: Conversation) -> None:
    async def run(application: RealtimeApplication) -> None:
        async with socket(application) as one, socket(application) as other:
            for window in (one, other):
                await window.say(hello(conversation))
                assert texts(await window.hear("welcome")) == ["Detuvieron a mi hermano"]

            sent = [message("Anoche"), message("En el centro")]
            await one.say(*sent)

            assert [(await one.hear("ack"))["clientId"] for _ in sent] == [one["clientId"] for one in sent]
            heard: list[str | None] = []
            while len(heard) < 2:
                heard += texts(await other.hear("messages"))
            assert heard == ["Anoche", "En el centro"]

    in_process(run)


def test_what_another_process_stored_is_shown_even_if_its_wake_up_is_lost(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(application: RealtimeApplication) -> None:
        async with socket(application) as opened:
            await opened.say(hello(conversation))
            await opened.hear("welcome")
            monkeypatch.setattr(waking, "_wake", lambda wake_up: None)
            await said(conversation, "Sin aviso")

            assert texts(await opened.hear("messages")) == ["Sin aviso"]

    in_process(run)


def test_a_database_that_goes_and_comes_loses_and_repeats_nothing(conversation: Conversation) -> None:
    line = BreakableLine(*database.address())

    async def run(application: RealtimeApplication) -> None:
        async with socket(application) as one, socket(application) as other:
            for window in (one, other):
                await window.say(hello(conversation))
                await window.hear("welcome")
            await one.say(message("Antes"))
            await one.hear("ack")
            line.cut()
            lost = message("Mientras tanto")
            await one.say(lost)
            refused = await one.hear("refused")
            assert (refused["code"], refused["clientId"]) == ("UNAVAILABLE", lost["clientId"])
            line.mend()
            await one.say(lost)
            frame = await one.hear_any("ack", "refused")
            while frame["type"] == "refused":
                await asyncio.sleep(0.3)
                await one.say(lost)
                frame = await one.hear_any("ack", "refused")

            heard: list[str | None] = []
            while len(heard) < 2:
                heard += texts(await other.hear("messages"))
            assert heard == ["Antes", "Mientras tanto"]

    try:
        with database.reached_at("127.0.0.1", line.port):
            in_process(run)
    finally:
        line.cut()


def test_socket_is_bounded(conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(application: RealtimeApplication) -> None:
        async with socket(application) as opened:
            await opened.say("no es JSON", "[]")
            assert (await opened.hear("refused"))["code"] == "INVALID"
            assert (await opened.hear("refused"))["code"] == "INVALID"
            await opened.say(*[{"type": "ping"}] * 30)
            early = await opened.hear("refused")
            assert (early["code"], early["retryAfter"]) == ("TOO_MANY", 1)
            await opened.say(*[{"type": "ping"}] * 60)
            assert (await opened.hear("bye"))["reason"] == "flood"
            assert (await opened.hear("close"))["code"] == 1008

    in_process(run)


def test_a_conversation_is_bounded_over_all_its_requests(conversation: Conversation) -> None:
    async def run(application: RealtimeApplication) -> None:
        body = {"hello": hello(conversation), "frames": [{"type": "rate", "rating": 5}] * 20}
        codes = []
        for _ in range(5):
            _status, told = await answer(application, "/chat/api/frames", body)
            codes += [one["code"] for one in told.get("frames", [told]) if one["type"] == "refused"]
        assert set(codes) == {"TOO_MANY"}
        async with socket(application) as opened:
            await opened.say(hello(conversation), *[{"type": "stay"}] * 19)
            assert (await opened.hear("refused"))["code"] == "TOO_MANY"

    in_process(run)


@pytest.mark.parametrize(
    ("case", "path", "host", "origin", "expected"),
    [
        ("its own page", "/chat/api/socket", HOST, b"http://tabasco.localhost:8001", "websocket.accept"),
        ("an app", "/chat/api/socket", HOST, b"", "websocket.accept"),
        ("another site's page", "/chat/api/socket", HOST, b"https://www.ejemplo.mx", "websocket.close"),
        ("a page in a sandbox", "/chat/api/socket", HOST, b"null", "websocket.close"),
        ("the site on another port", "/chat/api/socket", HOST, b"http://tabasco.localhost:9999", "websocket.close"),
        ("a host of no state", "/chat/api/socket", "localhost:8001", b"", "websocket.close"),
        ("a host that is not served", "/chat/api/socket", "ejemplo.mx", b"", "websocket.close"),
        ("an address of nothing", "/chat/api/", HOST, b"", "websocket.close"),
        ("the desk without an origin", "/chat/desk/", "localhost:8001", b"", "websocket.close"),
        ("the desk without signing in", "/chat/desk/", "localhost:8001", b"http://localhost:8001", "websocket.close"),
    ],
)
def test_who_may_connect(tabasco: Tenant, case: str, path: str, host: str, origin: bytes, expected: str) -> None:
    async def run(application: RealtimeApplication) -> None:
        opened = Socket(application, path, *([(b"origin", origin)] if origin else []), host=host)
        assert await opened.open() == expected

    in_process(run)


def test_one_source_has_so_many_connections(tabasco: Tenant, settings: Any) -> None:
    settings.CHAT_CONNECTIONS_PER_SOURCE = 1

    async def run(application: RealtimeApplication) -> None:
        async with socket(application):
            assert await Socket(application, "/chat/api/socket").open() == "websocket.close"
        async with socket(application):
            pass

    in_process(run)


def test_stopping_says_bye_with_a_moment_to_come_back(conversation: Conversation) -> None:
    async def run(application: RealtimeApplication) -> None:
        async with socket(application) as opened:
            await opened.say(hello(conversation))
            await opened.hear("welcome")

            await application.started.say_bye()

            left = await opened.hear("bye")
            assert left["reason"] == "restart"
            assert 0 <= left["retryAfter"] <= 5
            assert (await opened.hear("close"))["code"] == 1012
            assert await Socket(application, "/chat/api/socket").open() == "websocket.close"

    in_process(run)


def test_events_begin_with_the_welcome_and_go_on(conversation: Conversation) -> None:
    async def run(application: RealtimeApplication) -> None:
        ends, sent = request(application, "/chat/api/events", hello(conversation))
        await ends.send_input(sent)
        start = await ends.receive_output(SECONDS)
        headers = dict(start["headers"])
        assert start["status"] == 200
        assert (headers[b"x-accel-buffering"], headers[b"cache-control"]) == (b"no", b"no-store")
        assert texts(await _event(ends)) == ["Detuvieron a mi hermano"]

        status, done = await answer(
            application, "/chat/api/frames", {"hello": hello(conversation, after=1), "frames": [message("Anoche")]}
        )

        assert (status, [one["type"] for one in done["frames"]]) == (200, ["ack"])
        assert texts(await _event(ends)) == ["Anoche"]
        await ends.send_input({"type": "http.disconnect"})
        await ends.wait(SECONDS)
        assert application.started.by_transport["events"] == 0

    in_process(run)


async def _event(ends: Any) -> Frame:
    while True:
        part = (await ends.receive_output(SECONDS))["body"].decode()
        if part.startswith("data: "):
            return dict(json.loads(part.removeprefix("data: ")))


def test_poll_waits_for_what_is_new(conversation: Conversation) -> None:
    async def run(application: RealtimeApplication) -> None:
        ends, sent = request(application, "/chat/api/poll", hello(conversation, after=1))
        await ends.send_input(sent)
        assert await ends.receive_nothing(0.3)

        await said(conversation, "Anoche")

        assert (await ends.receive_output(SECONDS))["status"] == 200
        frames = json.loads((await ends.receive_output(SECONDS))["body"])["frames"]
        assert [one["type"] for one in frames] == ["welcome", "messages"]
        assert texts(frames[1]) == ["Anoche"]

    in_process(run)


def test_poll_answers_at_once_what_the_client_does_not_know(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FIRST_HOLD_SECONDS", 0.1)

    async def run(application: RealtimeApplication) -> None:
        for asked in (hello(conversation), hello(conversation, after=1, version=0), hello(conversation, after=1)):
            status, found = await answer(application, "/chat/api/poll", asked)
            assert (status, found["frames"][0]["type"]) == (200, "welcome")

    in_process(run)


@pytest.fixture
def without_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever loses their connection is not waited for."""
    monkeypatch.setattr(process, "USUAL_GRACE_SECONDS", 0.02)
    monkeypatch.setattr(process, "GRACE_SECONDS", {})


@pytest.fixture
def attended(conversation: Conversation, tabasco: Tenant) -> Conversation:
    """Somebody who is attended."""
    operator = answers(tabasco, name=f"ana-{conversation.pk}")
    return accept(operator=operator, conversation_id=conversation.pk, now=timezone.now())


async def is_away(conversation: Conversation, expected: bool) -> None:
    """Wait until it is known that a person is there, or that they are not."""

    def is_known() -> bool:
        with tenant_scope([conversation.tenant_id]):
            return (Conversation.objects.get(pk=conversation.pk).absent_since is not None) == expected

    assert await asyncio.to_thread(eventually, is_known, SECONDS)


@pytest.mark.parametrize("transport", ["events", "poll"])
def test_whoever_hangs_up_is_away_at_once(attended: Conversation, without_grace: None, transport: str) -> None:
    async def run(application: RealtimeApplication) -> None:
        for _ in range(2):
            ends, sent = request(application, f"/chat/api/{transport}", hello(attended, after=2))
            await ends.send_input(sent)
            await is_away(attended, False)
            assert await asyncio.to_thread(
                eventually, lambda: application.started.watcher.follows(attended.pk), SECONDS
            )
            await ends.send_input({"type": "http.disconnect"})
            await ends.wait(SECONDS)
            await is_away(attended, True)

    in_process(run)


def test_whoever_has_another_connection_in_another_process_is_there(
    attended: Conversation, without_grace: None
) -> None:
    absences: list[UUID] = []

    def note(conversation: Conversation, now: datetime) -> None:
        absences.append(conversation.pk)
        mark_absent(conversation, now)

    async def run(application: RealtimeApplication) -> None:
        other = Realtime()
        other.start()
        async with socket(application) as first:
            await first.say(hello(attended))
            await first.hear("welcome")
            line = Line(other, Session(attended.tenant_id), transport="socket", deliver=ignored, hang_up=ignored)
            await line.receive(hello(attended))
        assert await asyncio.to_thread(eventually, lambda: absences, SECONDS)
        await is_away(attended, False)
        line.close()
        await is_away(attended, True)
        other.stop()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visitors, "mark_absent", note)
        in_process(run)


async def ignored(_told: object) -> None:
    """Nobody listens."""


@pytest.mark.parametrize(
    ("case", "body", "headers", "status", "code"),
    [
        ("no JSON", b"hola", [], 422, "INVALID"),
        ("no hello", {"frames": []}, [], 422, "INVALID"),
        ("a form of another page", {}, [(b"content-type", b"text/plain")], 403, "INVALID"),
        ("a script of another page", {}, [(b"origin", b"https://www.ejemplo.mx")], 403, "INVALID"),
        ("a megabyte", b" " * 1_000_000, [], 413, "TOO_LONG"),
        ("a megabyte that is announced", b"", [(b"content-length", b"1000000")], 413, "TOO_LONG"),
        (
            "an unknown conversation",
            {"hello": {"conversation": "01936d5e-7cf0-7000-8000-00000000000a", "secret": "s"}},
            [],
            404,
            "NOT_FOUND",
        ),
    ],
)
def test_requests_that_are_not_right_are_refused(
    tabasco: Tenant, case: str, body: Any, headers: list[tuple[bytes, bytes]], status: int, code: str
) -> None:
    async def run(application: RealtimeApplication) -> None:
        if headers and headers[0][0] == b"content-type":
            ends, sent = request(application, "/chat/api/frames", body)
            ends.scope["headers"][1] = headers[0]
            await ends.send_input(sent)
            start = await ends.receive_output(SECONDS)
            found = start["status"], json.loads((await ends.receive_output(SECONDS))["body"])
        else:
            found = await answer(application, "/chat/api/frames", body, *headers)
        assert (found[0], found[1]["code"]) == (status, code)

    in_process(run)


def signed_in(name: str) -> tuple[Client, list[tuple[bytes, bytes]]]:
    """A browser in which somebody is signed in, and with what it connects."""
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
    return client, [(b"origin", b"http://localhost:8000"), (b"cookie", cookie)]


def test_desk_shows_the_queue_what_is_held_and_what_is_said(
    conversation: Conversation, tabasco: Tenant, without_grace: None
) -> None:
    operator = answers(tabasco, name="rosa")
    _client, headers = signed_in("rosa")

    async def run(application: RealtimeApplication) -> None:
        async with socket(application, "/chat/desk/", *headers, host="localhost:8001") as desk:
            queue = await desk.hear("queue")
            assert str(conversation.pk) in {one["id"] for one in queue["waiting"]}
            assert (await desk.hear("conversations"))["conversations"] == []

            await asyncio.to_thread(accept, operator=operator, conversation_id=conversation.pk, now=timezone.now())
            (held,) = (await desk.hear("conversations"))["conversations"]
            assert (held["id"], held["epoch"]) == (str(conversation.pk), 1)
            assert texts(await desk.hear("messages")) == ["Detuvieron a mi hermano", None]
            async with socket(application) as visitor:
                await visitor.say(hello(conversation))
                await visitor.hear("welcome")
                await visitor.say({"type": "typing"}, message("Anoche"))
                assert (await desk.hear("typing"))["conversation"] == str(conversation.pk)
                assert texts(await desk.hear("messages")) == ["Anoche"]
                await desk.say({"type": "typing", "conversation": str(conversation.pk)})
                assert (await visitor.hear("typing"))["author"] == "OPERATOR"
            while (await desk.hear("conversations"))["conversations"][0]["absentSince"] is None:
                pass
            async with socket(application) as visitor:
                await visitor.say(hello(conversation))
                while (await desk.hear("conversations"))["conversations"][0]["absentSince"] is not None:
                    pass
            await desk.say({"type": "ping"})
            await desk.hear("pong")

    in_process(run)


@pytest.mark.parametrize("kind", ["message", "typing"])
def test_desk_that_only_listens_hears_nothing_once_its_session_has_ended(
    conversation: Conversation, tabasco: Tenant, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(desk, "SIGNED_IN_EVERY_SECONDS", 0.0)
    operator = answers(tabasco, name=f"nora-{kind}")
    accept(operator=operator, conversation_id=conversation.pk, now=timezone.now())
    client, headers = signed_in(f"nora-{kind}")

    async def run(application: RealtimeApplication) -> None:
        async with socket(application, "/chat/desk/", *headers, host="localhost:8001") as listening_desk:
            await listening_desk.hear("messages")
            await asyncio.to_thread(client.logout)
            async with socket(application) as visitor:
                await visitor.say(hello(conversation))
                await visitor.hear("welcome")
                await visitor.say(message("Nadie más lo lea") if kind == "message" else {"type": "typing"})

                heard = await listening_desk.hear_any("messages", "typing", "queue", "bye")

        assert (heard["type"], heard.get("reason")) == ("bye", "signed-out")

    in_process(run)


@pytest.mark.parametrize(
    ("case", "parts", "status"),
    [
        ("too long", [b"a" * 70_000], 413),
        ("longer than announced", [b"a" * 40_000, b"a" * 40_000], 413),
        ("never whole", [b"a"], 408),
        ("whole", [b"a", b""], 405),  # nothing there takes a form
    ],
)
def test_forms_are_read_whole_in_their_time(
    tabasco: Tenant, settings: Any, case: str, parts: list[bytes], status: int
) -> None:
    settings.BODY_SECONDS = 5.0 if case == "whole" else 0.3

    async def run(application: RealtimeApplication) -> None:
        ends, _sent = request(application, "/chat/nothing-of-the-kind/", b"")
        for part in parts:
            await ends.send_input({"type": "http.request", "body": part, "more_body": part != b""})
        assert (await ends.receive_output(SECONDS))["status"] == status
        await ends.receive_output(SECONDS)
        await ends.wait(SECONDS)

    in_process(run)


def test_the_quick_exit_is_open_when_too_many_wait(tabasco: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistance.chat.pool.MOST_WAITING", 0)

    async def run(application: RealtimeApplication) -> None:
        found = {}
        for path in ("/chat/", "/chat/salir/"):
            ends, sent = request(application, path, b"")
            ends.scope["method"] = "GET"
            await ends.send_input(sent)
            found[path] = await ends.receive_output(SECONDS)
            await ends.receive_output(SECONDS)
            await ends.wait(SECONDS)
        cookies = [value.decode() for name, value in found["/chat/salir/"]["headers"] if name == b"set-cookie"]
        assert [found["/chat/"]["status"], found["/chat/salir/"]["status"]] == [503, 303]
        assert (b"location", settings.QUICK_EXIT_URL.encode()) in found["/chat/salir/"]["headers"]
        assert sorted(cookie.split(";")[0] for cookie in cookies) == ["c2=1", 'chat=""']

    in_process(run)


@pytest.mark.parametrize("is_locked", [False, True])
def test_the_quick_exit_answers_once_all_is_erased_unless_that_takes_long(
    conversation: Conversation, tabasco: Tenant, monkeypatch: pytest.MonkeyPatch, is_locked: bool
) -> None:
    monkeypatch.setattr("assistance.chat.leaving.ERASED_WITHIN_SECONDS", 0.2 if is_locked else 10.0)
    kept = HttpResponse()
    access = visitor_access.Access(tabasco.pk, conversation.pk, SECRETS[conversation.pk])
    sessions.save(kept, access, erases_on_exit=True)
    cookie = (b"cookie", f"chat={kept.cookies['chat'].value}".encode())

    def is_erased() -> bool:
        return row_of(access).blanked_at is not None

    async def run(application: RealtimeApplication) -> None:
        is_held, is_over = Event(), Event()
        if is_locked:
            holding = asyncio.ensure_future(asyncio.to_thread(hold, conversation, is_held, is_over))
            assert await asyncio.to_thread(is_held.wait, SECONDS)
        ends, sent = request(application, "/chat/salir/", b"", cookie, (b"sec-fetch-site", b"same-origin"))
        ends.scope["method"] = "GET"
        await ends.send_input(sent)
        assert (await ends.receive_output(SECONDS))["status"] == 303
        assert await asyncio.to_thread(is_erased) is not is_locked
        is_over.set()
        if is_locked:
            await holding
        assert await asyncio.to_thread(eventually, is_erased, SECONDS)
        await ends.receive_output(SECONDS)
        await ends.wait(SECONDS)

    in_process(run)


def hold(conversation: Conversation, is_held: Event, is_over: Event) -> None:
    """Keep a conversation's row until it is over."""
    with tenant_scope([conversation.tenant_id]):
        messages.lock(conversation.pk, [conversation.tenant_id])
        is_held.set()
        is_over.wait(SECONDS)


def test_health_and_pages(tabasco: Tenant, settings: Any) -> None:
    settings.METRICS_TOKEN = "token"

    async def run(application: RealtimeApplication) -> None:
        for path, headers, expected in (
            ("/healthz", [], 200),
            ("/readyz", [], 200),
            ("/metrics", [], 404),
            ("/metrics", [(b"authorization", b"Bearer token")], 200),
            ("/static/portal/tokens.css", [], 200),
            ("/admin/", [], 404),
        ):
            ends, sent = request(application, path, b"", *headers)
            ends.scope["method"] = "GET"
            await ends.send_input(sent)
            assert (await ends.receive_output(SECONDS))["status"] == expected, path

    in_process(run)
