"""Figures of several processes, since a scrape reaches only one of them.

Each process writes its own to a file now and then; the one that is asked adds up all files. What belongs together are
the processes that one parent started: its folder is named after it, and goes when it has ended. The file of a process
that died stays, so that no count ever falls while the parent lives.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil
from django.conf import settings

from .tallies import Labels, tallies

logger = logging.getLogger("api")

WRITE_SECONDS = 5.0
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted under one set of labels, by one process or by several."""

    requests: int
    seconds: float
    bytes: int
    buckets: list[int]

    def and_(self, other: Counted) -> Counted:
        """Return the sum."""
        return Counted(
            self.requests + other.requests,
            self.seconds + other.seconds,
            self.bytes + other.bytes,
            [one + more for one, more in zip(self.buckets, other.buckets, strict=True)],
        )


Figures = Mapping[Labels, Counted]


def own_figures() -> Figures:
    """Return what this process has counted."""
    return {
        labels: Counted(tally.requests, tally.seconds, tally.bytes, list(tally.buckets))
        for labels, tally in tallies().items()
    }


def all_figures() -> Figures:
    """Return the sum over this process and those beside it, theirs as of a few seconds ago.

    What is told of this process is written first: another one that is asked next must never tell less.
    """
    own = own_figures()
    with suppress(OSError):
        write()
    total = dict(own)
    for path in _folder().glob("*.json"):
        if path.stem == _name():
            continue
        for labels, counted in _read(path).items():
            total[labels] = total[labels].and_(counted) if labels in total else counted
    return total


def write() -> None:
    """Write this process's figures where the others find them.

    Raises:
        OSError: the folder cannot be written to.
    """
    path = _folder() / f"{_name()}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with _writing:
        rows = [
            [list(labels), counted.requests, counted.seconds, counted.bytes, counted.buckets]
            for labels, counted in own_figures().items()
        ]
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_bytes(orjson.dumps(rows))
        unfinished.replace(path)


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
        _remove_others_of_the_past()
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
    with suppress(psutil.Error):
        return f"{pid}-{int(psutil.Process(pid).create_time() * 100)}"
    return f"{pid}-0"


def _remove_others_of_the_past() -> None:
    """Remove the folders of parents that have ended."""
    for folder in _root().glob("*-*"):
        pid = folder.name.partition("-")[0]
        if folder != _folder() and pid.isdigit() and folder.name != _identity(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
