"""The worker's loops: each does one thing again and again, and outlives whatever goes wrong."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import Error, connections

from tenants.errors import NO_ANSWER

logger = logging.getLogger("worker")

LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True)
class Loop:
    """Something to do every `seconds`; `work` returns how much it did."""

    name: str
    seconds: float
    work: Callable[[], int]

    def run(self, stopping: threading.Event) -> None:
        """Work until stopped. A failure is logged and tried again later; it never ends the loop."""
        failures = 0
        while not stopping.is_set():
            failures = failures + 1 if self._fails(failures) else 0
            stopping.wait(min(self.seconds * 2 ** min(failures, 10), max(LONGEST_PAUSE_SECONDS, self.seconds)))

    def _fails(self, failures_before: int) -> bool:
        try:
            started_at = time.monotonic()
            done = self.work()
        except NO_ANSWER as error:
            logger.warning("%s: the database does not answer (%s).", self.name, _first_line(error))
            return True
        except Exception:
            # Whatever the work does, the other pieces of it must still be tried later.
            logger.exception("%s failed.", self.name)
            return True
        finally:
            _close_broken_connections()
        if done:
            logger.info("%s: %d done in %.1f s.", self.name, done, time.monotonic() - started_at)
        if failures_before:
            logger.info("%s: works again.", self.name)
        return False


def run_until_stopped(loops: list[Loop], stopping: threading.Event) -> None:
    """Run each loop in a thread of its own, with a database connection of its own, until stopped."""
    threads = [threading.Thread(target=_run, args=[loop, stopping], name=loop.name) for loop in loops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run(loop: Loop, stopping: threading.Event) -> None:
    try:
        loop.run(stopping)
    finally:
        connections.close_all()


def _close_broken_connections() -> None:
    for connection in connections.all(initialized_only=True):
        try:
            connection.close_if_unusable_or_obsolete()
        except Error:
            connection.connection = None


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
