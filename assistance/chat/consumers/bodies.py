"""Bodies of requests over ASGI: read whole, no longer than they may be, and no slower."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIEnvironment

from asgiref.wsgi import WsgiToAsgiInstance

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class BodyRefused(Exception):
    """A body is too long, too slow, or ended before it was whole."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


async def read_body(scope: Scope, receive: Receive, *, most_bytes: int, seconds: float) -> bytes:
    """Return the body of a request.

    Raises:
        BodyRefused: with the status for its sender.
    """
    announced = header_of(scope, b"content-length")
    if announced.isdigit() and int(announced) > most_bytes:
        raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, most_bytes)
    except TimeoutError:
        raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from None


async def _read(receive: Receive, most_bytes: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise BodyRefused(HTTPStatus.BAD_REQUEST)
        body += message.get("body", b"")
        if len(body) > most_bytes:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not message.get("more_body"):
            return bytes(body)


def header_of(scope: Scope, name: bytes) -> str:
    """Return the first header of a name, which is in lower case; empty: there is none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def environ_of(scope: Scope, body: bytes = b"") -> WSGIEnvironment:
    """Return WSGI's environment of a request over HTTP, or of a WebSocket's handshake."""
    instance = WsgiToAsgiInstance(None)
    instance.scope = {**scope, "method": scope.get("method", "GET")}
    environ: WSGIEnvironment = instance.build_environ(instance.scope, BytesIO(body))
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
