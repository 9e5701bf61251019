"""The chat's page in Chromium before a socket that a test answers: what the client does with whatever comes."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute

from tests.journeys.site import ROOT
from tests.skipping import skip_without

DIST = ROOT / "frontend" / "dist"
READER = ROOT / "frontend" / "node_modules" / "@guidepup" / "virtual-screen-reader" / "lib" / "esm" / "index.browser.js"
HOST = "http://chat.test"
SECURE = "https://chat.test"
"""Where a browser lends its cryptography to scripts."""

HELD = {"conversation": "c", "secret": "s"}
NOW = datetime(2026, 11, 30, 16, 41, tzinfo=UTC)
FORM = """<form id="chat-begin" action="/chat/empezar/" method="post"><input type="hidden" name="s" value="0">
<input type="radio" name="role" value="VICTIM"><input type="radio" name="role" value="-">
<select name="topic-VICTIM"><option value="">-</option><option value="t1">1</option></select>
<textarea name="text"></textarea><p class="on"><button>Pedir una persona</button></p></form>"""
TOKENS = ROOT / "frontend" / "src" / "tokens.css"


def built(entry: str) -> list[Path]:
    """Return the files that a page loads for one of the front end's entries, its script first."""
    manifest_file = DIST / "manifest.json"
    if not manifest_file.exists():
        skip_without("the built front end", advice="make frontend")
    manifest: dict[str, Any] = json.loads(manifest_file.read_text(encoding="utf-8"))
    chunks, waiting = [], [entry]
    while waiting:
        chunk = manifest[waiting.pop()]
        chunks.append(chunk)
        waiting += chunk.get("imports", [])
    names = [chunk["file"] for chunk in chunks] + [name for chunk in chunks for name in chunk.get("css", [])]
    return [DIST / name for name in dict.fromkeys(names)]


def compressed_bytes(*texts: bytes) -> int:
    """Return how many bytes go over the line for files that are each compressed by gzip."""
    return sum(len(gzip.compress(text)) for text in texts)


