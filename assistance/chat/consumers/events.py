"""The chat as server-sent events: a stream of frames, which begins with the answer to a `hello` in the request.

Source: HTML Living Standard, "Server-sent events". It is read by `fetch`, as `EventSource` cannot send a body.
"""

from __future__ import annotations

import asyncio
import random
import time

from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.frames import Frame, bye, encoded
from assistance.chat.process import TooManyConnections
from assistance.chat.protocol import EXIT, Session
from tenants.viewer import Viewer

from .bodies import Receive, Scope, Send
from .edge import source_of
from .line import Line
from .requests import Answered, JsonRequest

ALIVE_SECONDS = 15.0
"""After so long without an event a comment says that the stream still stands; clients take 23 s for lost."""

LONGEST_SECONDS = 600.0
"""A stream ends after so long, and a little more or less; its client asks for the next one."""

SEND_SECONDS = 10.0
MOST_WAITING = 200
"""Frames that wait to be sent; whoever has more does not read them."""


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a `hello` with a stream."""
    request = JsonRequest(scope, receive, send)
    try:
        viewer, hello = await request.read()
    except Answered:
        return
    stream = Stream(request, viewer, hello)
    try:
        with request.realtime.connected(stream, source=source_of(scope), transport="events"):
            await stream.run()
    except TooManyConnections:
        await request.refuse(ChatRefused(ChatErrorCode.UNAVAILABLE, retry_after=5))
    except ChatRefused as refused:
        await request.refuse(refused)


class Stream:
    """One stream to a visitor."""

    def __init__(self, request: JsonRequest, viewer: Viewer, hello: Frame) -> None:
        self._request, self._hello = request, hello
        (tenant_id,) = viewer.tenants.values()
        self._session = Session(tenant_id)
        self._waiting: asyncio.Queue[Frame | None] = asyncio.Queue(MOST_WAITING)

    async def run(self) -> None:
        """Send until the client hangs up, or does not read, or the stream has lasted long enough.

        Raises:
            ChatRefused: the `hello` is refused; nothing was sent.
        """
        realtime = self._request.realtime
        welcome = await realtime.pool.run(lambda: self._session.hello(self._hello), may_repeat=True)
        line = Line(realtime, self._session, transport="events", deliver=self._deliver, hang_up=self._hang_up)
        await self._request.begin_stream(b"text/event-stream; charset=utf-8")
        gone = asyncio.ensure_future(self._request.until_gone())
        sending = asyncio.ensure_future(self._send_all())
        try:
            await self._deliver(welcome)
            if any(one["type"] == "bye" for one in welcome):
                await self._hang_up(EXIT)
            else:
                line.follow()
            await asyncio.wait([gone, sending], return_when=asyncio.FIRST_COMPLETED)
        finally:
            line.close()
            gone.cancel()
            sending.cancel()

    async def say_bye(self, reason: str, retry_after: float) -> None:
        """Send that the process stops, and end the stream."""
        await self._deliver([bye(reason, retry_after)])
        await self._hang_up(reason)

    async def _send_all(self) -> None:
        until = time.monotonic() + LONGEST_SECONDS * random.uniform(0.9, 1.1)
        try:
            while time.monotonic() < until:
                part = await self._next()
                if part is None:
                    break
                await self._request.send_part(part, seconds=SEND_SECONDS)
            else:
                await self._request.send_part(_event(bye("renew", 0)), seconds=SEND_SECONDS)
            await self._request.end_stream()
        except (TimeoutError, OSError, RuntimeError):  # it does not read, or has gone
            pass

    async def _next(self) -> str | None:
        try:
            async with asyncio.timeout(ALIVE_SECONDS):
                frame = await self._waiting.get()
        except TimeoutError:
            return ":\n\n"
        return None if frame is None else _event(frame)

    async def _deliver(self, frames: list[Frame]) -> None:
        for frame in frames:
            await self._waiting.put(frame)

    async def _hang_up(self, reason: str) -> None:
        await self._waiting.put(None)


def _event(frame: Frame) -> str:
    return f"data: {encoded(frame)}\n\n"
