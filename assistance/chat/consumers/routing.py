"""Which consumer answers at which address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .bodies import Receive, Scope, Send
from .desk import DeskSocket
from .events import events
from .polling import frames, poll, start
from .websocket import VisitorSocket

Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HTTP: dict[str, Application] = {
    "/chat/api/start": start,
    "/chat/api/events": events,
    "/chat/api/poll": poll,
    "/chat/api/frames": frames,
}
WEBSOCKET: dict[str, Application] = {
    "/chat/api/socket": VisitorSocket.as_asgi(),
    "/chat/desk/": DeskSocket.as_asgi(),
}


def http_consumer(path: str) -> Application | None:
    """Return what answers a request at this path; None: a page, or nothing."""
    return HTTP.get(path)


async def websocket(scope: Scope, receive: Receive, send: Send) -> None:
    """Let the consumer of its path answer a WebSocket; at any other path it is refused."""
    consumer = WEBSOCKET.get(scope["path"])
    if consumer is None:
        await receive()
        await send({"type": "websocket.close", "code": 4404})
        return
    await consumer(scope, receive, send)
