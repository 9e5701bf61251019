"""Kills web, worker and PostgreSQL under the load (`kill -9`), web and PostgreSQL at the time of a commit."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import extensions

from cms import database
from cms.embedded.cluster import running_pid

ROOT = Path(__file__).resolve().parents[2]
AIMING_SECONDS = 60.0
"""So long a commit is waited for; then it is killed all the same."""

ARRIVING_SECONDS = 0.05
"""What a process had answered before it was stopped has been read by then."""

COMMITTING = """
SELECT pid FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND state = 'active' AND query ILIKE 'COMMIT%'
"""


class KeptProcess:
    """A process that is started again whenever it has ended, until it is stopped."""

    def __init__(self, environment: Mapping[str, str], log: Path, command: tuple[str, ...]) -> None:
        self._environment, self._log, self._command = environment, log, command
        self._stopping = threading.Event()
        self._process = self._started()
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and its children."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """End it and its children at once."""
        self.signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it for good."""
        self._stopping.set()
        self._keeper.join()
        self.kill()
        self._process.wait()

    def _keep(self) -> None:
        while not self._stopping.wait(0.1):
            if self._process.poll() is not None:
                self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *self._command],
                cwd=ROOT,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def kept_running(environment: Mapping[str, str], log: Path, *command: str) -> Iterator[KeptProcess]:
    """Keep a process running for the length of a block."""
    process = KeptProcess(environment, log, command)
    try:
        yield process
    finally:
        process.stop()


def kill_between_commit_and_answer(
    web: KeptProcess, directory: Path, waiting_for_answer: Callable[[], Collection[str]]
) -> bool:
    """Kill a process that has written a contact and not answered; return whether there was one.

    It is stopped (`SIGSTOP`) again and again for a moment in which nothing is answered. As soon as the ledger has a
    contact then whose request still waits, it is killed before it goes on.
    """
    is_found = False
    with closing(superuser(directory)) as connection, connection.cursor() as cursor:
        until = time.monotonic() + AIMING_SECONDS
        while not is_found and time.monotonic() < until:
            if not waiting_for_answer():
                time.sleep(0.005)
                continue
            web.signal(signal.SIGSTOP)
            time.sleep(ARRIVING_SECONDS)
            cursor.execute(
                "SELECT id::text FROM assistance_inquiry WHERE id = ANY(%s::uuid[])", [list(waiting_for_answer())]
            )
            written = {row[0] for row in cursor.fetchall()}
            is_found = bool(written & set(waiting_for_answer()))
            if not is_found:
                web.signal(signal.SIGCONT)
                time.sleep(random.uniform(0.005, 0.05))
    web.kill()
    return is_found


def kill_postgres_in_commit(directory: Path) -> bool:
    """Kill the server and all its backends while one commits, as a power cut would, and start it again.

    Returns:
        Whether one was seen to commit.
    """
    pid, committing = running_pid(directory), None
    if pid is not None:
        server = psutil.Process(pid)
        with closing(superuser(directory)) as connection, connection.cursor() as cursor:
            processes = [server, *server.children(recursive=True)]
            until = time.monotonic() + AIMING_SECONDS
            while committing is None and time.monotonic() < until:
                cursor.execute(COMMITTING)
                committing = cursor.fetchone()
            if committing:
                _kill(committing[0])
            for process in [*processes, *server.children(recursive=True)]:
                _kill(process.pid)
    database.ensure_running(directory)
    return committing is not None


def superuser(directory: Path) -> extensions.connection:
    """Return a connection that sees all rows, each statement by itself."""
    server = database.ensure_running(directory)
    connection = psycopg2.connect(server.superuser_url.rpartition("/")[0] + "/" + server.app_url.rpartition("/")[2])
    connection.autocommit = True
    return connection


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
