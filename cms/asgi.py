"""The ASGI application of the realtime process: the chat's pages and transports, the desk's live feed, and health."""

from __future__ import annotations

import asyncio
import json
import os
from http import HTTPStatus
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django_application = get_wsgi_application()

from cms.checks import refuse_unsafe_settings  # noqa: E402 (after Django's set-up, as all that follows)

refuse_unsafe_settings()


from assistance.chat.consumers import routing  # noqa: E402 (after Django's set-up, which the modules below need)
from assistance.chat.consumers.bodies import Receive, Scope, Send, header_of  # noqa: E402
from assistance.chat.figures import chat_figures  # noqa: E402
from assistance.chat.process import Realtime  # noqa: E402
from cms.health import readiness  # noqa: E402
from cms.metrics import is_allowed  # noqa: E402
from cms.pages_in_pool import PagesInPool  # noqa: E402

HEALTH_SECONDS = 5.0
SERVED = ("/chat/", "/static/")
"""How the paths begin that Django answers here; all others are the web process's."""


class RealtimeApplication:
    """What uvicorn serves. `realtime` is there between start-up and shutdown."""

    def __init__(self) -> None:
        self.realtime: Realtime | None = None
        self._pages = PagesInPool(django_application, lambda: self.started.pool)

    @property
    def started(self) -> Realtime:
        """What the process has.

        Raises:
            RuntimeError: its server has not sent the event of its start.
        """
        if self.realtime is None:
            raise RuntimeError("The server of the realtime process must support ASGI's lifespan protocol.")
        return self.realtime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, or follow the process's own life."""
        match scope["type"]:
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await routing.websocket({**scope, "realtime": self.started}, receive, send)
            case "http":
                await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.realtime = Realtime()
                self.realtime.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.started.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == "/healthz":
            await _send_json(send, HTTPStatus.OK, {"status": "alive"})
        elif path == "/readyz":
            await self._send_readiness(send)
        elif path == "/metrics":
            await self._send_metrics(scope, send)
        elif (consumer := routing.http_consumer(path)) is not None:
            await consumer({**scope, "realtime": self.started}, receive, send)
        elif path.startswith(SERVED):
            await self._pages(scope, receive, send)
        else:
            await _send(send, HTTPStatus.NOT_FOUND, b"Not Found\n", "text/plain; charset=utf-8")

    async def _send_readiness(self, send: Send) -> None:
        """Answer whether conversations can begin here: not without the database, and not while the process stops."""
        if self.started.is_stopping:
            await _send_json(send, HTTPStatus.SERVICE_UNAVAILABLE, {"status": "unavailable", "stopping": True})
            return
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                found = await asyncio.to_thread(readiness)
        except TimeoutError:
            found = {"status": "unavailable", "database": "unreachable"}
        is_ready = found["status"] == "ready"
        shown: dict[str, Any] = {name: found[name] for name in ("database", "migrations", "missing") if name in found}
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        await _send_json(send, status, {"status": "ready" if is_ready else "unavailable", **shown})

    async def _send_metrics(self, scope: Scope, send: Send) -> None:
        if not is_allowed(header_of(scope, b"authorization")):
            await _send(send, HTTPStatus.NOT_FOUND, b"Not Found\n", "text/plain; charset=utf-8")
            return
        body, media_type = chat_figures(self.started, header_of(scope, b"accept"))
        await _send(send, HTTPStatus.OK, body, media_type)


async def _send_json(send: Send, status: HTTPStatus, content: dict[str, Any]) -> None:
    await _send(send, status, json.dumps(content).encode(), "application/json")


async def _send(send: Send, status: HTTPStatus, body: bytes, media_type: str) -> None:
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})


application = RealtimeApplication()
