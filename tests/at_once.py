"""Acts at the same instant, each with a connection of its own, and whether one waits for another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections

from publishing.errors import DomainError
from tests.waiting import eventually

WAIT_SECONDS = 60


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What acts return, or with what they are refused, when they begin together."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        together.wait(WAIT_SECONDS)
        try:
            return act()
        except DomainError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(WAIT_SECONDS) for done in [pool.submit(run, act) for act in acts]]


def waits_for_lock() -> bool:
    """Whether another connection comes to wait for what this one holds, within the time."""

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return bool(cursor.fetchone()[0])

    return eventually(waits, WAIT_SECONDS)
