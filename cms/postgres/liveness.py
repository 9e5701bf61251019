"""Giving up a database that accepts connections and never answers.

A statement has no deadline, since an ordinary long act must not be cut. So a watch in each web process looks at what
connections are doing; while one waits, it asks the server the smallest question of its protocol on a connection of its
own. When that is not answered, the server hangs: connections are cut, and new ones are refused until it answers again.
Those that idle are cut, too: nobody begins to wait on them, and who listens on one notices. A transaction between two
statements is left alone until it waits.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import struct
import threading
import time
import weakref
from typing import Any

import psycopg2
from psycopg2.extensions import TRANSACTION_STATUS_ACTIVE, TRANSACTION_STATUS_IDLE

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
PROBE_SECONDS = 1.0
PROBE_AGAIN_SECONDS = 0.5
SSL_REQUEST = struct.pack("!II", 8, 80_877_103)
"""PostgreSQL's protocol, SSLRequest: every server and pooler answers one byte, before it wants to know anything."""

_connections: weakref.WeakSet[Any] = weakref.WeakSet()
_lock = threading.Lock()
_watch: threading.Thread | None = None
_watched_process = 0
_hangs = threading.Event()
_server: tuple[str, int] | None = None


class DoesNotAnswer(psycopg2.OperationalError):
    """The server accepts connections and does not answer."""


def start() -> None:
    """Start the watch in this process; called again, or in a forked child, it does what is missing."""
    global _watch, _watched_process  # noqa: PLW0603 (one watch a process)
    if _watch is not None and _watched_process == os.getpid():
        return
    _watched_process = os.getpid()
    _watch = threading.Thread(target=_look_again_and_again, name="database-watch", daemon=True)
    _watch.start()


def require_answer(parameters: dict[str, Any]) -> None:
    """Ask the server whether it answers, before a connection is made that would wait for it.

    Raises:
        DoesNotAnswer: it hangs. A server that refuses connections is left for the connection itself to report.
    """
    global _server  # noqa: PLW0603 (one server a process)
    server = _address(parameters)
    # Noted even before the watch begins: a connection made until then is watched, too.
    _server = server or _server
    if _watch is None or server is None:
        return
    if not _hangs.is_set():
        if answers(server):
            return
        _suspect()
    raise DoesNotAnswer("The database accepts connections and does not answer.")


def note(connection: Any) -> None:
    """Watch a connection for as long as it exists."""
    with _lock:
        _connections.add(connection)


def answers(server: tuple[str, int], seconds: float = PROBE_SECONDS) -> bool:
    """Whether a server answers within the time, or refuses at once, which waits for nobody either."""
    host, port = server
    try:
        with _connected(host, port, seconds) as probe:
            probe.sendall(SSL_REQUEST)
            return probe.recv(1) != b""
    except (TimeoutError, BlockingIOError):  # the latter: a socket file whose queue is full, as nobody accepts
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


def _suspect() -> None:
    """Let no new connection wait for the server; the watch finds out whether it really hangs, and cuts the others."""
    if not _hangs.is_set():
        logger.error("The database accepts connections and does not answer; who waits for it is cut off.")
    _hangs.set()


def _look_again_and_again() -> None:
    probed_at = 0.0
    while True:
        time.sleep(LOOK_SECONDS)
        try:
            if _server is None or not (_hangs.is_set() or _that_are(TRANSACTION_STATUS_ACTIVE)):
                continue
            now = time.monotonic()
            if not _hangs.is_set() and now - probed_at < PROBE_AGAIN_SECONDS:
                continue
            probed_at = now
            if answers(_server):
                if _hangs.is_set():
                    logger.warning("The database answers again.")
                _hangs.clear()
                continue
            _suspect()
            for connection in _that_are(TRANSACTION_STATUS_ACTIVE, TRANSACTION_STATUS_IDLE):
                _cut(connection)
        except Exception:
            logger.exception("The watch over the database failed, and goes on.")


def _that_are(*statuses: int) -> list[Any]:
    """Return the connections on which a statement is under way, or none and no transaction either."""
    with _lock:
        known = list(_connections)
    return [one for one in known if not one.closed and one.get_transaction_status() in statuses]


def _cut(connection: Any) -> None:
    """End both directions of a connection's socket, so that whoever waits on it gets an error."""
    with contextlib.suppress(OSError, psycopg2.Error), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)
