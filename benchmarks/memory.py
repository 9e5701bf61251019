"""How much memory processes take, and PostgreSQL for one database: what several of them share is counted once."""

from __future__ import annotations

from collections.abc import Iterable

import psutil
from django.db import connection


def memory_of(processes: Iterable[psutil.Process]) -> int:
    """Return the bytes of some processes, shared memory counted once (proportional set size).

    What has ended meanwhile, and what is another user's, counts as nothing.
    """
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return total


def postgresql() -> list[psutil.Process]:
    """Return PostgreSQL's processes for the present database: those of its connections, and the server's own.

    Connections to other databases of the same server are left out; of a server on another machine there are none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname IS NULL OR datname = current_database()")
        pids = {pid for (pid,) in cursor.fetchall()}
    found = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    backends = [process for process in found if process.name().startswith("postgres")]
    return backends + [server for server in {process.parent() for process in backends} if server is not None]
