"""Reading request bodies, in a way that lets a watch end the reading of one that comes too slowly.

A server's own `read` blocks until the client has sent everything, and Python cannot interrupt it. The watch
(`cms.slow_bodies`) finds the threads that are in `read_body`; when it cuts a connection, the read returns too little.
"""

from __future__ import annotations

import threading
import time
from typing import Any
from wsgiref.types import WSGIEnvironment

GRACE_SECONDS = 0.05
GRACE_REQUESTS = 8
_grace = threading.BoundedSemaphore(GRACE_REQUESTS)


IS_READ = "api.body_is_read"
"""Stands in the environment of a request whose body was read to its end."""


class BodyIncomplete(OSError):
    """The client broke off, or sent its body too slowly and was cut off."""


def read_body(
    stream: Any, size: int, seconds: float | None = None, *, is_whole: bool = True, began_at: float | None = None
) -> bytes:
    """Read up to `size` bytes of a request's body.

    Args:
        seconds: how long it may take, if not as long as the settings say; it is the watch that reads this.
        began_at: when the first of several readings of one body began; for the watch, too.
        is_whole: whether so many bytes were announced, and less are not enough.
    Raises:
        BodyIncomplete: less came.
    """
    body: bytes = stream.read(size)
    if is_whole and len(body) < size:
        raise BodyIncomplete("The body did not arrive whole.")
    return body


def is_unread(environ: WSGIEnvironment) -> bool:
    """Whether a body was announced of which something may still come: no other request can follow on its connection."""
    if IS_READ in environ:
        return False
    return environ.get("CONTENT_LENGTH", "") not in ("", "0") or bool(environ.get("HTTP_TRANSFER_ENCODING"))


def end_of_connection(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """Return the header that says that the connection ends here; none where HTTP does not need it."""
    is_last = environ.get("SERVER_PROTOCOL", "").startswith("HTTP/1") and is_unread(environ)
    return [("Connection", "close")] if is_last else []


def await_body_briefly() -> None:
    """Give a body that is sent right behind its headers a moment to arrive, before its request is refused unread.

    A server that closes a connection with bytes unread resets it, and the client reports a broken connection instead
    of the refusal (RFC 9112, section 9.6). At most `GRACE_REQUESTS` wait at a time: beyond that, clients are refused
    at once, so that unauthenticated clients occupy no more threads than these.
    """
    if _grace.acquire(blocking=False):
        try:
            time.sleep(GRACE_SECONDS)
        finally:
            _grace.release()
