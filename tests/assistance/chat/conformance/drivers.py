"""One small driver for each way into the chat: what a client does there, and nothing of what the service should do.

A driver speaks real HTTP, from an address of the loopback network that the test chooses: to the service, each is
another source. What is refused is raised as `Refused`, with the code that the transport gave.
"""

from __future__ import annotations

import json
import re
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from assistance.chat import errors, sessions
from assistance.chat.visitor_access import Access, new_secret
from tests.uuid7 import uuid7

SECONDS = 20.0
"""How long a client waits for anything."""


@dataclass(frozen=True)
class Service:
    """Where the processes listen, and how a client of each state comes in.

    Attributes:
        hosts: of the states' sites, by their codes.
        keys: publishable keys with the scope of the chat, by the codes of their states.
        tenants: ids by the same.
    """

    realtime_port: int
    web_port: int
    hosts: dict[str, str]
    keys: dict[str, str]
    tenants: dict[str, int]


class Refused(Exception):
    """What was sent was refused."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code if field is None else f"{code} {field}")
        self.code = code


@dataclass(frozen=True)
class Said:
    """A message as the client sees it; `text` is None where it is an event, or removed."""

    seq: int
    author: str
    text: str | None
    sent_at: str


@dataclass(frozen=True)
class Seen:
    """Where the conversation stands."""

    state: str
    messages: list[Said] = field(default_factory=list)

    @property
    def texts(self) -> list[tuple[int, str | None]]:
        """What people wrote, with its place."""
        return [(one.seq, one.text) for one in self.messages if one.author in ("VISITOR", "OPERATOR")]


class Driver(ABC):
    """One client of a transport, for one conversation.

    Args:
        source: the address on the loopback network that it connects from.
        code: of the state that it comes to.
    """

    def __init__(self, service: Service, source: str, code: str = "TAB") -> None:
        self.service, self.source, self.code = service, source, code
        self.conversation_id = UUID(int=0)
        self.secret = ""

    @property
    def access(self) -> Access:
        """How its visitor comes in."""
        return Access(self.service.tenants[self.code], self.conversation_id, self.secret)

    def beside(self, *, code: str | None = None, secret: str | None = None) -> Driver:
        """A further client of the same conversation, which may come to another state, or with another secret."""
        other = type(self)(self.service, self.source, code or self.code)
        other.conversation_id, other.secret = self.conversation_id, self.secret if secret is None else secret
        return other

    @abstractmethod
    def start(self, text: str = "hola") -> None:
        """Begin a conversation with a first message."""

    @abstractmethod
    def send(self, text: str, client_id: UUID | None = None) -> int | None:
        """Send a message, by default a new one; return its place where the transport says it."""

    @abstractmethod
    def send_bytes(self, text: bytes) -> None:
        """Send a message of bytes that may be no UTF-8."""

    @abstractmethod
    def read(self, after: int = 0) -> Seen:
        """Read the messages behind a place."""

    @abstractmethod
    def follow(self, after: int, act: Callable[[], None]) -> list[Said]:
        """Wait for messages behind a place that is the last; return those that came after `act`."""

    @abstractmethod
    def end(self) -> None:
        """End the conversation."""

    @abstractmethod
    def erase(self) -> None:
        """Erase what was said."""

    def close(self) -> None:  # noqa: B027 (most transports hold none)
        """Hold no connection any more."""

    def connection(self, port: int) -> HTTPConnection:
        """A new connection."""
        return HTTPConnection("127.0.0.1", port, timeout=SECONDS, source_address=(self.source, 0))

    def request(
        self, port: int, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, HTTPResponse, bytes]:
        """Make one request of its own.

        Raises:
            Refused: `CUT`: the connection was closed while the body was sent, and what was answered went with it.
        """
        connection = self.connection(port)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            with suppress(BrokenPipeError):  # refused before all of it was sent: there may be an answer
                connection.request(method, path, body, {"Host": f"{self.service.hosts[self.code]}:{port}", **named})
            response = connection.getresponse()
            return response.status, response, response.read()
        except ConnectionError as error:
            raise Refused("CUT") from error
        finally:
            connection.close()


class Frames(Driver):
    """What the transports of frames have in common: how a conversation begins, and what frames say."""

    def start(self, text: str = "hola") -> None:
        """Begin by `POST /chat/api/start`."""
        secret = new_secret()
        body = {"text": text, "clientId": str(uuid7()), "language": "es-MX", "secret": secret}
        begun = self.post("start", body)
        self.conversation_id, self.secret = UUID(begun["conversation"]["id"]), begun["secret"]

    def hello(self, after: int = 0) -> dict[str, Any]:
        """The first frame."""
        return {"type": "hello", "conversation": str(self.conversation_id), "secret": self.secret, "after": after}

    def post(self, name: str, body: dict[str, Any] | bytes) -> Any:
        """Post to the protocol, and return what is answered."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _, answer = self.request(
            self.service.realtime_port, "POST", f"/chat/api/{name}", sent, Content_Type="application/json"
        )
        read = json.loads(answer)
        if status != 200:
            raise Refused(read["code"], read["field"])
        return read

    @abstractmethod
    def ask(self, frame: dict[str, Any] | bytes) -> list[dict[str, Any]]:
        """Send a frame; return what is answered, the refusal among it."""

    def send(self, text: str, client_id: UUID | None = None) -> int | None:
        """Send a frame `message`; its acknowledgement has the place."""
        message = {"type": "message", "clientId": str(client_id or uuid7()), "text": text}
        [acknowledged] = [one for one in self.asked(message) if one["type"] == "ack"]
        assert acknowledged["clientId"] == message["clientId"]
        return int(acknowledged["seq"])

    def send_bytes(self, text: bytes) -> None:
        """Send a frame with these bytes in its text."""
        frame = {"type": "message", "clientId": str(uuid7()), "text": "HERE"}
        self.asked(json.dumps(frame).encode().replace(b"HERE", text))

    def end(self) -> None:
        """Send a frame `end`."""
        self.asked({"type": "end"})

    def erase(self) -> None:
        """Send a frame `erase`."""
        self.asked({"type": "erase"})

    def asked(self, frame: dict[str, Any] | bytes) -> list[dict[str, Any]]:
        """Send a frame; return what is answered to it."""
        answered = self.ask(frame)
        for one in answered:
            if one["type"] == "refused":
                raise Refused(one["code"], one["field"])
        return answered


