"""The chat over plain requests: their bodies, who sends them, and their answers in JSON."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings

from assistance.chat import errors, figures
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.frames import LONGEST_BYTES, Frame, decoded, refusal
from assistance.chat.process import Realtime
from tenants.viewer import Viewer

from .bodies import BodyRefused, Receive, Scope, Send, header_of, read_body
from .edge import is_own_origin, viewer_of


class Answered(Exception):
    """A request has its answer, and is over."""


class JsonRequest:
    """One request of the chat in JSON, and its answer.

    It is read only if a page of this host sends it, or no page at all; a form cannot, as it has another media type.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.realtime: Realtime = scope["realtime"]

    async def read(self) -> tuple[Viewer, Frame]:
        """Return who asks, and the object that was sent.

        Raises:
            Answered: the request was refused.
        """
        if self.scope["method"] != "POST":
            await self.answer(HTTPStatus.METHOD_NOT_ALLOWED, {}, (b"allow", b"POST"))
            raise Answered
        media_type = header_of(self.scope, b"content-type").partition(";")[0].strip().lower()
        if media_type != "application/json" or not is_own_origin(self.scope):
            await self.refuse(errors.invalid("frame", errors.NOT_TEXT), HTTPStatus.FORBIDDEN)
            raise Answered
        try:
            body = await read_body(self.scope, self._receive, most_bytes=LONGEST_BYTES, seconds=settings.BODY_SECONDS)
            viewer = await self.realtime.pool.run(lambda: viewer_of(self.scope), may_repeat=True)
            return viewer, decoded(body)
        except BodyRefused as refused:
            code = ChatErrorCode.TOO_LONG if refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else None
            refused_chat = errors.invalid("frame", errors.NOT_TEXT) if code is None else _too_long()
            await self.refuse(refused_chat, refused.status)
        except ChatRefused as refused:
            await self.refuse(refused)
        raise Answered

    async def refuse(self, refused: ChatRefused, status: HTTPStatus | None = None) -> None:
        """Answer with a refusal: the frame, and in the body's own keys what it says, for who asked for no frames."""
        figures.refused.labels(refused.code.value).inc()
        frame = refusal(refused)
        headers = [] if refused.retry_after is None else [(b"retry-after", str(refused.retry_after).encode())]
        status = status or refused.status
        await self.answer(status, {**frame, "frames": [frame]}, *headers)

    async def answer(self, status: HTTPStatus, content: Any, *headers: tuple[bytes, bytes]) -> None:
        """Send an answer in JSON."""
        body = orjson.dumps(content)
        every = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            *headers,
        ]
        await self._send({"type": "http.response.start", "status": int(status), "headers": every})
        await self._send({"type": "http.response.body", "body": body})

    async def until_gone(self) -> None:
        """Wait until the client hangs up."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def begin_stream(self, media_type: bytes) -> None:
        """Begin an answer whose parts are sent as they come, which no proxy holds back."""
        headers = [
            (b"content-type", media_type),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send_part(self, part: str, *, seconds: float) -> None:
        """Send a part.

        Raises:
            TimeoutError: the client does not take it.
        """
        async with asyncio.timeout(seconds):
            await self._send({"type": "http.response.body", "body": part.encode(), "more_body": True})

    async def end_stream(self) -> None:
        """End the answer."""
        await self._send({"type": "http.response.body", "body": b""})


def _too_long() -> ChatRefused:
    return ChatRefused(ChatErrorCode.TOO_LONG, sentence=errors.NOT_TEXT)
