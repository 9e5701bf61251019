"""Reading request bodies, in a way that lets a watch end the reading of one that comes too slowly.

A server's own `read` blocks until the client has sent everything, and Python cannot interrupt it. Whoever watches
(`cms.slow_bodies`) finds the threads that are in `read_body`; when it cuts a connection, the read returns too little.
"""

from __future__ import annotations

from typing import Any


class BodyIncomplete(OSError):
    """The client broke off, or sent its body too slowly and was cut off."""


def read_body(stream: Any, size: int, seconds: float | None = None, *, is_whole: bool = True) -> bytes:
    """Read up to `size` bytes of a request's body.

    Args:
        seconds: how long it may take, if not as long as the settings say; it is the watch that reads this.
        is_whole: whether so many bytes were announced, and less are not enough.
    Raises:
        BodyIncomplete: less came.
    """
    body: bytes = stream.read(size)
    if is_whole and len(body) < size:
        raise BodyIncomplete("The body did not arrive whole.")
    return body