class WebSocket(Frames):
    """`/chat/api/socket`."""

    def __init__(self, service: Service, source: str, code: str = "TAB") -> None:
        super().__init__(service, source, code)
        self.socket: ClientConnection | None = None
        self._open = ExitStack()

    def opened(self) -> ClientConnection:
        """The connection, opened if there is none; nobody has said hello in a new one."""
        if self.socket is None:
            port = self.service.realtime_port
            plain = socket.create_connection(("127.0.0.1", port), timeout=SECONDS, source_address=(self.source, 0))
            address = f"ws://{self.service.hosts[self.code]}:{port}/chat/api/socket"
            opening = connect(address, sock=plain, open_timeout=SECONDS, close_timeout=1, compression=None)
            self.socket = self._open.enter_context(opening)
        return self.socket

    def received(self) -> dict[str, Any]:
        """The next frame."""
        try:
            frame: dict[str, Any] = json.loads(self.opened().recv(timeout=SECONDS))
        except ConnectionClosed as closed:
            self.close()
            raise Refused(f"CLOSED {closed.rcvd.code if closed.rcvd else ''}") from closed
        return frame

    def ask(self, frame: dict[str, Any] | bytes) -> list[dict[str, Any]]:
        """Send `hello`, if nobody has, and send; frames that come of themselves meanwhile are passed over."""
        if self.socket is None:
            welcome = self.exchanged(self.hello(), "welcome")
            if welcome["type"] == "refused":
                return [welcome]
        kinds = {"message": "ack", "hello": "welcome", "end": "state", "erase": "state"}
        kind = "ack" if isinstance(frame, bytes) else kinds[frame["type"]]
        return [self.exchanged(frame, kind)]

    def exchanged(self, frame: dict[str, Any] | bytes, kind: str) -> dict[str, Any]:
        """Send a frame, and wait for the answer of a kind, or a refusal."""
        sent = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        with suppress(ConnectionClosed):  # why, is said by what is received
            self.opened().send(sent, text=True)
        while True:
            answer = self.received()
            if answer["type"] in (kind, "refused"):
                return answer

    def read(self, after: int = 0) -> Seen:
        """Send `hello` once more, which a client does after a gap."""
        [welcome] = self.asked(self.hello(after))
        return _seen(welcome)

    def follow(self, after: int, act: Callable[[], None]) -> list[Said]:
        """Receive what comes."""
        self.read(after)
        act()
        while True:
            frame = self.received()
            if frame["type"] == "messages":
                return _said(frame["messages"])

    def close(self) -> None:
        """Close the connection."""
        self.socket = None
        self._open.close()


