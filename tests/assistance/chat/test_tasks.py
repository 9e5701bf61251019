"""Tasks of a connection: they go on although nobody else keeps them, and end with it."""

from __future__ import annotations

import asyncio
import gc
import weakref

from assistance.chat.consumers.tasks import Tasks
from tests.event_loops import in_loop_of_its_own


def test_a_task_goes_on_though_nobody_else_keeps_it() -> None:
    done: list[str] = []

    async def work() -> None:
        # What it waits for is kept by itself alone, so that both could be collected.
        waited = asyncio.get_running_loop().create_future()
        seen.append(weakref.ref(waited))
        await waited
        done.append("done")

    seen: list[weakref.ref[asyncio.Future[None]]] = []

    async def main() -> None:
        tasks = Tasks()
        tasks.start(work())
        await asyncio.sleep(0)
        gc.collect()
        waited = seen[0]()
        assert waited is not None
        waited.set_result(None)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(tasks) == 0

    in_loop_of_its_own(main)

    assert done == ["done"]


def test_what_goes_on_ends_with_the_connection_but_not_who_ends_it() -> None:
    ended: list[str] = []

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("waiting")
            raise

    async def main() -> None:
        tasks = Tasks()

        async def ends_it() -> None:
            tasks.cancel()
            await asyncio.sleep(0)
            ended.append("ending")

        tasks.start(waits())
        await asyncio.sleep(0)
        await tasks.start(ends_it())

    in_loop_of_its_own(main)

    assert ended == ["waiting", "ending"]
