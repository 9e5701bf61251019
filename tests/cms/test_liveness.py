"""The watch over a database that accepts connections and never answers, on a line that passes nothing on."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection, connections

from cms.postgres import liveness
from tenants.databases import READER
from tests import database
from tests.fakes.breakable_line import BreakableLine
from tests.waiting import eventually

NOTICED_SECONDS = 10.0
LIMIT_SECONDS = 2.0
BUSY_SECONDS = 3.0
"""What a crowded machine may add."""

Connect = Callable[[], Any]


@pytest.fixture
def line(module_committed_db: None) -> Iterator[BreakableLine]:
    """The only way to the database, which is watched."""
    line = BreakableLine(*database.address())
    liveness.start()
    yield line
    line.flow()
    line.cut()


@pytest.fixture
def connect(line: BreakableLine) -> Iterator[Connect]:
    """Makes a connection of the backend over the line."""
    made = []

    def connect() -> Any:
        parameters = {**connection.get_connection_params(), "host": "127.0.0.1", "port": line.port}
        made.append(connection.get_new_connection(parameters))
        return made[-1]

    yield connect
    line.flow()
    for one in made:
        one.close()
    assert eventually(lambda: can(connect), NOTICED_SECONDS)
    made[-1].close()


def can(connect: Connect) -> bool:
    try:
        connect()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def stopped(*some: Any) -> Iterator[None]:
    """Stop the processes of the server that are behind these connections."""
    pids = [one.info.backend_pid for one in some]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def ask(one: Any) -> int:
    with one.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])


def test_who_waits_is_cut_off_and_so_is_what_idles(line: BreakableLine, connect: Connect) -> None:
    waiting, idle = connect(), connect()
    for one in (waiting, idle):
        one.autocommit = True
        ask(one)

    line.hang()
    with pytest.raises(psycopg2.OperationalError):
        ask(waiting)
    ended, _, _ = select.select([idle], [], [], NOTICED_SECONDS)

    assert ended == [idle]
    with pytest.raises(psycopg2.OperationalError):
        ask(idle)


def test_a_living_postmaster_is_no_proof_of_an_answer(line: BreakableLine, connect: Connect) -> None:
    """As when all backends wait for a disk: connections are accepted, and SSLRequest is answered."""
    waiting, idle = connect(), connect()
    for one in (waiting, idle):
        one.autocommit = True
        ask(one)

    line.hang(has_postmaster=True)
    began = time.monotonic()
    with pytest.raises(psycopg2.OperationalError):
        ask(waiting)
    with pytest.raises(liveness.DoesNotAnswer):
        connect()
    seconds = time.monotonic() - began
    ended, _, _ = select.select([idle], [], [], NOTICED_SECONDS)

    assert seconds < LIMIT_SECONDS + BUSY_SECONDS
    assert ended == [idle]


def test_a_connection_that_cannot_be_made_makes_the_next_ones_fail_at_once(
    line: BreakableLine, connect: Connect
) -> None:
    connect()
    connections[READER].get_new_connection(connections[READER].get_connection_params()).close()  # by another way
    connect()

    def is_refused() -> bool:
        try:
            connect()
        except liveness.DoesNotAnswer:
            return True
        except psycopg2.OperationalError:  # an overloaded machine is given longer than that
            return False
        return False

    line.hang(has_postmaster=True)
    assert eventually(is_refused, 30)
    began = time.monotonic()
    with pytest.raises(liveness.DoesNotAnswer):
        connect()

    assert time.monotonic() - began < liveness.PROBE_SECONDS


def test_backends_that_stopped_are_given_up_while_others_answer(connect: Connect) -> None:
    waiting, idle = connect(), connect()
    for one in (waiting, idle):
        one.autocommit = True
        ask(one)

    began = time.monotonic()
    with stopped(waiting, idle):
        with pytest.raises(psycopg2.OperationalError):
            ask(waiting)
        seconds = time.monotonic() - began
        ended, _, _ = select.select([idle], [], [], NOTICED_SECONDS)
        assert ask(connect()) == 1

    assert seconds < LIMIT_SECONDS + BUSY_SECONDS
    assert ended == [idle]


def test_a_backend_of_the_reader_that_stopped_is_given_up_whoever_connected_last(connect: Connect) -> None:
    reading = connections[READER].get_new_connection(connections[READER].get_connection_params())
    reading.autocommit = True
    ask(reading)
    connect()

    began = time.monotonic()
    with stopped(reading), pytest.raises(psycopg2.OperationalError):
        ask(reading)

    assert time.monotonic() - began < LIMIT_SECONDS + BUSY_SECONDS


@pytest.mark.parametrize(
    ("machine", "slowdown", "seconds"),
    [("a free one", 1.0, 1.2), ("a busy one", 1.9, 1.2), ("an overloaded one", 3.0, 3.6), ("a stuck one", 100.0, 10.0)],
)
def test_a_slow_machine_is_given_more_time(machine: str, slowdown: float, seconds: float) -> None:
    assert liveness.patience_seconds(slowdown) == pytest.approx(seconds)


def test_on_a_free_machine_it_is_noticed_within_two_seconds_after_two_questions() -> None:
    """A statement is seen to wait at the second look; two questions fail, and a look lies between them."""
    noticed = 3 * liveness.CHECK_SECONDS + 2 * liveness.PROBE_SECONDS

    assert noticed <= LIMIT_SECONDS
    assert liveness.PROBE_SECONDS < liveness.patience_seconds(1) <= 2 * liveness.PROBE_SECONDS


def test_a_server_that_answers_old_connections_is_slow_and_not_given_up(line: BreakableLine, connect: Connect) -> None:
    """As on an overloaded machine: whatever is new is not answered in time, again and again."""
    waiting, busy = connect(), connect()
    for one in (waiting, busy):
        one.autocommit = True
        ask(one)
    slept: list[int] = []

    def sleep() -> None:
        with waiting.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_sleep(2.5)")
            slept.append(cursor.fetchone()[0])

    line.hang_new()
    sleeping = threading.Thread(target=sleep)
    sleeping.start()
    while sleeping.is_alive():
        assert ask(busy) == 1
        sleeping.join(0.05)
    line.flow()

    assert slept == [1]
    assert ask(waiting) == 1


def test_a_backend_that_works_is_left_alone(connect: Connect) -> None:
    working, locked, holder = connect(), connect(), connect()
    with holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7)")
    with working.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(4)")
    with locked.cursor() as cursor:
        cursor.execute("SET lock_timeout = '4s'")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            cursor.execute("SELECT pg_advisory_lock(7)")

    assert ask(working) == 1


def test_a_transaction_between_two_statements_goes_on_if_the_server_comes_back(
    line: BreakableLine, connect: Connect
) -> None:
    waiting, working = connect(), connect()
    ask(working)

    line.hang()
    with pytest.raises(psycopg2.OperationalError):
        ask(waiting)
    line.flow()

    assert ask(working) == 1
    working.commit()


def test_once_a_connection_was_not_answered_none_waits_for_the_server(line: BreakableLine, connect: Connect) -> None:
    connect()

    line.hang()
    with pytest.raises(liveness.DoesNotAnswer):
        connect()
    began = time.monotonic()
    with pytest.raises(liveness.DoesNotAnswer):
        connect()

    assert time.monotonic() - began < liveness.PROBE_SECONDS


def test_a_socket_file_at_which_nobody_accepts_does_not_answer(tmp_path: Path) -> None:
    file = str(tmp_path / ".s.PGSQL.5432")
    with socket.socket(socket.AF_UNIX) as server, ExitStack() as queue:
        server.bind(file)
        server.listen(0)
        while _waiting_in(queue).connect_ex(file) == 0:
            pass

        assert not liveness.answers((str(tmp_path), 5432))


def _waiting_in(queue: ExitStack) -> socket.socket:
    waiting = queue.enter_context(socket.socket(socket.AF_UNIX))
    waiting.setblocking(False)
    return waiting
