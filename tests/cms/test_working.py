"""The worker's loops outlive whatever goes wrong."""

import logging
import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError

from cms.worker_loops import Loop, run_until_stopped


def loop_over(outcomes: list[Callable[[], int]], stopping: threading.Event) -> Loop:
    """A loop whose work has these outcomes, one after the other, and then asks to stop."""
    left = list(outcomes)

    def work() -> int:
        if not left:
            stopping.set()
            return 0
        return left.pop(0)()

    return Loop("Trial", 0.01, work)


def away() -> int:
    raise OperationalError("connection refused\nIs the server running?")


def broken() -> int:
    raise ValueError("unforeseen")


def test_survives_an_unavailable_database_and_logs_when_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    stopping = threading.Event()

    with caplog.at_level(logging.INFO, logger="worker"):
        run_until_stopped([loop_over([away, away, lambda: 0], stopping)], stopping)

    assert [record.getMessage() for record in caplog.records] == [
        "Trial: the database does not answer (connection refused).",
        "Trial: the database does not answer (connection refused).",
        "Trial: works again.",
    ]


def test_survives_any_failure_of_its_work(caplog: pytest.LogCaptureFixture) -> None:
    stopping = threading.Event()

    run_until_stopped([loop_over([broken, lambda: 1], stopping)], stopping)

    assert caplog.records[0].getMessage() == "Trial failed."
    assert caplog.records[0].exc_info is not None


def test_one_loop_s_failure_does_not_stop_the_others() -> None:
    stopping = threading.Event()
    done: list[int] = []

    def count() -> int:
        done.append(1)
        if len(done) == 3:
            stopping.set()
        return 1

    run_until_stopped([Loop("Broken", 0.01, broken), Loop("Sound", 0.01, count)], stopping)

    assert len(done) == 3
