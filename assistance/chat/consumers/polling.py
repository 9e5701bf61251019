"""The chat by plain requests: beginning, long polling, and the frames of clients without a socket."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from http import HTTPStatus
from typing import Any

from django.utils import timezone

from assistance.chat import errors, starting
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.frames import Frame, id_in, refusal
from assistance.chat.framing import page_viewer
from assistance.chat.process import Realtime, TooManyConnections
from assistance.chat.protocol import Session
from assistance.chat.starting import Started, StartInput
from assistance.models import Transport
from tenants.models import Tenant
from tenants.viewer import Viewer

from .bodies import Receive, Scope, Send
from .edge import source_of
from .line import Line
from .requests import Answered, JsonRequest

HOLD_SECONDS = 15.0
"""So long a poll waits for something new, where the client says which `version` it knows; it takes 23 s for lost."""

FIRST_HOLD_SECONDS = 8.0
"""Where it does not: it may not know yet whether polling works at all."""

MOST_FRAMES = 20


async def start(scope: Scope, receive: Receive, send: Send) -> None:
    """Begin a conversation: `{conversation, secret}`."""
    request = JsonRequest(scope, receive, send)
    try:
        viewer, given = await request.read()
    except Answered:
        return
    try:
        started = await request.realtime.pool.run(lambda: _started(viewer, given, source_of(scope)))
    except ChatRefused as refused:
        await request.refuse(refused)
        return
    await request.answer(HTTPStatus.OK, {"conversation": started.conversation.as_json(), "secret": started.secret})


def _started(viewer: Viewer, given: Frame, source: str) -> Started:
    (tenant_id,) = viewer.tenants.values()
    return starting.start(
        tenant=Tenant.objects.get(pk=tenant_id),
        given=_start_input(given),
        key_id=_key_id(given, viewer, source),
        source=source,
        transport=Transport.BROWSER,
        now=timezone.now(),
    )


def _start_input(given: Frame) -> StartInput:
    return StartInput(
        text=_text(given, "text"),
        client_id=None if given.get("clientId") is None else id_in(given, "clientId"),
        role=_text(given, "role"),
        topic_key=_text(given, "topicKey"),
        is_role_missing=given.get("isRoleMissing") is True,
        language=_text(given, "language") or None,
        is_in_danger=given.get("isInDanger") is True,
        is_unsure=given.get("isUnsure") is True,
        secret=_text(given, "secret") or None,
        proof=_text(given, "proof") or None,
    )


def _text(given: Frame, name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise errors.invalid(name, errors.NOT_TEXT)
    return value


def _key_id(given: Frame, viewer: Viewer, source: str) -> int | None:
    """Return the key of the page that shows the chat; one that is not taken for it counts as none."""
    (code,) = viewer.tenants
    page = page_viewer(_text(given, "key"), code=code, source=source)
    return None if page is None else page.key_id


async def frames(scope: Scope, receive: Receive, send: Send) -> None:
    """Do what frames ask for that come together with a `hello`: `{hello, frames}`; answer with frames."""
    request = JsonRequest(scope, receive, send)
    try:
        viewer, given = await request.read()
    except Answered:
        return
    try:
        session, answer = await request.realtime.pool.run(lambda: _entered(viewer, given), may_repeat=True)
        _take_frame(request.realtime, session)
        sent_frames = given.get("frames")
        for frame in sent_frames if isinstance(sent_frames, list) else []:
            answer += await _answered(request.realtime, session, frame)
    except ChatRefused as refused:
        await request.refuse(refused)
        return
    await request.answer(HTTPStatus.OK, {"frames": answer})


async def _answered(realtime: Realtime, session: Session, frame: Any) -> list[Frame]:
    try:
        _take_frame(realtime, session)
    except ChatRefused as refused:
        return [refusal(refused, frame if isinstance(frame, dict) else None)]
    return await realtime.pool.run(partial(_done, session, frame), may_repeat=True)


def _take_frame(realtime: Realtime, session: Session) -> None:
    if session.access is not None:
        realtime.take_frame(session.access.conversation_id)


def _entered(viewer: Viewer, given: Frame) -> tuple[Session, list[Frame]]:
    """Return a session whose client has been greeted, and what it has missed."""
    hello, sent_frames = given.get("hello"), given.get("frames", [])
    if not isinstance(hello, dict):
        raise errors.invalid("hello")
    if not isinstance(sent_frames, list) or len(sent_frames) > MOST_FRAMES:
        raise errors.invalid("frames")
    session = _session(viewer)
    (welcome,) = session.hello(hello)
    if welcome["type"] == "bye":
        return session, [welcome]
    missed = welcome["messages"]
    return session, [{"type": "messages", "messages": missed}] if missed else []


def _done(session: Session, frame: Any) -> list[Frame]:
    try:
        if not isinstance(frame, dict):
            raise errors.invalid("frames")
        return session.receive(frame)
    except ChatRefused as refused:
        if refused.code == ChatErrorCode.UNAVAILABLE:
            raise
        return [refusal(refused, frame if isinstance(frame, dict) else None)]


async def poll(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a `hello` once there is something new, or nothing for a while."""
    request = JsonRequest(scope, receive, send)
    try:
        viewer, hello = await request.read()
    except Answered:
        return
    waiting = Poll(request, viewer, hello)
    try:
        with request.realtime.connected(waiting, source=source_of(scope), transport="poll"):
            answer = await waiting.run()
    except TooManyConnections:
        await request.refuse(ChatRefused(ChatErrorCode.UNAVAILABLE, retry_after=5))
        return
    except ChatRefused as refused:
        await request.refuse(refused)
        return
    if answer is not None:
        await request.answer(HTTPStatus.OK, {"frames": answer})


