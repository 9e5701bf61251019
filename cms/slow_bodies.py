"""Cutting off clients that send their bodies too slowly.

Granian reads bodies without a deadline, and a thread waits for each. The watch looks four times a second at what
threads are in (which costs the requests nothing), answers those that are late with 408, and lets granian cut their
connections, which frees their threads. Under another server, through which the watch cannot answer,
bodies are only as quick as their clients.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from api.endpoint import PATHS
from api.errors.coded_error import CodedError, ErrorCode
from api.http.bodies import IS_READ, end_of_connection, read_body
from api.refusals import plain_refusal

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LOOK_SECONDS = 0.25
STALLED_SECONDS = 1.0
"""A body that takes longer, in however many pieces, counts among the slow ones, of which there may be `SLOW_BODIES`."""

BYTES_A_SECOND = 8_000
"""A large body, such as an uploaded file, has this much more time: a second for each so many bytes that have come."""

LONGEST_SECONDS = 900.0
"""No body may take longer, however much has arrived."""

CHUNK_BYTES = 16_384
READ_BODY = read_body.__code__
FLUSH_SECONDS = 0.05
"""So long an answer is given to leave before its connection is cut."""


class Reading(NamedTuple):
    """A call of `read_body` that has not returned, and when it was first seen."""

    frame: FrameType
    began_at: float

    @property
    def seconds(self) -> float:
        """How long it may take."""
        seconds: float | None = self.frame.f_locals.get("seconds")
        return float(settings.BODY_SECONDS) if seconds is None else seconds

    @property
    def body_began_at(self) -> float:
        """When the reading of the whole body began: this may be one piece of many."""
        began_at: float | None = self.frame.f_locals.get("began_at")
        return self.began_at if began_at is None else began_at


class WatchedBody:
    """`wsgi.input` of the application behind, read in pieces, each with its share of the time."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ
        self._stream = environ["wsgi.input"]
        length = environ.get("CONTENT_LENGTH") or ""
        self._length = int(length) if length.isascii() and length.isdigit() else None
        self._began_at = time.monotonic()
        self._received = 0

    def read(self, size: int | None = None) -> bytes:
        """Read up to `size` bytes, or everything."""
        pieces = []
        while size is None or size > 0:
            wanted = CHUNK_BYTES if size is None else min(size, CHUNK_BYTES)
            piece = self._piece(wanted)
            pieces.append(piece)
            if len(piece) < wanted:
                break
            size = None if size is None else size - wanted
        return b"".join(pieces)

    def readline(self, size: int | None = None) -> bytes:
        """Read up to the end of a line."""
        line = bytearray()
        while size is None or len(line) < size:
            byte = self._piece(1)
            line += byte
            if byte in (b"", b"\n"):
                break
        return bytes(line)

    def readlines(self, hint: int | None = None) -> list[bytes]:
        """Read all lines."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        """Read line by line."""
        return iter(self.readline, b"")

    def _piece(self, size: int) -> bytes:
        allowed = min(settings.BODY_SECONDS + self._received / BYTES_A_SECOND, LONGEST_SECONDS)
        left = allowed - (time.monotonic() - self._began_at)
        piece = read_body(self._stream, size, left, is_whole=False, began_at=self._began_at)
        self._received += len(piece)
        if len(piece) < size or self._received == self._length:
            self._environ[IS_READ] = True
        return piece


def with_watched_bodies(application: Application) -> Application:
    """Return a WSGI application that reads bodies under the watch, with `Connection: close` after an unread one."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, *end_of_connection(environ)], *error)

        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD", "OPTIONS"):
            environ["wsgi.input"] = WatchedBody(environ)
        return application(environ, start)

    return answer


class Watch:
    """What is being read, as of one look after another.

    Args:
        clock: gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[int, Reading] = {}

    def late(self, frames: dict[int, FrameType]) -> list[FrameType]:
        """Return the readings to give up: those past their time, and the oldest of too many slow ones.

        Args:
            frames: what each thread is in.
        """
        now, before = self._clock(), self._seen
        self._seen = {}
        for thread, frame in frames.items():
            if frame.f_code is READ_BODY:
                earlier = before.get(thread)
                self._seen[thread] = earlier if earlier is not None and earlier.frame is frame else Reading(frame, now)
        past, slow = [], []
        for reading in self._seen.values():
            if now - reading.began_at >= reading.seconds:
                past.append(reading)
            elif now - reading.body_began_at >= STALLED_SECONDS:
                slow.append(reading)
        slow.sort(key=lambda reading: reading.body_began_at)
        return [reading.frame for reading in (*past, *slow[: max(0, len(slow) - settings.SLOW_BODIES)])]


_watch: threading.Thread | None = None
_watched_process = 0


def start() -> None:
    """Start the watch in this process; called again, or in a forked child, it does what is missing."""
    global _watch, _watched_process  # noqa: PLW0603 (one watch a process)
    if _watch is not None and _watched_process == os.getpid():
        return
    _watched_process = os.getpid()
    _watch = threading.Thread(target=_check_periodically, name="slow-bodies", daemon=True)
    _watch.start()


def _check_periodically() -> None:
    watch = Watch()
    while True:
        time.sleep(LOOK_SECONDS)
        try:
            for frame in watch.late(sys._current_frames()):
                request = _request_of(frame)
                if request is not None:
                    # Each in a thread of its own: an answer waits a moment for its bytes to leave.
                    threading.Thread(target=_answer, args=request, name="slow-body-answer", daemon=True).start()
        except Exception:
            logger.exception("The watch over slow bodies failed, and goes on.")


def _request_of(reading: FrameType) -> tuple[Any, dict[str, Any]] | None:
    """Return granian's side of the request that a thread reads, and its environment; None for other servers."""
    frame: FrameType | None = reading
    while frame is not None:
        if frame.f_globals.get("__name__") == "granian.wsgi" and "proto" in frame.f_locals:
            return frame.f_locals["proto"], frame.f_locals.get("environ") or frame.f_locals["scope"]
        frame = frame.f_back
    return None


def _answer(protocol: Any, environ: WSGIEnvironment) -> None:
    status, headers, body = timed_out(environ)
    # One byte more is announced than comes: that makes granian's HTTP cut the connection instead of keeping it, and the
    # thread that waits for the body is freed.
    length = ("Content-Length", str(len(body) + 1))
    protocol.response_iter(status, [*headers, length, ("Connection", "close")], _Cut(body))


def timed_out(environ: WSGIEnvironment) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return the answer to a client that sends too slowly: status, headers without the length, and body."""
    if environ.get("PATH_INFO") in PATHS:
        response = plain_refusal(CodedError(ErrorCode.BODY_INCOMPLETE, limit=f"{settings.BODY_SECONDS:g}"), environ)
        headers = [header for header in response.headers if header[0] != "Content-Length"]
        return response.status.value, headers, response.body
    with translation.override(settings.LANGUAGE_CODE):
        text = _("What you sent did not arrive in time. Check your connection and send it again.")
    return 408, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")], text.encode()


class _Cut:
    """An answer's body that ends before its announced length."""

    def __init__(self, body: bytes) -> None:
        self._pieces = iter([body])

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces, None)
        if piece is None:
            time.sleep(FLUSH_SECONDS)
            raise StopIteration
        return piece

    def close(self) -> None:
        """Nothing is held."""