def message(seq: int, author: str = "OPERATOR", text: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a message as the server sends it; without words its text is its number."""
    return {
        "seq": seq,
        "clientId": f"c{seq}",
        "author": author,
        "authorName": "Rosa" if author == "OPERATOR" else "",
        "kind": "TEXT",
        "event": "",
        "text": f"Mensaje {seq}." if text is None else text,
        "card": None,
        "isAutomatic": False,
        "isRemoved": False,
        "callStartsAt": None,
        "callEndsAt": None,
        "sentAt": (NOW + timedelta(minutes=seq)).isoformat(),
        **more,
    }


def event(seq: int, name: str) -> dict[str, Any]:
    """Return something that happened as the server sends it."""
    return message(seq, "SYSTEM", kind="EVENT", event=name, authorName="Rosa") | {"text": None}


def conversation(**more: Any) -> dict[str, Any]:
    """Return where a conversation stands as the server sends it."""
    return {
        "id": "c",
        "state": "ATTENDED",
        "version": 1,
        "lastSeq": 0,
        "language": "es-MX",
        "operatorName": "Rosa",
        "supervisorName": "",
        "role": "",
        "position": None,
        "waitSeconds": None,
        "endedAt": None,
        "endReason": "",
        "rating": None,
        "isNearlyInactive": False,
        "endsAt": None,
        "isErased": False,
        "callStartsAt": None,
        "callEndsAt": None,
        "callNumber": "",
        "contentState": "",
        **more,
    }


@dataclass
class ChatPage:
    """A page of the chat, and the server's end of its socket.

    Attributes:
        stored: what the server has; it is sent behind `after` to whoever says hello.
        received: frames of the client, all sockets', oldest first.
        begun: what was sent to begin.
        starts: how beginnings are answered, before one is taken.
    """

    context: BrowserContext
    page: Page
    stored: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=conversation)
    received: list[dict[str, Any]] = field(default_factory=list)
    begun: list[Any] = field(default_factory=list)
    starts: list[dict[str, Any]] = field(default_factory=list)
    sockets: list[WebSocketRoute] = field(default_factory=list)
    acknowledges: bool = True

    def open(self, path: str = "conversacion/") -> None:
        """Load a page that holds a conversation, and wait until it is connected."""
        self.page.goto(f"{HOST}/chat/{path}")
        self.page.wait_for_selector("#content[data-connected=true]")

    def send(self, frame: dict[str, Any]) -> None:
        """Let the server say something."""
        self.sockets[-1].send(json.dumps(frame))

    def store(self, *messages: dict[str, Any]) -> None:
        """Let messages be stored and sent, each in a frame of its own."""
        for one in messages:
            self.stored.append(one)
            self.send({"type": "messages", "messages": [one]})

    def of_type(self, name: str) -> list[dict[str, Any]]:
        """Return the client's frames of a type."""
        return [frame for frame in self.received if frame["type"] == name]

    def texts(self) -> list[str]:
        """Return what the log says, message by message."""
        return self.page.locator("#chat-entries .said").all_inner_texts()

    def answer(self, route: Route) -> None:
        """Serve the page and its files."""
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = DIST / path.removeprefix("/static/")
            kind = "text/css" if file.suffix == ".css" else "text/javascript"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif path == "/reader.js":
            route.fulfill(body=READER.read_bytes(), content_type="text/javascript")
        elif path == "/chat/api/start":
            self.begun.append(route.request.post_data_json)
            answer = self.starts.pop(0) if self.starts else {"conversation": self.shown, "secret": "s"}
            route.fulfill(json=answer, status=200 if "conversation" in answer else 429)
        elif path == "/chat/llamada/":
            page = 'page="call-of-conversation" data-conversation="c"'
            promised = html("Te llamarán").replace('page="conversation"', page)
            route.fulfill(body=promised, content_type="text/html; charset=utf-8")
        elif path.startswith("/chat/"):
            content = FORM if "empezar" in path else ""
            route.fulfill(body=html(content), content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    def listen(self, socket: WebSocketRoute) -> None:
        """Answer a socket as the chat does."""
        self.sockets.append(socket)

        def hear(raw: str | bytes) -> None:
            frame = json.loads(raw)
            self.received.append(frame)
            if frame["type"] == "hello":
                behind = [one for one in self.stored if one["seq"] > frame["after"]]
                welcome = {"type": "welcome", "serverTime": NOW.isoformat(), "conversation": self.shown}
                socket.send(json.dumps({**welcome, "messages": behind}))
            if frame["type"] == "message" and self.acknowledges:
                self.acknowledge(frame)

        socket.on_message(hear)

    def acknowledge(self, frame: dict[str, Any]) -> None:
        """Store a message of the client, and say so."""
        seq = len(self.stored) + 1
        mine = message(seq, "VISITOR", frame["text"], clientId=frame["clientId"])
        self.stored.append(mine)
        self.send({"type": "ack", "clientId": frame["clientId"], "seq": seq, "sentAt": mine["sentAt"]})


GUIDES = ("VICTIM", "a"), ("VICTIM", "b"), ("ACCUSED", "c"), ("THIRD_PARTY", "d")
"""Role and topic of the guided questions that the page has."""


def html(content: str) -> str:
    """Return a page of the chat with what its script needs of it."""
    files = [file.relative_to(DIST).as_posix() for file in built("src/chat/es.ts")]
    styles = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in files if name.endswith(".css"))
    guides = "".join(
        f'<li data-role="{role}" data-topic="{topic}"><a href="/guia/">{topic}</a></li>' for role, topic in GUIDES
    )
    return (
        '<!doctype html><html lang="es-MX"><head><meta charset="utf-8"><title>Chat · Justicia para Ti</title>'
        f'{styles}<script type="module" src="/static/{files[0]}"></script></head>'
        '<body data-chat-page="conversation" data-zone="America/Monterrey" data-state-name="Coahuila" '
        'data-call="/chat/llamada/" data-line="800 111 2222" data-line-name="Línea de ayuda" '
        'data-line-href="tel:8001112222">'
        '<a id="quick-exit" href="/chat/salir/">Salida rápida</a>'
        f'<main id="content">{content}</main><template id="chat-guides"><ul class="guides">'
        f"{guides}</ul></template></body></html>"
    )
