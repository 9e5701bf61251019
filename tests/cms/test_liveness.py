"""The watch over a database that accepts connections and never answers, on a line that passes nothing on."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from cms.postgres import liveness
from tests.fakes.breakable_line import BreakableLine
from tests.journeys.site import eventually

NOTICED_SECONDS = 10.0
Connect = Callable[[], Any]


@pytest.fixture
def line(committed_db: None) -> Iterator[BreakableLine]:
    """The only way to the database, which is watched."""
    settings = connection.settings_dict
    line = BreakableLine(settings["HOST"], int(settings["PORT"] or 5432))
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
