"""The web process of `manage.py run`: granian in front of the WSGI application, on the loopback interface.

`python -m cms.web PORT`. A real installation starts granian (or any WSGI server) itself, on `cms.wsgi:application`.
"""

import multiprocessing
import os
import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from cms.parent import die_with_parent

HOST = "127.0.0.1"
THREADS = 96
"""A request holds a thread from the end of its headers on, so that many must be there before others wait."""

IDLE_SECONDS = 30
"""Threads come as they are needed, and leave when they had nothing to do for so long."""

HEADER_MILLISECONDS = 10_000
"""Headers that take longer are given up, and so is a connection on which nothing is asked for so long."""


def serve(port: int) -> None:
    """Serve until SIGTERM; a worker process that dies is replaced."""
    Granian(
        target="cms.served:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=_number("WEB_WORKERS", 1),
        blocking_threads=_number("WEB_THREADS", THREADS),
        blocking_threads_idle_timeout=IDLE_SECONDS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    ).serve()


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        sys.exit(f"{name} must be a whole number from 1 on, not “{text}”.")
    return int(text)


if __name__ == "__main__":
    die_with_parent()
    # A forked worker would inherit the thread that watches the parent half alive.
    multiprocessing.set_start_method("spawn")
    serve(int(sys.argv[1]))
