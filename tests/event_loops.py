"""Asynchronous code in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connections

Result = TypeVar("Result")


def in_loop_of_its_own(act: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run something to its end in a thread and a loop of its own: in a test's thread a browser may keep one running."""

    def run() -> Result:
        try:
            return asyncio.run(act())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()
