"""Figures of several processes, since a scrape reaches only one of them.

Each process writes its own to a file now and then; the one that is asked adds up all files. What belongs together are
the processes that one parent started: its folder is named after it, and goes when it has ended. What a process
counted that died stays, so that no count ever falls while the parent lives.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson
from django.conf import settings

from api.observing.tallies import Counted, Figures, Labels, figures
from cms.embedded.processes import mark

logger = logging.getLogger(__name__)

WRITE_SECONDS = 5.0
_writing = threading.Lock()


def all_figures() -> Figures:
    """Return the sum over this process and those beside it, theirs as of a few seconds ago.

    What is told of this process is written first: another one that is asked next must never tell less.
    """
    own = figures()
    with suppress(OSError):
        write()
    try:
        with _to_oneself():
            mine = _name()
            others = [_read(path) for path in _folder().glob("*.json") if path.stem != mine]
    except OSError:
        others = []
    return _sum([own, *others])


def write() -> None:
    """Write this process's figures where the others find them.

    Raises:
        OSError: the folder cannot be written to.
    """
    _folder().mkdir(parents=True, exist_ok=True)
    with _writing:
        _write(_folder() / f"{_name()}.json", figures())


def gather_ended() -> None:
    """Put together what processes have left that died: a server may replace many in its time.

    Raises:
        OSError: the folder cannot be written to.
    """
    _folder().mkdir(parents=True, exist_ok=True)
    with _to_oneself():
        ended = [
            path for path in _folder().glob("*-*.json") if _identity(int(path.stem.partition("-")[0])) != path.stem
        ]
        if not ended:
            return
        together = _folder() / "ended.json"
        _write(together, _sum([_read(path) for path in (together, *ended)]))
        for path in ended:
            path.unlink()


def _sum(parts: Iterable[Figures]) -> Figures:
    total: dict[Labels, Counted] = {}
    for part in parts:
        for labels, counted in part.items():
            total[labels] = total[labels].and_(counted) if labels in total else counted
    return total


def _write(path: Path, content: Figures) -> None:
    rows = [
        [list(labels), counted.requests, counted.seconds, counted.bytes, counted.buckets]
        for labels, counted in content.items()
    ]
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(orjson.dumps(rows))
    unfinished.replace(path)


@contextmanager
def _to_oneself() -> Iterator[None]:
    """Keep other processes from adding up while files are put together, and the other way round."""
    with (_folder() / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def start() -> None:
    """Write from now on; called again, or in a forked child, it does what is missing."""
    global _writer  # noqa: PLW0603 (one thread a process is what this module is about)
    if _writer is not None and _writer.is_ours():
        return
    with _lock:
        if _writer is None or not _writer.is_ours():
            _writer = _Writer()
            _writer.start()


class _Writer(threading.Thread):
    """Writes the figures every few seconds for as long as the process lives."""

    def __init__(self) -> None:
        super().__init__(name="figures", daemon=True)
        self._pid = os.getpid()

    def is_ours(self) -> bool:
        """Whether the thread runs in this very process."""
        return self._pid == os.getpid() and self.is_alive()

    def run(self) -> None:
        """Write, again and again; what cannot be written now may be later."""
        with suppress(OSError):
            _remove_others_of_the_past()
            gather_ended()
        pause = threading.Event()
        has_failed = False
        while True:
            try:
                write()
                has_failed = False
            except OSError as error:
                if not has_failed:
                    logger.warning("Figures for the other processes cannot be written: %s", error.strerror)
                has_failed = True
            pause.wait(WRITE_SECONDS)


_writer: _Writer | None = None
_lock = threading.Lock()


def _read(path: Path) -> Figures:
    try:
        rows = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return {Labels(*labels): Counted(*numbers) for labels, *numbers in rows}


def _root() -> Path:
    return Path(settings.VAR_DIR) / "metrics"


def _folder() -> Path:
    return _root() / _identity(os.getppid())


def _name() -> str:
    return _identity(os.getpid())


def _identity(pid: int) -> str:
    """Return a name of a process that no later one will have, though it may get the same pid."""
    digest = hashlib.blake2b((mark(pid) or "").encode(), digest_size=8).hexdigest()
    return f"{pid}-{digest}"


def _has_ended(path: Path) -> bool:
    return _identity(int(path.name.partition("-")[0])) != path.stem


def _remove_others_of_the_past() -> None:
    """Remove the folders of parents that have ended."""
    for folder in _root().glob("*-*"):
        pid = folder.name.partition("-")[0]
        if folder != _folder() and pid.isdigit() and folder.name != _identity(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
