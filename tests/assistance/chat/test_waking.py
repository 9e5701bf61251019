"""Wake-ups between processes: gathered, after the commit, over PostgreSQL or Redis, and never with a word."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from django.db import connection, transaction

from assistance.chat import waking
from assistance.chat.waking import Signal, WakeUp
from assistance.models import Author
from tenants import listening
from tests.fakes.redis import RedisServer
from tests.waiting import eventually

ONE = UUID("01936d5e-7cf0-7000-8000-000000000001")
OTHER = UUID("01936d5e-7cf0-7000-8000-000000000002")


class Woken:
    """Collects what a subscriber is called with, but for the calls that say that anything may have changed."""

    def __init__(self) -> None:
        self.wake_ups: queue.Queue[WakeUp] = queue.Queue()
        self.everything: queue.Queue[WakeUp] = queue.Queue()

    def __call__(self, wake_up: WakeUp) -> None:
        (self.everything if wake_up.is_everything else self.wake_ups).put(wake_up)

    def next(self) -> WakeUp:
        """Return the next one, within five seconds."""
        return self.wake_ups.get(timeout=5)


@pytest.fixture
def woken(module_committed_db: None) -> Iterator[Woken]:
    subscriber = Woken()
    waking.subscribe(subscriber)
    subscriber.everything.get(timeout=5)
    yield subscriber
    waking.unsubscribe(subscriber)
    waking.flush()
    listening.stop()


class OtherProcess:
    """Sends as another process does: with a name, a thread and connections of its own."""

    def __init__(self) -> None:
        self._sender = waking._Sender()

    def wake(self, wake_up: WakeUp) -> None:
        self._sender.add(waking._tokens(wake_up))


def test_own_subscriber_is_called_at_once_and_only_once(woken: Woken) -> None:
    waking.wake(ONE, 14)

    assert woken.wake_ups.get_nowait() == WakeUp(conversations={ONE: 14})
    assert waking.flush()
    waking.wake(OTHER, 14)
    assert woken.next() == WakeUp(conversations={OTHER: 14})
    assert woken.wake_ups.empty()


def test_nobody_is_woken_before_the_commit_nor_after_a_rollback(woken: Woken) -> None:
    with transaction.atomic():
        waking.wake(ONE, 14)
        transaction.set_rollback(True)
    with transaction.atomic():
        waking.wake_queue(14)
        assert woken.wake_ups.empty()

    assert woken.wake_ups.get_nowait() == WakeUp(queues=frozenset({14}))
    assert woken.wake_ups.empty()


def test_other_process_wakes_with_all_that_it_gathered(woken: Woken) -> None:
    typing, read = Signal(ONE, Author.VISITOR), Signal(OTHER, Author.OPERATOR, read_seq=7)

    OtherProcess().wake(WakeUp({ONE: 14}, frozenset({27}), (typing, read)))

    assert woken.next() == WakeUp({ONE: 14}, frozenset({27}), (typing, read))


def test_hundreds_of_wake_ups_take_few_notifications_none_too_long(woken: Woken) -> None:
    heard: queue.Queue[str | None] = queue.Queue()
    listening.subscribe(waking.CHANNEL, heard.put)
    listening.start()

    with transaction.atomic():
        for number in range(1000):
            waking.wake(UUID(int=number), 14)
    assert waking.flush()

    named: set[str] = set()
    payloads = 0
    while len(named) < 1000:
        payload = heard.get(timeout=5)
        if payload is not None:
            payloads += 1
            assert len(payload) < 8000
            named |= set(payload.split(",")[1:])
    listening.unsubscribe(waking.CHANNEL, heard.put)
    assert payloads <= 20


def test_a_process_notifies_fifty_times_a_second_at_most(woken: Woken) -> None:
    other, began = OtherProcess(), time.monotonic()

    for _time in range(10):
        other.wake(WakeUp({ONE: 14}))
        woken.next()

    assert time.monotonic() - began >= 9 / 50


def test_what_is_no_wake_up_is_passed_over(woken: Woken) -> None:
    other = psycopg2.connect(**connection.get_connection_params())
    with other, other.cursor() as cursor:
        cursor.execute(f"NOTIFY jpt_chat, 'somebody,what,c1.2,q,qx,r{ONE.hex}.z.1,c{ONE.hex}.14'")
    other.close()

    assert woken.next() == WakeUp(conversations={ONE: 14})


def test_connection_that_died_is_made_again(woken: Woken) -> None:
    waking.wake(ONE, 14)
    assert waking.flush()
    heard: queue.Queue[str | None] = queue.Queue()
    listening.subscribe(waking.CHANNEL, heard.put)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = 'jpt waking' AND datname = current_database()"
        )
        assert cursor.fetchone()[0] >= 1

    waking.wake(OTHER, 14)

    assert eventually(lambda: OTHER.hex in (heard.get(timeout=5) or ""), seconds=5)
    listening.unsubscribe(waking.CHANNEL, heard.put)


def test_redis_carries_wake_ups_and_postgresql_does_once_it_is_killed(woken: Woken, settings: Any) -> None:
    with RedisServer() as server:
        settings.REDIS_URL = server.url
        waking.subscribe(woken)
        woken.everything.get(timeout=5)
        before = server.commands_processed()
        other = OtherProcess()

        other.wake(WakeUp({ONE: 14}))

        assert woken.next().conversations == {ONE: 14}
        assert server.commands_processed() > before
        server.kill()
        other.wake(WakeUp({OTHER: 14}))
        assert woken.next().conversations == {OTHER: 14}
