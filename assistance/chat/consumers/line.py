"""One visitor who is connected, over whatever transport: frames in turn, and what is new as soon as it is there."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from uuid import UUID

from assistance.chat import figures
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.frames import Frame, refusal
from assistance.chat.process import Realtime
from assistance.chat.protocol import EXIT, Session
from assistance.chat.waking import Signal

from .tasks import Tasks

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 1.0
"""After so long, and a little more, what could not be read is tried again."""

KINDS = frozenset({"hello", "message", "typing", "read", "stay", "end", "erase", "rate", "cancelCall", "exit", "ping"})


class Line:
    """Follows a visitor's conversation for a client that stays connected. It lives on the event loop.

    Args:
        deliver: sends frames to the client.
        hang_up: ends the connection, for a reason.
    """

    def __init__(
        self,
        realtime: Realtime,
        session: Session,
        *,
        transport: str,
        deliver: Callable[[list[Frame]], Awaitable[None]],
        hang_up: Callable[[str], Awaitable[None]],
    ) -> None:
        self._realtime, self.session = realtime, session
        self._transport = transport
        self._deliver, self._hang_up = deliver, hang_up
        self._in_turn = asyncio.Lock()
        self._followed: UUID | None = None
        self._queue: int | None = None
        self._is_behind = False
        self._is_closed = False
        self._pump: asyncio.Task[None] | None = None
        self._tasks = Tasks()

    async def receive(self, frame: Frame) -> None:
        """Do what a frame asks for, and deliver the answer."""
        kind = frame.get("type")
        figures.frames.labels(kind if isinstance(kind, str) and kind in KINDS else "other", self._transport).inc()
        async with self._in_turn:
            try:
                if self.session.access is not None:
                    self._realtime.take_frame(self.session.access.conversation_id)
                # The same message, or end, once more is the same: all may be repeated where a connection died.
                answer = await self._realtime.pool.run(lambda: self.session.receive(frame), may_repeat=True)
            except ChatRefused as refused:
                figures.refused.labels(refused.code.value).inc()
                answer = [refusal(refused, frame)]
            self.follow()
            await self._deliver(answer)
        await self._leave_with(answer)

    def close(self) -> None:
        """Follow nothing any more; once more is no error."""
        was_closed, self._is_closed = self._is_closed, True
        if self._followed is not None:
            if not was_closed and self.session.access is not None:
                self._realtime.line_closed(self.session.access, transport=self._transport)
            queues = [] if self._queue is None else [self._queue]
            self._realtime.watcher.leave(self, [self._followed], queues)
        self._tasks.cancel()

    async def _leave_with(self, frames: list[Frame]) -> None:
        """End the connection if its person has left by the quick exit."""
        if any(one["type"] == "bye" for one in frames):
            await self.hang_up(EXIT)

    async def hang_up(self, reason: str) -> None:
        """End the connection, for a reason."""
        if not self._is_closed:
            figures.closed.labels(reason).inc()
            self.close()
            await self._hang_up(reason)

    def conversation_changed(self, conversation_id: UUID, version: int) -> None:
        """Read what is new, if the client does not know it."""
        if version > self.session.version:
            self.look()

    def queue_changed(self, tenant_id: int) -> None:
        """Look up the client's place, when it is its turn."""
        if self.session.is_waiting:
            self._realtime.watcher.tell_place_later(self.look)

    def signalled(self, signal: Signal) -> None:
        """Notify that somebody types or has read."""
        frames = self.session.signalled(signal)
        if frames and not self._is_closed:
            self._start(self._deliver_in_turn(frames))

    def look(self) -> None:
        """Read what is new, as soon as what is under way is done."""
        self._is_behind = True
        if self._pump is None and not self._is_closed:
            self._pump = self._tasks.start(self._catch_up())

    def follow(self) -> None:
        """Follow the conversation that the session has entered, and its queue for as long as it is there."""
        access = self.session.access
        if access is None or self._is_closed:
            return
        if self._followed is None:
            self._followed = access.conversation_id
            self._realtime.line_opened(access.conversation_id)
            self._realtime.watcher.follow(self, access.conversation_id)
            # What changed between the reading and the following is found by looking once more.
            self._queue = access.tenant_id if self.session.is_waiting else None
            if self._queue is not None:
                self._realtime.watcher.follow_queue(self, self._queue)
            self._realtime.watcher.ask(access.conversation_id)
        elif self._queue is not None and not self.session.is_waiting:
            self._realtime.watcher.leave(self, queues=[self._queue])
            self._queue = None

    async def _catch_up(self) -> None:
        try:
            while self._is_behind and not self._is_closed:
                self._is_behind = False
                await self._pull()
        except (OSError, RuntimeError):
            self.close()
        finally:
            self._pump = None

    async def _pull(self) -> None:
        try:
            async with self._in_turn:
                frames = await self._realtime.pool.run(self.session.pull, may_repeat=True)
                self.follow()
                await self._deliver(frames)
            await self._leave_with(frames)
        except ChatRefused as refused:
            if refused.code == ChatErrorCode.UNAVAILABLE:
                self._is_behind = True
                await asyncio.sleep(AGAIN_SECONDS + random.random())
                return
            await self._deliver([refusal(refused)])
            await self.hang_up("gone")

    async def _deliver_in_turn(self, frames: list[Frame]) -> None:
        async with self._in_turn:
            await self._deliver(frames)

    def _start(self, work: Awaitable[None]) -> None:
        async def done() -> None:
            try:
                await work
            except (OSError, RuntimeError):
                self.close()

        self._tasks.start(done())
