"""The threads in which the realtime process works with the database: few, each with connections that stay open.

Whatever is asynchronous waits for them; nothing else there touches the database. A connection that has died is found
out by who uses it: it is replaced, and so are, before their next use, those of all other threads.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

from publishing.errors import StoreUnavailable
from tenants.errors import NO_ANSWER, IdentityUnavailable

from .errors import ChatErrorCode, ChatRefused

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

MOST_WAITING = 2_000
"""Calls that wait for a thread; more are refused, since they would be late."""

RETRY_AFTER_SECONDS = 2
PATIENCE_SECONDS = 3.0
"""So long a call that may be repeated waits for a database that is away: a restart is over by then."""

PAUSE_SECONDS = 0.5
LOG_PAUSE_SECONDS = 10.0


class DatabasePool:
    """Runs synchronous calls in a fixed number of threads.

    Args:
        threads: how many; each has at most one connection of each alias.
    """

    def __init__(self, threads: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="chat")
        self._local = threading.local()
        self._generation = 0
        self._logged_at = 0.0
        self.waiting = 0

    async def run(self, call: Callable[[], Result], *, may_repeat: bool = False) -> Result:
        """Call in one of the threads.

        Args:
            may_repeat: whether the call may be made again where the connection died, at once and then for some seconds:
                it reads, or what it writes is the same the second time.
        Raises:
            ChatRefused: `UNAVAILABLE`: the database does not answer, or too many wait.
        """
        until = time.monotonic() + (PATIENCE_SECONDS if may_repeat else 0.0)
        while True:
            try:
                return await self._run(call, may_repeat)
            except ChatRefused as refused:
                if refused.code != ChatErrorCode.UNAVAILABLE or time.monotonic() >= until:
                    raise
            # It waits without a thread.
            await asyncio.sleep(random.uniform(0.5, 1.0) * PAUSE_SECONDS)

    async def _run(self, call: Callable[[], Result], may_repeat: bool) -> Result:
        if self.waiting >= MOST_WAITING:
            raise _unavailable()
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, self._call, call, may_repeat)
        finally:
            self.waiting -= 1

    def stop(self) -> None:
        """Let the calls that have begun end, and begin no other."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _call(self, call: Callable[[], Result], may_repeat: bool) -> Result:
        for is_last_try in (not may_repeat, True):
            if getattr(self._local, "generation", 0) != self._generation:
                _close_connections()
            self._local.generation = generation = self._generation
            try:
                return call()
            except (*NO_ANSWER, IdentityUnavailable, StoreUnavailable) as error:
                _close_connections()
                if generation == self._generation:
                    self._generation += 1  # whatever killed this connection may have killed the others
                    self._local.generation = self._generation
                if is_last_try:
                    self._log(error)
                    raise _unavailable() from None
            finally:
                _close_broken_connections()
        raise AssertionError  # the last try returns or raises

    def _log(self, error: Exception) -> None:
        # While the database is away each call fails: one line now and then is enough.
        if time.monotonic() - self._logged_at > LOG_PAUSE_SECONDS:
            self._logged_at = time.monotonic()
            logger.error("The database does not answer the chat: %s", type(error).__name__)


def _unavailable() -> ChatRefused:
    return ChatRefused(ChatErrorCode.UNAVAILABLE, retry_after=RETRY_AFTER_SECONDS)


def _close_connections() -> None:
    for connection in connections.all(initialized_only=True):
        with contextlib.suppress(*NO_ANSWER):
            connection.close()


def _close_broken_connections() -> None:
    """Close what an error has made unusable, and what was left within a transaction."""
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred or connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
