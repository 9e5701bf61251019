"""One process at a time creates, starts or stops a server."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cms.embedded.errors import DatabaseUnavailable


@contextmanager
def locked(directory: Path, *, wait_seconds: float = 120) -> Iterator[None]:
    """Hold the lock of an existing `directory`.

    Raises:
        DatabaseUnavailable: another process held it for longer than `wait_seconds`.
    """
    path = directory / "lock"
    deadline = time.monotonic() + wait_seconds
    with path.open("a", encoding="utf-8") as file:
        while not _taken(file.fileno()):
            if time.monotonic() >= deadline:
                raise DatabaseUnavailable(f"Another process has held {path} for {wait_seconds:.0f} seconds.")
            time.sleep(0.05)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
