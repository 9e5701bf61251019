"""The chat over a WebSocket (RFC 6455): one frame of the protocol in each message of text."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from assistance.chat import errors, figures
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.frames import Frame, bye, decoded, encoded, refusal
from assistance.chat.process import Realtime, TooManyConnections
from assistance.chat.protocol import EXIT, Session
from assistance.chat.rates import OF_CONNECTION, FrameRate
from tenants.viewer import Viewer

from .edge import is_own_origin, source_of, viewer_of
from .line import Line
from .tasks import Tasks

logger = logging.getLogger(__name__)

HELLO_SECONDS = 10.0
SEND_SECONDS = 10.0
"""A client that does not take what is sent to it for so long is too slow."""

MOST_REFUSED = 40
"""Whoever goes on sending after so many frames were refused for their number is cut off."""

NORMAL, POLICY_VIOLATION, TRY_AGAIN, RESTART = 1000, 1008, 1013, 1012
CODES = {"restart": RESTART, "slow": POLICY_VIOLATION, "flood": POLICY_VIOLATION, "no-hello": POLICY_VIOLATION}


class Socket(AsyncWebsocketConsumer, ABC):
    """A WebSocket of the chat, a visitor's or the desk's: accepted, counted, bounded in rate and in patience."""

    transport = "socket"

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle an event. The database is not this thread's: there are no connections to look after."""
        await getattr(self, get_handler_name(message))(message)

    @property
    def realtime(self) -> Realtime:
        """What the process has."""
        found: Realtime = self.scope["realtime"]
        return found

    async def connect(self) -> None:
        """Accept the connection of a page of this host, if its source has not too many."""
        self._source, self._rate, self._is_open = source_of(self.scope), FrameRate(*OF_CONNECTION), False
        self._deadline: asyncio.TimerHandle | None = None
        self.tasks = Tasks()
        if not self.may_connect():
            figures.closed.labels("origin").inc()
            await self.close(code=POLICY_VIOLATION)
            return
        try:
            await self.enter()
            self.realtime.enter(self, source=self._source, transport=self.transport)
        except (ChatRefused, TooManyConnections) as refused:
            figures.closed.labels("refused").inc()
            retry = isinstance(refused, TooManyConnections) or refused.code == ChatErrorCode.UNAVAILABLE
            await self.close(code=TRY_AGAIN if retry else POLICY_VIOLATION)
            return
        self._is_open = True
        await self.accept()
        await self.entered()

    def may_connect(self) -> bool:
        """Whether a page of its origin may connect."""
        return is_own_origin(self.scope)

    @abstractmethod
    async def enter(self) -> None:
        """Find out who connects.

        Raises:
            ChatRefused: nobody who may.
        """

    async def entered(self) -> None:
        """Begin, once the connection stands."""

    @abstractmethod
    async def take(self, frame: Frame) -> None:
        """Do what a frame asks for."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Read a frame, if it comes at its time."""
        try:
            frame = self._read(text_data)
        except ChatRefused as refused:
            figures.refused.labels(refused.code.value).inc()
            if self._rate.refused > MOST_REFUSED:
                await self.hang_up("flood")
            else:
                await self.deliver([refusal(refused, _with_client_id(text_data))])
            return
        await self.take(frame)

    def _read(self, text: str | None) -> Frame:
        if not self._rate.take():
            raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=1)
        if text is None:
            raise errors.invalid("frame", errors.NOT_TEXT)
        return decoded(text)

    async def deliver(self, frames: list[Frame]) -> None:
        """Send frames; a client that does not take them is cut off."""
        for frame in frames:
            if not self._is_open:
                return
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self.send(text_data=encoded(frame))
            except TimeoutError:
                self._is_open = False
                figures.closed.labels("slow").inc()
                await self._close_in_time(POLICY_VIOLATION)
            except (OSError, RuntimeError):  # the client has gone
                self._is_open = False

    async def hang_up(self, reason: str) -> None:
        """Send the reason, and close."""
        if reason not in (EXIT, "restart"):
            await self.deliver([bye(reason)])
        if self._is_open:
            self._is_open = False
            await self._close_in_time(CODES.get(reason, NORMAL))

    async def say_bye(self, reason: str, retry_after: float) -> None:
        """Send that the process stops, and close."""
        await self.deliver([bye(reason, retry_after)])
        await self.hang_up(reason)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """End, when the client has gone."""
        await self.disconnect(message.get("code", NORMAL))
        raise StopConsumer

    async def disconnect(self, code: int) -> None:
        """Count the connection no more."""
        self._is_open = False
        if self._deadline is not None:
            self._deadline.cancel()
        self.tasks.cancel()
        self.realtime.leave(self, source=self._source, transport=self.transport)

    def expect_within(self, seconds: float, reason: str) -> None:
        """Hang up unless `expected` is called within the time."""
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(seconds, lambda: self.tasks.start(self.hang_up(reason)))

    def expected(self) -> None:
        """Go on: what was waited for has come."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    async def _close_in_time(self, code: int) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.close(code=code)
        except (TimeoutError, OSError, RuntimeError):
            pass


class VisitorSocket(Socket):
    """A visitor's WebSocket."""

    async def enter(self) -> None:
        """Find out the state of the host."""
        viewer = await self.realtime.pool.run(lambda: viewer_of(self.scope), may_repeat=True)
        self._line = line_of(self.realtime, viewer, self)

    async def entered(self) -> None:
        """Wait for the first frame, not for ever."""
        self.expect_within(HELLO_SECONDS, "no-hello")

    async def take(self, frame: Frame) -> None:
        """Do what a frame asks for."""
        if frame.get("type") == "hello":
            self.expected()
        await self._line.receive(frame)
        if self._line.session.access is None and self._deadline is None and self._is_open:
            self.expect_within(HELLO_SECONDS, "no-hello")

    async def disconnect(self, code: int) -> None:
        """Follow nothing any more."""
        await super().disconnect(code)
        if hasattr(self, "_line"):
            self._line.close()


def line_of(realtime: Realtime, viewer: Viewer, socket: Socket) -> Line:
    """Return the line of a visitor of the viewer's state over a socket."""
    (tenant_id,) = viewer.tenants.values()
    return Line(
        realtime, Session(tenant_id), transport=socket.transport, deliver=socket.deliver, hang_up=socket.hang_up
    )


def _with_client_id(text: str | None) -> Frame | None:
    """Return as much of a frame that came too early as says which message it was."""
    try:
        return None if text is None else decoded(text)
    except ChatRefused:
        return None
