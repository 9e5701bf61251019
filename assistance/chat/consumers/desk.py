"""The live feed of the desk over a WebSocket: for whoever has signed in, from a page of the desk's own origin."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from assistance.chat import figures
from assistance.chat.desk_protocol import DeskSession
from assistance.chat.errors import ChatErrorCode, ChatRefused, not_found
from assistance.chat.frames import Frame, refusal
from assistance.chat.waking import Signal
from assistance.operators.rights import Answering, answering
from tenants.second_factor.state import SecondFactor
from tenants.sites import is_site_host

from .bodies import Scope, environ_of, header_of
from .edge import is_own_origin
from .websocket import Socket

SIGNED_OUT = "signed-out"
"""Why a connection ends whose person is not signed in any more, or answers nobody."""

SIGNED_IN_EVERY_SECONDS = 15.0
"""So often it is checked whether the session still is open and its person still answers."""

WHOLE_EVERY_SECONDS = 0.5
"""Queue and list of conversations are read at most so often; messages at once."""

AGAIN_SECONDS = 1.0


class DeskSocket(Socket):
    """The connection of one desk."""

    transport = "desk"

    def may_connect(self) -> bool:
        """Whether a page of this host connects, or one of the desk's own address."""
        origin = header_of(self.scope, b"origin")
        return bool(origin) and is_own_origin(self.scope, others=(settings.PUBLIC_URL, *settings.CSRF_TRUSTED_ORIGINS))

    async def enter(self) -> None:
        """Find out who has signed in."""
        self._in_turn, self._has_work = asyncio.Lock(), asyncio.Event()
        self._changed: dict[UUID, int] = {}
        self._is_whole_due = True
        self._whole_at = 0.0
        self._checked_at = time.monotonic()
        self._pump: asyncio.Task[None] | None = None
        self._followed: set[UUID] = set()
        self._queues: list[int] = []
        self._session = DeskSession(await self._operator())

    async def entered(self) -> None:
        """Show what there is."""
        self._follow()
        self._work()

    async def take(self, frame: Frame) -> None:
        """Do what a frame asks for; on the occasion see whether its sender is still signed in."""
        kind = str(frame.get("type"))
        figures.frames.labels(
            kind if kind in ("ping", "after", "typing", "noting", "read") else "other", self.transport
        ).inc()
        async with self._in_turn:
            try:
                await self._check_signed_in()
                answer = await self.realtime.pool.run(lambda: self._session.receive(frame), may_repeat=True)
            except ChatRefused as refused:
                figures.refused.labels(refused.code.value).inc()
                if isinstance(refused, SignedOut):
                    await self.hang_up(SIGNED_OUT)
                    return
                answer = [refusal(refused, frame)]
            await self.deliver(answer)

    async def disconnect(self, code: int) -> None:
        """Follow nothing any more."""
        await super().disconnect(code)
        if hasattr(self, "_queues"):
            self.realtime.watcher.leave(self, self._followed, self._queues)

    def conversation_changed(self, conversation_id: UUID, version: int) -> None:
        """Read what is new in a conversation."""
        if version > self._session.held.get(conversation_id, -1):
            self._changed[conversation_id] = version
            self._work()

    def queue_changed(self, tenant_id: int) -> None:
        """Read the queue."""
        self._is_whole_due = True
        self._work()

    def signalled(self, signal: Signal) -> None:
        """Notify that the person types, or has read."""
        frames = self._session.signalled(signal)
        if frames:
            self.tasks.start(self._deliver_in_turn(frames))

    async def _check_signed_in(self) -> None:
        """Look, if it is time, whether somebody still is signed in and answers; whoever only listens must be, too.

        Raises:
            ChatRefused: `SignedOut`; `UNAVAILABLE`.
        """
        if time.monotonic() - self._checked_at > SIGNED_IN_EVERY_SECONDS:
            before, self._session.operator = self._session.operator, await self._operator()
            self._checked_at = time.monotonic()
            self._is_whole_due |= self._session.operator != before

    async def _operator(self) -> Answering:
        return await self.realtime.pool.run(lambda: operator_of(self.scope), may_repeat=True)

    def _follow(self) -> None:
        watcher, held = self.realtime.watcher, set(self._session.held)
        watcher.leave(self, self._followed - held)
        for conversation_id in held - self._followed:
            watcher.follow(self, conversation_id)
        self._followed = held
        queues = self._session.tenant_ids
        watcher.leave(self, queues=set(self._queues) - set(queues))
        for tenant_id in set(queues) - set(self._queues):
            watcher.follow_queue(self, tenant_id)
        self._queues = queues

    def _work(self) -> None:
        self._has_work.set()
        if self._pump is None and self._is_open:
            self._pump = self.tasks.start(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            while self._is_open and (self._changed or self._is_whole_due):
                await self._pull()
        finally:
            self._pump = None

    async def _pull(self) -> None:
        try:
            async with self._in_turn:
                await self._check_signed_in()
                changed, self._changed = self._changed, {}
                await self._pull_messages(changed)
                if self._is_whole_due and time.monotonic() - self._whole_at >= WHOLE_EVERY_SECONDS:
                    self._is_whole_due, self._whole_at = False, time.monotonic()
                    await self.deliver(await self.realtime.pool.run(self._session.pull, may_repeat=True))
                    self._follow()
        except ChatRefused as refused:
            if refused.code != ChatErrorCode.UNAVAILABLE:
                await self.hang_up(SIGNED_OUT if isinstance(refused, SignedOut) else "gone")
                return
            self._is_whole_due = True
            await asyncio.sleep(AGAIN_SECONDS + random.random())
            return
        if self._is_whole_due and not self._changed:
            self._has_work.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, self._whole_at + WHOLE_EVERY_SECONDS - time.monotonic())):
                    await self._has_work.wait()

    async def _pull_messages(self, changed: dict[UUID, int]) -> None:
        for conversation_id, version in changed.items():
            read = partial(self._session.catch_up, conversation_id, version)
            frames, is_all = await self.realtime.pool.run(read, may_repeat=True)
            self._is_whole_due |= not is_all
            await self.deliver(frames)

    async def _deliver_in_turn(self, frames: list[Frame]) -> None:
        async with self._in_turn:
            try:
                await self._check_signed_in()
            except SignedOut:
                await self.hang_up(SIGNED_OUT)
            except ChatRefused:  # the database is away: that somebody types is not told
                return
            await self.deliver(frames)


class SignedOut(ChatRefused):
    """Whoever connected is not signed in any more, or answers nobody."""

    def __init__(self) -> None:
        super().__init__(ChatErrorCode.NOT_FOUND)


def operator_of(scope: Scope) -> Answering:
    """Return who answers, by the desk's cookie, as the desk itself finds it out.

    Raises:
        ChatRefused: nobody who does.
    """
    if is_site_host(header_of(scope, b"host")):
        raise not_found()
    found: list[Answering | None] = []

    def find(request: HttpRequest) -> HttpResponse:
        found.append(answering(request.user))
        return HttpResponse()

    request = WSGIRequest(environ_of(scope))
    SessionMiddleware(AuthenticationMiddleware(SecondFactor(find)))(request)
    operator = found[0]
    if operator is None or not operator.tenants:
        raise SignedOut
    return operator