class Poll:
    """One long poll: it follows a conversation until there is something to tell."""

    def __init__(self, request: JsonRequest, viewer: Viewer, hello: Frame) -> None:
        self._request, self._hello = request, hello
        self._session = _session(viewer)
        self._answer: list[Frame] = []
        self._has_news = asyncio.Event()

    async def run(self) -> list[Frame] | None:
        """Return what to answer; None: the client has hung up.

        Raises:
            ChatRefused: the `hello` is refused.
        """
        realtime, began_at = self._request.realtime, time.monotonic()
        (welcome,) = await realtime.pool.run(lambda: self._session.hello(self._hello), may_repeat=True)
        _take_frame(realtime, self._session)
        if welcome["type"] == "bye":
            return [welcome]
        known = self._hello.get("version")
        if welcome["messages"] or (known is not None and known != welcome["conversation"]["version"]):
            self._note_visit(realtime)
            return [welcome]
        line = Line(realtime, self._session, transport="poll", deliver=self._deliver, hang_up=self._hang_up)
        gone = asyncio.ensure_future(self._request.until_gone())
        news = asyncio.ensure_future(self._has_news.wait())
        try:
            line.follow()
            hold = (FIRST_HOLD_SECONDS if known is None else HOLD_SECONDS) - (time.monotonic() - began_at)
            await asyncio.wait([gone, news], timeout=hold, return_when=asyncio.FIRST_COMPLETED)
            # It was made when the wait began.
            welcome["serverTime"] = timezone.now().isoformat()
            return None if gone.done() else [welcome, *self._answer]
        finally:
            gone.cancel()
            news.cancel()
            line.close()

    def _note_visit(self, realtime: Realtime) -> None:
        if self._session.access is not None:
            realtime.line_opened(self._session.access.conversation_id)
            realtime.line_closed(self._session.access, transport="poll")

    async def say_bye(self, reason: str, retry_after: float) -> None:
        """Answer at once: the client's next poll finds another process, or this one's successor."""
        self._has_news.set()

    async def _deliver(self, frames: list[Frame]) -> None:
        self._answer += frames
        if frames:
            self._has_news.set()

    async def _hang_up(self, reason: str) -> None:
        self._has_news.set()


def _session(viewer: Viewer) -> Session:
    (tenant_id,) = viewer.tenants.values()
    return Session(tenant_id)
