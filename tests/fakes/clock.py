"""A clock that stands still until a test moves it, in place of the thread's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

AHEAD = 4_000_000_020.0
"""Where to stop the clock for what the library `limits` counts in memory: the start of a minute that is still to come.

A thread of the library reads the real clock and removes what has expired by that, which is all of a minute of the past.
"""


@dataclass
class StoppedClock:
    """What `time.time` and `time.monotonic` return, for one thread."""

    now: float


def stop_clock(monkeypatch: pytest.MonkeyPatch, now: float) -> StoppedClock:
    """Let this thread's clocks stand at `now` until the end of the test.

    Those of other threads go on: what outlives the test, as the watch over the database does, keeps what it read.
    """
    clock = StoppedClock(now)
    for name in ("time", "monotonic"):
        monkeypatch.setattr(time, name, _read(clock, threading.get_ident(), getattr(time, name)))
    return clock


def _read(clock: StoppedClock, thread: int, real: Callable[[], float]) -> Callable[[], float]:
    return lambda: clock.now if threading.get_ident() == thread else real()
