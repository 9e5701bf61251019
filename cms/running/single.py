"""One `manage.py run` for each clone, and where it is."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another process runs on the same directory; `web` is its address once it serves."""

    def __init__(self, pid: int | None, web: str | None) -> None:
        super().__init__("Already running.")
        self.pid = pid
        self.web = web


class Run:
    """The right to run on a directory, held by this process."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.publish_address(None)

    def publish_address(self, web: str | None) -> None:
        """Publish the address of this run for a second one."""
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "web": web}, self._file)
        self._file.flush()


@contextmanager
def only_run(directory: Path) -> Iterator[Run]:
    """Hold the right to run on `directory` for the length of a block; it ends with the process at the latest.

    Raises:
        AlreadyRunning: another living process holds it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "run.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already_running(file) from None
        yield Run(file)


def _already_running(file: IO[str]) -> AlreadyRunning:
    file.seek(0)
    try:
        return AlreadyRunning(**json.load(file))
    except ValueError:
        return AlreadyRunning(None, None)
