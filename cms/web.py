"""The web process of `manage.py run`: granian in front of the WSGI application, on the loopback interface.

`python -m cms.web PORT`. A real installation starts granian (or any WSGI server) itself, on `cms.wsgi:application`.
"""

import multiprocessing
import os
import sys

from granian import Granian
from granian.constants import Interfaces

from cms.parent import die_with_parent

HOST = "127.0.0.1"
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


def serve(port: int) -> None:
    """Serve until SIGTERM; a worker process that dies is replaced."""
    Granian(
        target="cms.served:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("WEB_WORKERS", "1")),
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    die_with_parent()
    # A forked worker would inherit the thread that watches the parent half alive.
    multiprocessing.set_start_method("spawn")
    serve(int(sys.argv[1]))
