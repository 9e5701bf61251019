"""A child that ends with its parent, even when the parent is killed outright."""

import os
import signal
import threading
import time

WATCH_SECONDS = 0.5
GRACE_SECONDS = 8.0


def die_with_parent() -> None:
    """Watch the parent from now on, and end this process once it is gone: politely, then at once."""
    threading.Thread(target=_watch, args=[os.getppid()], name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
