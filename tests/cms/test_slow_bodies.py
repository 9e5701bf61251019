"""What is watched of bodies, and how the application behind reads them."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from pytest_django import Settings

from api.http.bodies import BodyIncomplete, read_body
from cms.slow_bodies import BYTES_A_SECOND, CHUNK_BYTES, Watch, WatchedBody, with_watched_bodies
from tests.fakes.clock import stop_clock
from tests.waiting import eventually


class Stalled:
    """A body of which nothing comes until it is let go."""

    def __init__(self) -> None:
        self.gone = threading.Event()

    def read(self, size: int) -> bytes:
        """Wait."""
        self.gone.wait(30)
        return b""


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@contextmanager
def readers(*seconds: float | None) -> Iterator[list[int]]:
    """Read so many bodies that do not come, each in a thread; yields the threads, in order."""
    body = Stalled()

    def read(limit: float | None) -> None:
        with pytest.raises(BodyIncomplete):
            read_body(body, 10, limit)

    threads = [threading.Thread(target=read, args=[limit]) for limit in seconds]
    for thread in threads:
        thread.start()
    idents = [thread.ident or 0 for thread in threads]
    assert eventually(lambda: all(ident in _reading(sys._current_frames()) for ident in idents), 10)
    yield idents
    body.gone.set()
    for thread in threads:
        thread.join()


def _reading(frames: dict[int, FrameType]) -> dict[int, FrameType]:
    """Return the frames of `read_body`, which a waiting thread is in further up."""
    found = {}
    for thread, frame in frames.items():
        above: FrameType | None = frame
        while above is not None and above.f_code is not read_body.__code__:
            above = above.f_back
        if above is not None:
            found[thread] = above
    return found


def test_a_reading_is_late_when_its_time_is_over(settings: Settings) -> None:
    settings.BODY_SECONDS, clock = 10.0, Clock()
    watch = Watch(clock)
    with readers(None, 3.0) as (usual, short):
        frames = {thread: _reading(sys._current_frames())[thread] for thread in (usual, short)}
        late = []
        for clock.now in (0.0, 2.9, 3.0, 9.9, 10.0):
            late.append(watch.late(frames))

    assert late == [[], [], [frames[short]], [frames[short]], [frames[usual], frames[short]]]


def test_of_too_many_slow_ones_the_oldest_are_late(settings: Settings) -> None:
    settings.BODY_SECONDS, settings.SLOW_BODIES, clock = 10.0, 2, Clock()
    watch = Watch(clock)
    with readers(None, None, None) as threads:
        frames = _reading(sys._current_frames())
        watch.late({threads[1]: frames[threads[1]]})
        clock.now = 0.5
        assert watch.late(frames) == []
        clock.now = 2.0
        late = watch.late(frames)

    assert late == [frames[threads[1]]]


def test_what_is_read_no_more_is_forgotten(settings: Settings) -> None:
    settings.BODY_SECONDS, clock = 10.0, Clock()
    watch = Watch(clock)
    with readers(None) as threads:
        frames = _reading(sys._current_frames())
        watch.late(frames)
        clock.now = 9.0
        watch.late({})
        clock.now = 11.0

        assert watch.late({threads[0]: frames[threads[0]]}) == []


def test_a_body_behind_reads_as_any_stream() -> None:
    text = b"first\nsecond\n" + b"x" * (3 * CHUNK_BYTES)

    assert WatchedBody({"wsgi.input": io.BytesIO(text)}).read() == text
    assert WatchedBody({"wsgi.input": io.BytesIO(text)}).read(7) == text[:7]
    assert WatchedBody({"wsgi.input": io.BytesIO(text)}).read(CHUNK_BYTES + 5) == text[: CHUNK_BYTES + 5]
    assert WatchedBody({"wsgi.input": io.BytesIO(text)}).readline() == b"first\n"
    assert WatchedBody({"wsgi.input": io.BytesIO(text)}).readline(3) == b"fir"
    assert WatchedBody({"wsgi.input": io.BytesIO(text[:13])}).readlines() == [b"first\n", b"second\n"]
    assert WatchedBody({"wsgi.input": io.BytesIO(text)}).read(0) == b""


def test_an_upload_has_more_time_the_more_of_it_has_come(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BODY_SECONDS = 10.0
    given: list[float] = []

    def noted(stream: Any, size: int, seconds: float, *, is_whole: bool, began_at: float) -> bytes:
        given.append(seconds)
        return bytes(stream.read(size))

    monkeypatch.setattr("cms.slow_bodies.read_body", noted)
    stop_clock(monkeypatch, 0.0)
    WatchedBody({"wsgi.input": io.BytesIO(b"x" * CHUNK_BYTES * 2)}).read()

    assert given == [10.0, 10.0 + CHUNK_BYTES / BYTES_A_SECOND, 10.0 + 2 * CHUNK_BYTES / BYTES_A_SECOND]

    monkeypatch.setattr("cms.slow_bodies.LONGEST_SECONDS", 11.0)
    given.clear()
    WatchedBody({"wsgi.input": io.BytesIO(b"x" * CHUNK_BYTES * 2)}).read()

    assert given == [10.0, 11.0, 11.0]


@pytest.mark.parametrize(
    ("method", "read", "is_said"),
    [
        ("POST", 0, True),
        ("POST", 4, True),
        ("POST", 5, False),
        ("POST", None, False),
        ("GET", 0, True),
    ],
)
def test_an_answer_that_leaves_a_body_unread_says_that_the_connection_ends(
    method: str, read: int | None, is_said: bool
) -> None:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environ["wsgi.input"].read(read)
        start_response("200 OK", [("Vary", "Accept")])
        return [b""]

    environ = {
        "REQUEST_METHOD": method,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": "5",
        "wsgi.input": io.BytesIO(b"12345"),
    }
    sent: list[Any] = []
    with_watched_bodies(application)(environ, lambda _status, headers: sent.extend(headers))

    assert sent == [("Vary", "Accept"), *([("Connection", "close")] if is_said else [])]


def test_without_a_body_the_connection_stays() -> None:
    def application(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b""]

    sent: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO()}
    with_watched_bodies(application)(environ, lambda _status, headers: sent.extend(headers))

    assert sent == []
