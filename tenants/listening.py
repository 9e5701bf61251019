"""Hearing from other processes: PostgreSQL's LISTEN and NOTIFY on one connection and one thread of each process.

Notifications reach all processes within milliseconds of the commit. A callback receives the payload, or None for
"anything may have changed": after each (re)connection, and every `POLL_SECONDS` as a slow poll behind. While
PostgreSQL is unavailable nothing is called, so that caches stay. The connection is asynchronous, as each answer
has a deadline: a session that hangs, even by itself, is replaced.
"""

import logging
import os
import select
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg2 import extensions, sql

from .change_counter import change_counter

logger = logging.getLogger(__name__)

Callback = Callable[[str | None], None]

POLL_SECONDS = 5.0
ANSWER_SECONDS = 2.0
"""How long PostgreSQL may take to connect or to answer; it is asked for next to nothing here."""

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
JOIN_SECONDS = 6.0
APPLICATION_NAME = "jpt listening"

_callbacks: dict[str, list[Callback]] = defaultdict(list)
_lock = threading.Lock()
_thread: "_ListeningThread | None" = None


def subscribe(channel: str, callback: Callback) -> None:
    """Call `callback` with each payload on `channel`, and with None whenever anything may have changed.

    It is called on the listening thread, or (for this process's own `notify`) on the thread that committed. It must
    be quick; an error in it is logged and goes no further. Subscribing twice is the same as once.
    """
    with _lock:
        if callback not in _callbacks[channel]:
            _callbacks[channel].append(callback)
        thread = _thread
    if thread is not None:
        thread.wake()


def unsubscribe(channel: str, callback: Callback) -> None:
    """Call `callback` no more; one that was never subscribed is no error."""
    with _lock:
        if callback in _callbacks[channel]:
            _callbacks[channel].remove(callback)


