"""The stopped clock is the test's alone: threads that outlive the test must not keep what it shows."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.clock import stop_clock


def test_other_threads_clocks_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stop_clock(monkeypatch, 5.0)
    clock.now += 1
    with ThreadPoolExecutor(1) as other:
        elsewhere = [other.submit(read).result() for read in (time.time, time.monotonic)]

    assert [time.time(), time.monotonic()] == [6.0, 6.0]
    assert not {5.0, 6.0} & set(elsewhere)
