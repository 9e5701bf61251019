"""Giving up a database that accepts connections and never answers.

A statement has no deadline, since an ordinary long act must not be cut. So a watch in each web process checks what
connections are doing; while one waits, it asks the server something on a new connection. When that is not answered
several times in a row, and nothing comes on any other connection either, the server hangs: connections are cut, and
new ones are refused until it answers again. A machine on which everything is slow is given more time: an overloaded
server answers late, a hung one never. Those that idle are cut, too:
nothing begins to wait on them, and listeners notice. A transaction between two statements is left alone until
it waits.

It queries the state that the server reports for the connections that wait. One that is reported as idle, time and
again, while a thread waits on it, has a process that does not read any more: it is closed, and all idle ones with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import math
import os
import select
import socket
import struct
import threading
import time
import weakref
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg2
from psycopg2 import extensions
from psycopg2.extensions import TRANSACTION_STATUS_ACTIVE, TRANSACTION_STATUS_IDLE

logger = logging.getLogger(__name__)

CHECK_SECONDS = 0.25
PROBE_SECONDS = 0.6
HANG_SECONDS = 1.2
"""Probes have failed in a row for so long, two at the least: on a machine that is not overloaded the server hangs."""

MOST_PATIENT_SECONDS = 10.0
"""So long they may fail on any machine, and a connection may take to be made."""

OVERLOADED = 2.0
"""How many times longer work takes than it would alone, from which on the machine itself is slow."""

PROBE_AGAIN_SECONDS = 0.5
PROBE_HUNG_SECONDS = 1.5
"""Seldomer while it hangs, as each probe may leave a process of the server behind that hangs as well."""

SSL_REQUEST = struct.pack("!II", 8, 80_877_103)
"""PostgreSQL's protocol, SSLRequest: every server and pooler answers one byte, before authentication."""

IDLE = """SELECT pid, state_change FROM pg_stat_activity
    WHERE pid = ANY(%s) AND datname = current_database() AND usename = current_user AND state LIKE 'idle%%'"""
"""What the server takes for idle: it has answered, and read nothing since."""

Idle = dict[int, datetime]
"""By the number of a server's process: since when it has been idle."""

_connections: weakref.WeakSet[Any] = weakref.WeakSet()
_lock = threading.Lock()
_watch: threading.Thread | None = None
_watched_process = 0
_hangs = threading.Event()
_server: tuple[str, int] | None = None
_latest: dict[str, Any] = {}
"""How the latest connection was made."""

_parameters: dict[str, dict[str, Any]] = {}
"""By role: how it connects. Of another role's connections the server does not say what they are doing."""

_connecting: dict[object, float] = {}
"""Since when connections are being made."""


_LAST_DATA_RECEIVED = slice(52, 56)
"""Of Linux's `struct tcp_info`: milliseconds since data came (`tcpi_last_data_recv`)."""


class DoesNotAnswer(psycopg2.OperationalError):
    """The server accepts connections and does not answer."""


