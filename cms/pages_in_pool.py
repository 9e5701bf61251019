"""Django's synchronous pages under ASGI: in the threads that the realtime process has for its database.

A body is read whole before a thread is taken, within its time and its size, so that who sends slowly holds none.
Whoever leaves quickly is answered before one is free, but for a second where something is to be erased first.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from assistance.chat import leaving
from assistance.chat.consumers.bodies import BodyRefused, Receive, Scope, Send, environ_of, read_body
from assistance.chat.errors import ChatRefused
from assistance.chat.pool import DatabasePool

MOST_BYTES = 64 * 1024
"""Of a form; a message of 2,000 characters takes at most 24,000."""

Application = Callable[[WSGIEnvironment, Callable[..., Any]], Iterable[bytes]]


class PagesInPool:
    """An ASGI application around a WSGI one whose answers are small, and are sent whole.

    Args:
        pool: returns the pool; there is none before the process has started.
    """

    def __init__(self, application: Application, pool: Callable[[], DatabasePool]) -> None:
        self._application = application
        self._pool = pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request over HTTP."""
        if scope["path"] == leaving.PATH and scope["method"] in ("GET", "HEAD"):
            await self._let_go(scope, receive, send)
        else:
            await self._answer_in_pool(scope, receive, send)

    async def _let_go(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer who leaves quickly at once, and let the page do what it does beside it."""
        request = WSGIRequest(environ_of(scope))
        try:
            response = leaving.farewell(request)
        except DisallowedHost:
            await self._answer_in_pool(scope, receive, send)
            return
        doing = asyncio.ensure_future(self._pool().run(lambda: self._answer(scope, b"")))
        if leaving.erases_on_exit(request):
            await asyncio.wait([doing], timeout=leaving.ERASED_WITHIN_SECONDS)
        await _send_whole(send, response.status_code, _headers_of(response), b"")
        with contextlib.suppress(ChatRefused):  # too many wait, or the database is away: that they are silent shows
            await doing

    async def _answer_in_pool(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(scope, receive, most_bytes=MOST_BYTES, seconds=settings.BODY_SECONDS)
        except BodyRefused as refused:
            await _send_text(send, refused.status)
            return
        try:
            status, headers, content = await self._pool().run(lambda: self._answer(scope, body))
        except ChatRefused as refused:
            await _send_text(send, HTTPStatus.SERVICE_UNAVAILABLE, retry_after=refused.retry_after)
            return
        await _send_whole(send, status, headers, content)

    def _answer(self, scope: Scope, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        started: list[Any] = []
        environ = environ_of(scope, body)
        answer = self._application(environ, lambda status, headers, _error=None: started.extend([status, headers]))
        try:
            content = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        status, headers = started[:2]
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        if not any(name == b"content-length" for name, _value in encoded):
            encoded.append((b"content-length", str(len(content)).encode()))
        return int(status.split(" ", 1)[0]), encoded, b"" if scope["method"] == "HEAD" else content


def _headers_of(response: HttpResponse) -> list[tuple[bytes, bytes]]:
    cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
    headers = [*response.items(), *cookies, ("Content-Length", "0")]
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


async def _send_whole(send: Send, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _send_text(send: Send, status: HTTPStatus, retry_after: int | None = None) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        texts = {
            HTTPStatus.REQUEST_TIMEOUT: _(
                "What you sent did not arrive in time. Check your connection and send it again."
            ),
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("What you sent is too long. Send it in parts."),
            HTTPStatus.SERVICE_UNAVAILABLE: _(
                "The chat is not available now. Try again in a moment; in danger, call 911."
            ),
        }
        content = texts.get(status, status.phrase).encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if retry_after is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    await _send_whole(send, int(status), headers, content)