class Posted(Frames):
    """A client without a socket: its frames travel in requests of their own."""

    def ask(self, frame: dict[str, Any] | bytes) -> list[dict[str, Any]]:
        """Post one frame, with a hello."""
        raw = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        body = b'{"hello": ' + json.dumps(self.hello()).encode() + b', "frames": [' + raw + b"]}"
        return frames_in(self.post("frames", body))


class ServerSentEvents(Posted):
    """`/chat/api/events`."""

    def events(self, after: int) -> Iterator[dict[str, Any]]:
        """Yield the frames of a stream, each as it comes."""
        port = self.service.realtime_port
        connection = self.connection(port)
        try:
            headers = {"Host": f"{self.service.hosts[self.code]}:{port}", "Content-Type": "application/json"}
            connection.request("POST", "/chat/api/events", json.dumps(self.hello(after)), headers)
            response = connection.getresponse()
            if response.status != 200:
                raise Refused(json.loads(response.read())["code"])
            assert response.headers["Content-Type"].startswith("text/event-stream")
            while line := response.readline():
                if line.startswith(b"data:"):
                    frame = json.loads(line.removeprefix(b"data:"))
                    if frame["type"] == "refused":
                        raise Refused(frame["code"])
                    yield frame
        finally:
            connection.close()

    def read(self, after: int = 0) -> Seen:
        """Open a stream, whose first frame is the welcome."""
        stream = self.events(after)
        try:
            return _seen(next(stream))
        finally:
            stream.close()  # type: ignore[attr-defined]  # it is a generator

    def follow(self, after: int, act: Callable[[], None]) -> list[Said]:
        """Read what comes in a stream."""
        stream = self.events(after)
        try:
            assert next(stream)["type"] == "welcome"
            act()
            return next(_said(frame["messages"]) for frame in stream if frame["type"] == "messages")
        finally:
            stream.close()  # type: ignore[attr-defined]  # it is a generator


class LongPolling(Posted):
    """`/chat/api/poll`."""

    def read(self, after: int = 0) -> Seen:
        """Poll without a version, as who knows of none: what there is, is answered at once."""
        return _seen(frames_in(self.post("poll", {**self.hello(after), "version": -1}))[0])

    def follow(self, after: int, act: Callable[[], None]) -> list[Said]:
        """Poll while the other side writes."""
        with ThreadPoolExecutor(1) as beside:
            polled = beside.submit(self.post, "poll", self.hello(after))
            act()
            frames = frames_in(polled.result(SECONDS))
        return [one for frame in frames for one in _said(frame.get("messages", []))]