class _FailedProbes:
    """The probes that have failed in a row, and whether they show that the server hangs."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._lock = threading.Lock()

    def reset(self) -> None:
        """Note that the server has answered a probe."""
        with self._lock:
            self._since = None

    def show_hang(self, probed_at: float) -> bool:
        """Note that a probe has failed that began at an instant; return whether the server hangs.

        Whatever came from it since the first of the failed probes on any connection shows that it does not.
        """
        with self._lock:
            since = self._since = probed_at if self._since is None else self._since
            if _has_received(time.monotonic() - since):
                self._since = None
                return False
        return time.monotonic() - since >= patience_seconds(_slowdown())


_failed_probes = _FailedProbes()


def patience_seconds(slowdown: float) -> float:
    """Return for how long probes may fail before the server is said to hang.

    Args:
        slowdown: how many times longer work takes on this machine than it would alone.
    """
    return HANG_SECONDS if slowdown < OVERLOADED else min(MOST_PATIENT_SECONDS, HANG_SECONDS * slowdown)


def _slowdown() -> float:
    """Return how many times longer than its own time on a processor a little work takes."""
    began_at, worked = time.monotonic(), time.thread_time()
    hashlib.pbkdf2_hmac("sha256", b"", b"", 10_000)
    return (time.monotonic() - began_at) / max(time.thread_time() - worked, 0.0001)


def _has_received(seconds: float) -> bool:
    """Whether data came within some seconds on one of the watched connections, as far as the system says it."""
    with _lock:
        open_connections = [one for one in _connections if not one.closed]
    return any(_silent_seconds(one) < seconds for one in open_connections)


def _silent_seconds(connection: Any) -> float:
    """Return since when nothing has come on a connection; without end where the system does not say it."""
    option = getattr(socket, "TCP_INFO", None)
    if option is None:
        return math.inf
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as end:
            if end.family == socket.AF_UNIX:
                return math.inf
            info = end.getsockopt(socket.IPPROTO_TCP, option, _LAST_DATA_RECEIVED.stop)
    except (OSError, psycopg2.Error):
        return math.inf
    return float(struct.unpack("I", info[_LAST_DATA_RECEIVED])[0]) / 1000


def start() -> None:
    """Start the watch in this process; called again, or in a forked child, it does what is missing."""
    global _watch, _watched_process  # noqa: PLW0603 (one watch a process)
    if _watch is not None and _watched_process == os.getpid():
        return
    _watched_process = os.getpid()
    _watch = threading.Thread(target=_check_periodically, name="database-watch", daemon=True)
    _watch.start()


@contextlib.contextmanager
def connecting(parameters: dict[str, Any]) -> Iterator[None]:
    """Ask the server whether it answers, before a connection is made that would wait for it, and watch the making.

    Raises:
        DoesNotAnswer: it hangs. A server that refuses connections is left for the connection itself to report.
    """
    _require_answer(parameters)
    making = object()
    _connecting[making] = time.monotonic()
    try:
        yield
    finally:
        del _connecting[making]


def _require_answer(parameters: dict[str, Any]) -> None:
    global _server, _latest
    server = _address(parameters)
    # Noted even before the watch begins: a connection made until then is watched, too.
    if server is not None:
        _server, _latest = server, parameters
        _parameters[str(parameters.get("user"))] = parameters
    if _watch is None or server is None:
        return
    began_at = time.monotonic()
    while not _hangs.is_set() and time.monotonic() - began_at < MOST_PATIENT_SECONDS:
        probed_at = time.monotonic()
        if answers(server):
            return
        if _failed_probes.show_hang(probed_at):
            _mark_hanging()
    raise DoesNotAnswer("The database accepts connections and does not answer.")


def watch(connection: Any) -> None:
    """Watch a connection for as long as it exists."""
    with _lock:
        _connections.add(connection)


def answers(server: tuple[str, int], seconds: float = PROBE_SECONDS) -> bool:
    """Return whether a server answers within the time, or refuses at once."""
    host, port = server
    try:
        with _connected(host, port, seconds) as probe:
            probe.sendall(SSL_REQUEST)
            return probe.recv(1) != b""
    except (TimeoutError, BlockingIOError):  # the latter: a socket file whose queue is full
        return False
    except OSError:
        return True


def _connected(host: str, port: int, seconds: float) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=seconds)
    probe = socket.socket(socket.AF_UNIX)
    probe.settimeout(seconds)
    probe.connect(f"{host}/.s.PGSQL.{port}")
    return probe


def _address(parameters: dict[str, Any]) -> tuple[str, int] | None:
    """Return where the server is; None where that takes more than a host and a port to say."""
    host, port = str(parameters.get("host") or "localhost"), str(parameters.get("port") or 5432)
    if "," in host or not port.isdigit() or "service" in parameters or "hostaddr" in parameters:
        return None
    return host, int(port)


def _mark_hanging() -> None:
    """Let no new connection wait for the server; the watch finds out whether it really hangs, and cuts the others."""
    if not _hangs.is_set():
        logger.error("The database accepts connections and does not answer; who waits for it is cut off.")
    _hangs.set()


def _check_periodically() -> None:
    check = ConnectionCheck()
    while True:
        time.sleep(CHECK_SECONDS)
        try:
            check()
        except Exception:
            logger.exception("The watch over the database failed, and goes on.")


class ConnectionCheck:
    """A periodic check of what connections are doing."""

    def __init__(self) -> None:
        self._waiting: set[Any] = set()
        self._idle: Idle = {}
        self._probed_at = 0.0

    def __call__(self) -> None:
        """Probe the server when connections wait for it, and cut those that it does not answer."""
        waiting = set(_that_are(TRANSACTION_STATUS_ACTIVE))
        # A statement that is over by the next look needs no question.
        still, self._waiting = waiting & self._waiting, waiting
        now = time.monotonic()
        is_due = bool(still) or any(now - began_at >= CHECK_SECONDS for began_at in list(_connecting.values()))
        pause = PROBE_HUNG_SECONDS if _hangs.is_set() else PROBE_AGAIN_SECONDS
        if not still:
            self._idle = {}
        if _server is None or not (_hangs.is_set() or is_due) or now - self._probed_at < pause:
            return
        self._probed_at = now
        by_pid = {one.info.backend_pid: one for one in still if not one.closed}
        try:
            idle = _idle_among(list(by_pid), {one.info.user for one in by_pid.values()})
        except DoesNotAnswer:
            if _hangs.is_set() or _failed_probes.show_hang(now):
                _mark_hanging()
                _cut_off(_that_are(TRANSACTION_STATUS_ACTIVE))
            else:
                self._probed_at = 0.0  # the next look asks again
            return
        _failed_probes.reset()
        if _hangs.is_set():
            logger.warning("The database answers again.")
        _hangs.clear()
        # Idle since the same moment as at the last question, though we have been waiting all the while.
        unread = [by_pid[pid] for pid, since in idle.items() if self._idle.get(pid) == since]
        self._idle = idle
        unread = [one for one in unread if one in _that_are(TRANSACTION_STATUS_ACTIVE)]
        if unread:
            logger.error("Some connections to the database are not answered; they are cut off.")
            _cut_off(unread)


def _idle_among(pids: list[int], roles: set[str]) -> Idle:
    """Ask the server, on a new connection of each role, which of its processes are idle.

    Raises:
        DoesNotAnswer: it takes too long.
    """
    until = time.monotonic() + PROBE_SECONDS
    if _server is None or not answers(_server):
        raise DoesNotAnswer("The database accepts connections and does not answer.")
    idle: Idle = {}
    # Where no connection waits, one of any role that goes the latest way finds out whether the server answers.
    for parameters in [_parameters[role] for role in roles & _parameters.keys()] or [_latest]:
        idle |= _idle_of_role(parameters, pids, until)
    return idle


def _idle_of_role(parameters: dict[str, Any], pids: list[int], until: float) -> Idle:
    """Ask for the processes of one role; none when the server refuses to say."""
    try:
        connection = psycopg2.connect(**{**parameters, "async_": True})
        with contextlib.closing(connection):
            _finish(connection, until)
            with connection.cursor() as cursor:
                cursor.execute(IDLE, [pids])
                _finish(connection, until)
                return dict(cursor.fetchall())
    except DoesNotAnswer:
        raise
    except psycopg2.Error:
        return {}


def _finish(connection: Any, until: float) -> None:
    """Wait until the connection is made, or the statement executed."""
    while (state := connection.poll()) != extensions.POLL_OK:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLOUT if state == extensions.POLL_WRITE else select.POLLIN)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise DoesNotAnswer("The database accepts connections and does not answer.")


def _cut_off(connections: list[Any]) -> None:
    """Cut the connections that wait, and the idle ones."""
    for connection in {*connections, *_that_are(TRANSACTION_STATUS_IDLE)}:
        _cut(connection)


def _that_are(*statuses: int) -> list[Any]:
    """Return the connections on which a statement is under way, or none and no transaction either."""
    with _lock:
        open_connections = list(_connections)
    return [one for one in open_connections if not one.closed and one.get_transaction_status() in statuses]


def _cut(connection: Any) -> None:
    """End both directions of a connection's socket, so that its waiting thread gets an error."""
    with contextlib.suppress(OSError, psycopg2.Error), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)
