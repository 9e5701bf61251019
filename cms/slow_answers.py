"""Bounding what answers may hold whose clients do not read them.

Granian sends an answer in pieces from the thread that makes it, which waits for its client without a deadline. So an
answer that is whole already, or a small file, is handed over in one piece, which keeps no thread; of large files few
are sent at a time, and others are refused meanwhile. A watch checks the connections of this process: one of which the
client takes too little of what waits for it is cut, whatever was sent and by whatever thread (Linux only; elsewhere
nothing is cut).
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import socket
import stat
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

WHOLE_BYTES = 256 * 1024
"""A file of this size is read into memory before it is sent."""

RETRY_SECONDS = 5
LOOK_SECONDS = 1.0
BYTES_A_SECOND = 8_000
"""A large answer has this much more time: a second for each so many bytes that its client has taken."""

OPEN = (1, 8)
"""States of TCP in which something can be sent: ESTABLISHED, CLOSE_WAIT."""

ACKNOWLEDGED_AT = 120
"""Where Linux's `struct tcp_info` has `tcpi_bytes_acked`."""

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: what still waits to be sent is dropped."""


def with_few_large_answers(application: Application) -> Application:
    """Return a WSGI application of which few large answers are sent at a time."""
    places = _Places()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started: list[Any] = []

        def start(*arguments: Any) -> None:
            started[:] = arguments[:2]

        body = application(environ, start)
        status, headers = started
        if environ.get("REQUEST_METHOD") == "HEAD" or not _is_large(body, headers):
            whole = b"".join(body)
            _close(body)
            start_response(status, headers)
            return [whole]
        if not places.take():
            _close(body)
            return _refusal(start_response)
        start_response(status, headers)
        return _Sent(body, places)

    return answer


def _is_large(body: Iterable[bytes], headers: list[tuple[str, str]]) -> bool:
    if not getattr(body, "streaming", True) or isinstance(body, list):  # a response of Django, or whole already
        return False
    length = next((value for name, value in headers if name.lower() == "content-length"), "")
    return not (length.isdigit() and int(length) <= WHOLE_BYTES)


def _refusal(start_response: StartResponse) -> list[bytes]:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Too many files are being sent right now. Try again in a few seconds.").encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(RETRY_SECONDS)),
    ]
    start_response("503 Service Unavailable", headers)
    return [text]


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


class _Places:
    """How many large answers are being sent."""

    def __init__(self) -> None:
        self._taken = 0
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take a place; False: there is none."""
        with self._lock:
            if self._taken >= settings.LARGE_ANSWERS:
                return False
            self._taken += 1
            return True

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._taken -= 1


class _Sent:
    """A large answer's body, which has a place until the server closes it."""

    def __init__(self, body: Iterable[bytes], places: _Places) -> None:
        self._body, self._places, self._is_open = body, places, True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """Give the place back, which a second call does not do again."""
        if self._is_open:
            self._is_open = False
            self._places.leave()
        _close(self._body)


class _Sending(NamedTuple):
    """A connection on which something waits to be sent: since when, and how much its client had taken before."""

    began_at: float
    taken: int


class Watch:
    """What waits for clients, as of one look after another.

    Args:
        clock: gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[int, _Sending] = {}
        self._ports: set[int] = set()

    def cut_late(self) -> None:
        """Cut the connections whose clients have had their time."""
        now, before = self._clock(), self._seen
        self._seen = {}
        self._ports = self._ports or _listening_ports()
        for one in _sockets():
            with one:
                number, taken = os.fstat(one.fileno()).st_ino, _taken_of_what_waits(one, self._ports)
                if taken is None:
                    continue
                sending = before.get(number)
                if sending is None or taken < sending.taken:
                    sending = _Sending(now, taken)
                if now - sending.began_at < settings.ANSWER_SECONDS + (taken - sending.taken) / BYTES_A_SECOND:
                    self._seen[number] = sending
                else:
                    _cut(one)


def _sockets() -> Iterator[socket.socket]:
    """Return copies of this process's sockets; the caller closes them."""
    for name in os.listdir("/proc/self/fd"):
        try:
            copy = os.dup(int(name))
        except OSError:  # closed meanwhile
            continue
        if not stat.S_ISSOCK(os.fstat(copy).st_mode):
            os.close(copy)
            continue
        yield socket.socket(fileno=copy)


def _listening_ports() -> set[int]:
    ports = set()
    for one in _sockets():
        with one, contextlib.suppress(OSError):
            if _is_tcp(one) and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                ports.add(one.getsockname()[1])
    return ports


def _is_tcp(one: socket.socket) -> bool:
    return one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM


def _taken_of_what_waits(one: socket.socket, ports: set[int]) -> int | None:
    """Return how many bytes a client has taken so far; None when nothing waits for it, or this is no client."""
    try:
        if not _is_tcp(one) or one.getsockname()[1] not in ports:
            return None
        (waiting,) = struct.unpack("i", fcntl.ioctl(one.fileno(), termios.TIOCOUTQ, bytes(4)))
        info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    except OSError:
        return None
    if not waiting or info[0] not in OPEN:
        return None
    return int(struct.unpack_from("Q", info, ACKNOWLEDGED_AT)[0])


def _cut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        one.shutdown(socket.SHUT_RDWR)


_watch: threading.Thread | None = None
_watched_process = 0


def start() -> None:
    """Start the watch in this process; called again, or in a forked child, it does what is missing."""
    global _watch, _watched_process  # noqa: PLW0603 (one watch a process)
    if (_watch is not None and _watched_process == os.getpid()) or sys.platform != "linux":
        return
    _watched_process = os.getpid()
    _watch = threading.Thread(target=_check_periodically, name="slow-answers", daemon=True)
    _watch.start()


def _check_periodically() -> None:
    watch = Watch()
    while True:
        time.sleep(LOOK_SECONDS)
        try:
            watch.cut_late()
        except Exception:
            logger.exception("The watch over slow answers failed, and goes on.")
