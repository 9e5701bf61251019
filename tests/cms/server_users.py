"""Programs that use an embedded server, for the tests of its life cycle."""

import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2

from cms.embedded import cluster, guardian
from tests.waiting import eventually

# A program that uses the server in argv[1] until its standard input ends, and then releases it or is just killed.
USER = """
import sys
from pathlib import Path
from cms import database

server = database.ensure_running(Path(sys.argv[1]), fast=True)
print(server.port, server.app_url, flush=True)
sys.stdin.read()
"""


def start_user(directory: Path, *, account: str | None = None, **options: Any) -> subprocess.Popen[str]:
    """Start a user of the server, as another account if one is named (only root can)."""
    return subprocess.Popen(
        [*_as(account), sys.executable, "-c", USER, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def _as(account: str | None) -> list[str]:
    if account is None:
        return []
    # Python itself may stand in a folder of root's: it may be read, and nothing more.
    right = "-all,+dac_read_search"
    entry = pwd.getpwnam(account)
    ids = [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids, f"--inh-caps={right}", f"--ambient-caps={right}"]


def first_line(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    return user.stdout.readline()


def value(url: str, query: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def is_stopped(directory: Path, seconds: float = 10) -> bool:
    return eventually(lambda: cluster.running_pid(directory) is None and not guardian.is_running(directory), seconds)
