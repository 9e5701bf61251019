"""The tasks of one connection."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Tasks:
    """Tasks that go on beside a connection and end with it.

    The event loop keeps no task from being collected while it waits; whoever starts it has to.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Start a task on the event loop that runs now."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def cancel(self) -> None:
        """Cancel all but the present one."""
        for task in [*self._tasks]:
            if task is not asyncio.current_task():
                task.cancel()