class GraphQL(Driver):
    """`/graphql`, with a publishable key of the state."""

    START = """mutation ($input: StartConversationInput!) { startConversation(input: $input) {
        conversation { id } secret errors { code field } } }"""
    SEND = """mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
        message { seq } errors { code field } } }"""
    END = "mutation ($input: EndConversationInput!) { endConversation(input: $input) { errors { code field } } }"
    ERASE = "mutation ($input: EraseConversationInput!) { eraseConversation(input: $input) { errors { code field } } }"
    READ = """query ($id: ID!, $secret: String!, $after: Int) { conversation(id: $id, secret: $secret, after: $after) {
        conversation { state } messages { seq author text sentAt } } }"""

    def ask(self, query: str, variables: dict[str, Any] | bytes) -> Any:
        """Return the first field of the data."""
        given = variables if isinstance(variables, bytes) else json.dumps(variables).encode()
        body = b'{"query": ' + json.dumps(query).encode() + b', "variables": ' + given + b"}"
        headers = {"Authorization": f"Bearer {self.service.keys[self.code]}", "Content_Type": "application/json"}
        _, response, answer = self.request(self.service.web_port, "POST", "/graphql", body, **headers)
        assert response.headers["Cache-Control"] == "private, no-store"
        read = json.loads(answer)
        if "errors" in read:
            raise Refused(read["errors"][0]["extensions"]["code"])
        [data] = read["data"].values()
        if data is None:
            raise Refused("NOT_FOUND")
        for error in data.get("errors", ()):
            raise Refused(error["code"], error["field"])
        return data

    def given(self, **more: str) -> dict[str, Any]:
        """The input of a mutation."""
        return {"input": {"conversationId": str(self.conversation_id), "secret": self.secret, **more}}

    def start(self, text: str = "hola") -> None:
        """`startConversation`."""
        given = {"state": self.code, "text": text, "clientId": str(uuid7()), "secret": new_secret()}
        begun = self.ask(self.START, {"input": given})
        self.conversation_id, self.secret = UUID(begun["conversation"]["id"]), begun["secret"]

    def send(self, text: str, client_id: UUID | None = None) -> int | None:
        """`sendMessage`."""
        sent = self.ask(self.SEND, self.given(clientId=str(client_id or uuid7()), text=text))
        return int(sent["message"]["seq"])

    def send_bytes(self, text: bytes) -> None:
        """`sendMessage`, with these bytes in the body."""
        given = json.dumps(self.given(clientId=str(uuid7()), text="HERE")).encode()
        self.ask(self.SEND, given.replace(b"HERE", text))

    def read(self, after: int = 0) -> Seen:
        """`conversation`."""
        found = self.ask(self.READ, {"id": str(self.conversation_id), "secret": self.secret, "after": after})
        return Seen(found["conversation"]["state"], _said(found["messages"]))

    def follow(self, after: int, act: Callable[[], None]) -> list[Said]:
        """Ask again, as an app does every few seconds."""
        act()
        return self.read(after).messages

    def end(self) -> None:
        """`endConversation`."""
        self.ask(self.END, self.given())

    def erase(self) -> None:
        """`eraseConversation`."""
        self.ask(self.ERASE, self.given())


