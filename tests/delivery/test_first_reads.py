"""First reads of a process: states are loaded side by side, and each once, however many ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connections

from content_models.models import NoticePage
from delivery import state_view
from delivery.view import StateView
from publishing.services.publish import publish_page
from tenants.databases import READER
from tests.world import World, build

SECONDS = 60


class Loads:
    """The statements by which memory is filled, each of which waits while the loads are held.

    Args:
        once_read: whether they wait when PostgreSQL has answered, not before it is asked.
    """

    def __init__(self, *, once_read: bool = False) -> None:
        self.once_read = once_read
        self.begun = Event()
        self.may_go_on = Event()
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note a statement, wait, and execute it, or the other way round."""
        if "publishing_contentitem" not in sql:
            return execute(sql, params, many, context)
        self.statements.append(sql)
        answer = execute(sql, params, many, context) if self.once_read else None
        self.begun.set()
        assert self.may_go_on.wait(SECONDS)
        return answer if self.once_read else execute(sql, params, many, context)


@pytest.fixture
def world(committed_db: None) -> Iterator[World]:
    """The small world, committed, of which memory has nothing."""
    world = build(lambda: None)
    state_view.reset()
    yield world
    state_view.reset()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads beside the test's own."""
    with ThreadPoolExecutor(4) as pool:
        yield pool


def read(world: World, code: str, loads: Loads | None = None) -> StateView:
    """Read a state on a connection of this thread's own."""
    try:
        with connections[READER].execute_wrapper(loads or free()):
            return state_view.for_viewer(world.viewer(code), code)
    finally:
        connections.close_all()


def free() -> Loads:
    loads = Loads()
    loads.may_go_on.set()
    return loads


def held(
    pool: ThreadPoolExecutor, world: World, code: str, *, once_read: bool = False
) -> tuple[Loads, Future[StateView]]:
    """The first read of a state that does not end before it may."""
    loads = Loads(once_read=once_read)
    reading = pool.submit(read, world, code, loads)
    assert loads.begun.wait(SECONDS)
    return loads, reading


def test_a_state_is_answered_while_another_one_is_loaded(world: World, pool: ThreadPoolExecutor) -> None:
    state_view.of_library("es-MX")
    slow, reading = held(pool, world, "XNO")

    other = pool.submit(read, world, "XSU").result(SECONDS)

    assert not reading.done()
    assert other.tenant.code == "XSU"
    slow.may_go_on.set()
    assert reading.result(SECONDS).tenant.code == "XNO"


def test_many_who_read_one_state_first_load_it_once(world: World, pool: ThreadPoolExecutor) -> None:
    slow, reading = held(pool, world, "XNO")
    others = [free() for _ in range(3)]
    waiting = [pool.submit(read, world, "XNO", loads) for loads in others]
    slow.may_go_on.set()

    views = [one.result(SECONDS) for one in (reading, *waiting)]

    assert len(slow.statements) == 1
    assert [loads.statements for loads in others] == [[], [], []]
    assert all(view is views[0] for view in views)


def test_a_load_that_waits_does_not_block_reads_of_the_cache(world: World, pool: ThreadPoolExecutor) -> None:
    known = read(world, "XSU")
    slow, reading = held(pool, world, "XNO")

    assert pool.submit(read, world, "XSU").result(SECONDS) is known

    slow.may_go_on.set()
    reading.result(SECONDS)


def test_what_is_published_while_a_state_is_first_loaded_is_served_afterwards(
    world: World, pool: ThreadPoolExecutor
) -> None:
    state_view.of_library("es-MX")
    notice = world.draft(NoticePage, "XNO", "avisos", title="Uno", slug="aviso", text="<p>.</p>")
    slow, reading = held(pool, world, "XNO", once_read=True)
    publish_page(page=notice)
    slow.may_go_on.set()
    reading.result(SECONDS)

    assert read(world, "XNO").by_slug("NOTICE", "aviso")["title"] == "Uno"