def notify(channel: str, payload: str = "") -> None:
    """Notify all processes when the present transaction commits, and call this one's callbacks right after it.

    Args:
        payload: at most 8000 bytes; nothing secret, since every role of the database may listen.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, payload])
    transaction.on_commit(lambda: _call_back(channel, payload))


def start() -> None:
    """Start listening in this process; called again, or in a forked child, it does what is missing."""
    global _thread  # noqa: PLW0603 (one thread a process is what this module is about)
    if _thread is not None and _thread.is_ours():
        return
    with _lock:
        if _thread is None or not _thread.is_ours():
            _thread = _ListeningThread()
            _thread.start()


def stop() -> None:
    """Stop listening and wait for the thread to end; not started is no error."""
    global _thread
    with _lock:
        thread, _thread = _thread, None
    if thread is not None and thread.is_ours():
        thread.stop()


def is_connected() -> bool:
    """Return whether this process receives notifications now."""
    thread = _thread
    return thread is not None and thread.is_ours() and thread.is_connected


def is_cut_off() -> bool:
    """Return whether this process cannot receive notifications: the database did not answer the last time."""
    thread = _thread
    return thread is not None and thread.is_ours() and thread.is_cut_off


def mark_cut_off() -> None:
    """Mark this process as cut off until PostgreSQL answers again; called after a query without an answer."""
    thread = _thread
    if thread is not None and thread.is_ours():
        thread.mark_cut_off()


def cuts() -> int:
    """Return how often this process has been cut off so far."""
    thread = _thread
    return 0 if thread is None else thread.cuts


class _ListeningThread(threading.Thread):
    """Connects, listens, reconnects with growing pauses; ends with its process."""

    def __init__(self) -> None:
        super().__init__(name="listening", daemon=True)
        self.is_connected = False
        self.is_cut_off = False
        self.cuts = 0
        self._pid = os.getpid()
        self._is_stopping = False
        self._is_to_be_checked = False
        self._wake_reader, self._wake_writer = os.pipe()

    def is_ours(self) -> bool:
        """Whether the thread runs in this very process: a fork copies the object but not the thread."""
        return self._pid == os.getpid() and self.is_alive()

    def wake(self) -> None:
        """Make the thread read its subscriptions now."""
        if self.is_ours():
            os.write(self._wake_writer, b".")

    def mark_cut_off(self) -> None:
        """Mark as cut off, and check the connection at once."""
        if not self.is_cut_off:
            self._is_to_be_checked = True
            self._cut_off()
            self.wake()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._is_stopping = True
        self.wake()
        self.join(timeout=JOIN_SECONDS)
        if not self.is_alive():
            os.close(self._wake_reader)
            os.close(self._wake_writer)

    def run(self) -> None:
        """Listen until stopped."""
        pause_seconds = FIRST_PAUSE_SECONDS
        while not self._is_stopping:
            try:
                with closing(_connect()) as connection:
                    _finish(connection)
                    pause_seconds = FIRST_PAUSE_SECONDS
                    self._follow(connection)
            except (psycopg2.Error, OSError) as error:
                if self.is_connected or pause_seconds == FIRST_PAUSE_SECONDS:
                    logger.warning("PostgreSQL is away, trying again: %s", str(error).strip())
            self._lost()
            self._wait(pause_seconds)
            pause_seconds = min(pause_seconds * 2, LONGEST_PAUSE_SECONDS)

    def _lost(self) -> None:
        self.is_connected = False
        if not self._is_stopping and not self.is_cut_off:
            self._cut_off()

    def _cut_off(self) -> None:
        self.is_cut_off = True
        self.cuts += 1
        change_counter.add()

    def _follow(self, connection: extensions.connection) -> None:
        listening: set[str] = set()
        poll_at = 0.0
        while not self._is_stopping:
            for channel in _channels() - listening:
                _execute(connection, sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                listening.add(channel)
                poll_at = 0.0
            is_due = time.monotonic() >= poll_at
            if is_due or self._is_to_be_checked:
                self._is_to_be_checked = False
                _execute(connection, sql.SQL("SELECT 1"))  # finds out whether the other end still lives
                if is_due:
                    self.is_connected = True
                    _call_back_all()
                    poll_at = time.monotonic() + POLL_SECONDS
                self.is_cut_off = self._is_to_be_checked
            while connection.notifies:
                notification = connection.notifies.pop(0)
                _call_back(notification.channel, notification.payload)
                connections.close_all()
            self._wait(poll_at - time.monotonic(), connection)
            connection.poll()

    def _wait(self, seconds: float, connection: extensions.connection | None = None) -> None:
        watched = [self._wake_reader] if connection is None else [self._wake_reader, connection.fileno()]
        if self._wake_reader in _ready(watched, select.POLLIN, seconds):
            os.read(self._wake_reader, 4096)


def _connect() -> extensions.connection:
    """Begin to connect."""
    database = connections[DEFAULT_DB_ALIAS]
    # The backend's own way, so that a server that hangs is given up here as well.
    connection: extensions.connection = database.get_new_connection(
        {**database.get_connection_params(), "application_name": APPLICATION_NAME, "async_": True}
    )
    return connection


def _execute(connection: extensions.connection, statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        _finish(connection)


def _finish(connection: extensions.connection) -> None:
    """Wait until the connection is made, or the statement executed.

    Raises:
        OperationalError: it has not within `ANSWER_SECONDS`.
    """
    until = time.monotonic() + ANSWER_SECONDS
    while (state := connection.poll()) != extensions.POLL_OK:
        event = select.POLLOUT if state == extensions.POLL_WRITE else select.POLLIN
        if not _ready([connection.fileno()], event, until - time.monotonic()):
            raise psycopg2.OperationalError("PostgreSQL does not answer.")


def _ready(files: Iterable[int], event: int, seconds: float) -> set[int]:
    """Return the files that are ready within the time. Unlike `select.select`, it takes those beyond the 1024th."""
    poll = select.poll()
    for file in files:
        poll.register(file, event)
    return {file for file, _ in poll.poll(max(0.0, seconds) * 1000)}


def _channels() -> set[str]:
    with _lock:
        return set(_callbacks)


def _call_back_all() -> None:
    for channel in _channels():
        _call_back(channel, None)
    connections.close_all()  # what the callbacks opened on this thread


def _call_back(channel: str, payload: str | None) -> None:
    with _lock:
        callbacks = list(_callbacks.get(channel, ()))
    for callback in callbacks:
        try:
            callback(payload)
        except Exception:  # one subscriber's fault must not silence the others
            logger.exception("A subscriber of “%s” failed.", channel)
