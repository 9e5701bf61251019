"""A clock that stands still until a test moves it, in place of the process's own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest


@dataclass
class StoppedClock:
    """What `time.time` and `time.monotonic` return, for whoever asks."""

    now: float

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def stop_clock(monkeypatch: pytest.MonkeyPatch, now: float) -> StoppedClock:
    """Let the process's clocks stand at `now` until the end of the test."""
    clock = StoppedClock(now)
    for name in ("time.time", "time.monotonic"):
        monkeypatch.setattr(name, clock)
    return clock