class Forms(Driver):
    """The pages of `/chat/`, without JavaScript: links are followed, and forms are sent as they are."""

    HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
    PROBLEM = re.compile(r'<p class="problem"[^>]*>(.*?)</p>', re.DOTALL)
    STATE = re.compile(r'data-state="(\w+)"')
    ENTRY = re.compile(
        r'<(?:article class="entry (?P<side>[^"]*)"|p class="event") data-seq="(?P<seq>\d+)">'
        r"(?P<inner>.*?)</(?:article|p)>\s*(?=<(?:article|p class=.event)|</div)",
        re.DOTALL,
    )

    def get(self, path: str) -> str:
        """A page."""
        status, response, body = self.request(self.service.realtime_port, "GET", path, Cookie=self.cookie)
        assert status in (200, 404), (status, path)
        assert "no-store" in response.headers["Cache-Control"]
        return body.decode()

    def post(self, path: str, fields: dict[str, str], raw: str = "") -> str:
        """Send a form; return the page that says why it was refused, or nothing where it leads on."""
        status, response, body = self.request(
            self.service.realtime_port,
            "POST",
            path,
            (urlencode(fields) + raw).encode(),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=self.cookie,
            Sec_Fetch_Site="same-origin",
        )
        if status == 303:
            for header in response.headers.get_all("Set-Cookie", []):
                name, value = header.partition(";")[0].split("=", 1)
                if name == sessions.COOKIE and value.strip('"'):
                    self.hold(value.strip('"'))
            return ""
        page = body.decode()
        problem = _code_of(page, self.PROBLEM)
        if status in (400, 413) and not problem:
            raise Refused(f"HTTP {status}")
        state = self.STATE.search(page)
        code = problem or ("" if state is None else state[1]) or "NOT_FOUND"
        raise Refused(code if "no-store" in response.headers["Cache-Control"] else f"HTTP {status}")

    @property
    def cookie(self) -> str:
        """What the browser holds."""
        if not self.secret:
            return ""
        held = HttpResponse()
        sessions.save(held, self.access)
        return f"{sessions.COOKIE}={held.cookies[sessions.COOKIE].value}"

    def hold(self, value: str) -> None:
        """Keep the conversation of a cookie."""
        request = HttpRequest()
        request.COOKIES[sessions.COOKIE] = value
        access = sessions.access_of(request, self.service.tenants[self.code])
        assert access is not None
        self.conversation_id, self.secret = access.conversation_id, access.secret

    def start(self, text: str = "hola") -> None:
        """Fill in the form of the beginning."""
        page = self.get("/chat/empezar/?s=1&paso=2")
        fields = dict(self.HIDDEN.findall(page))
        if "ticket" not in fields:
            raise Refused("CLOSED")
        self.post("/chat/empezar/", {**fields, "role": "-", "text": text})

    def form(self) -> dict[str, str]:
        """What the forms of the conversation bring back."""
        return {"token": sessions.token_of(self.access)}

    def send(self, text: str, client_id: UUID | None = None) -> int | None:
        """Send what was typed."""
        self.post("/chat/conversacion/escribir/", {**self.form(), "client_id": str(client_id or uuid7()), "text": text})
        return None

    def send_bytes(self, text: bytes) -> None:
        """Send bytes as a browser would encode them."""
        fields = {**self.form(), "client_id": str(uuid7())}
        self.post("/chat/conversacion/escribir/", fields, "&text=" + quote(text))

    def read(self, after: int = 0) -> Seen:
        """Read the frame that refreshes itself; without JavaScript it has all."""
        page = self.get("/chat/conversacion/mensajes/")
        state = self.STATE.search(self.get("/chat/conversacion/"))
        if state is None or 'id="chat-entries"' not in page:
            raise Refused("NOT_FOUND")
        return Seen(state[1], [one for one in self.entries(page) if one.seq > after])

    def entries(self, page: str) -> Iterator[Said]:
        """Yield what stands in the page, as somebody reads it."""
        for found in self.ENTRY.finditer(page):
            author = {"own": "VISITOR", "other": "OPERATOR"}.get(found["side"], "SYSTEM")
            words = re.search(r'<p class="said"><bdi>(.*?)</bdi></p>', found["inner"], re.DOTALL)
            text = None if words is None else unescape(re.sub(r"<br ?/?>", "\n", words[1]))
            [sent_at] = re.findall(r'datetime="([^"]+)"', found["inner"])
            yield Said(int(found["seq"]), author, text, sent_at)

    def follow(self, after: int, act: Callable[[], None]) -> list[Said]:
        """Let the frame refresh itself."""
        act()
        return self.read(after).messages

    def end(self) -> None:
        """Confirm the end."""
        self.post("/chat/conversacion/terminar/", self.form())

    def erase(self) -> None:
        """Confirm that all is erased."""
        self.post("/chat/conversacion/borrar/", self.form())


DRIVERS: dict[str, type[Driver]] = {
    "websocket": WebSocket,
    "server-sent events": ServerSentEvents,
    "long polling": LongPolling,
    "forms": Forms,
    "graphql": GraphQL,
}


def frames_in(answer: Any) -> list[dict[str, Any]]:
    """Return the frames of an answer."""
    frames: list[dict[str, Any]] = answer["frames"] if isinstance(answer, dict) else answer
    for frame in frames:
        if frame["type"] == "refused":
            raise Refused(frame["code"], frame.get("field"))
    return frames


def _seen(welcome: dict[str, Any]) -> Seen:
    return Seen(welcome["conversation"]["state"], _said(welcome["messages"]))


def _said(messages: list[dict[str, Any]]) -> list[Said]:
    return [Said(one["seq"], one["author"], one["text"], one["sentAt"]) for one in messages]


def _code_of(page: str, problem: re.Pattern[str]) -> str:
    """Return the code whose sentence a page shows; empty: it shows none."""
    shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", one)).strip() for one in problem.findall(page))
    with translation.override("es-mx"):
        for code, sentence in SENTENCES:
            pattern = re.escape(str(sentence))
            pattern = re.sub(r"%\\?\((?:most|seconds)\\?\)d", r"[\\d,.]+", pattern)
            if re.search(pattern, shown):
                return code
    return f"UNKNOWN {shown}" if shown else ""


SENTENCES = [
    *((code.value, sentence) for code, sentence in errors.SENTENCES.items()),
    *(("INVALID", sentence) for sentence in (errors.EMPTY, errors.NOT_TEXT, errors.NO_VALUE)),
]
