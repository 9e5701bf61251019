"""The embedded PostgreSQL 18: one server in one directory, shared by all processes that use it.

It is created on first use, starts with its first user and stops with its last. It listens on the loopback interface
only, wants a password, and keeps everything it has in its directory. Nothing here needs Django, since the settings
themselves ask for the database.
"""

import atexit
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from cms import roles
from cms.embedded import cluster, guardian, users
from cms.embedded.account import Account, account_for
from cms.embedded.errors import DatabaseUnavailable
from cms.embedded.files import (
    APP,
    DATABASE,
    OWNER,
    READER,
    SUPERUSER,
    Passwords,
    data_of,
    log_of,
    passwords_of,
    port_of,
    save_port,
)
from cms.embedded.lock import locked
from cms.ports import HOST, any_free, is_free
from cms.roles import Role, prepare_roles

__all__ = ["DatabaseUnavailable", "Server", "ensure_running", "release", "running"]

START_SECONDS = 60.0
ATTEMPTS = 5

# Directories that this process has promised to release at its end.
_released_at_exit: set[tuple[int, Path]] = set()


@dataclass(frozen=True)
class Server:
    """Where a running server is, and a connection address for each of its roles."""

    host: str
    port: int
    app_url: str
    reader_url: str
    owner_url: str
    superuser_url: str


def ensure_running(directory: Path, *, fast: bool = False) -> Server:
    """Make sure that the server in `directory` runs, and register this process as a user of it.

    Creates the directory, the cluster, the roles and the database when they are missing. May be called again, and by
    many processes at once. The process is unregistered when it ends; `release` does so earlier.

    Args:
        directory: the server's own directory; its parents are created, their modes never changed.
        fast: trade durability for speed (tests); only used when the server starts.
    Raises:
        DatabaseUnavailable: the server cannot be created or started; the message says what to do.
    """
    directory = directory.resolve()
    _make(directory)
    with locked(directory):
        users.register(directory)
        passwords = passwords_of(directory)
        port = port_of(directory)
        if port is None or not _is_alive(directory, _server(port, passwords)):
            port = _start(directory, passwords, fast=fast)
        elif not guardian.is_running(directory):
            guardian.launch(directory, port=port, fast=fast)
        _prepare(directory, _server(port, passwords), passwords)
    _release_at_exit(directory)
    return _server(port, passwords)


def release(directory: Path) -> None:
    """Unregister this process, and stop the server if no registered process lives any more."""
    directory = directory.resolve()
    if not directory.exists():
        return
    with locked(directory):
        users.unregister(directory)
        if not users.alive(directory):
            cluster.stop(directory)
            guardian.wait_until_gone(directory, seconds=5)


@contextmanager
def running(directory: Path, *, fast: bool = False) -> Iterator[Server]:
    """Use the server in `directory` for the length of a block."""
    server = ensure_running(directory, fast=fast)
    try:
        yield server
    finally:
        release(directory)


def _make(directory: Path) -> None:
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        # As root another account has to walk through it to its data; the files in it stay closed.
        directory.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
        (directory / "lock").touch()
    except OSError as error:
        raise DatabaseUnavailable(
            f"The folder {directory} for the embedded database cannot be used: {error.strerror}. "
            "Set VAR_DIR to a folder of your own, or set DATABASE_URL."
        ) from error


def _start(directory: Path, passwords: Passwords, *, fast: bool) -> int:
    account = account_for(directory)
    if not data_of(directory).exists():
        (directory / "prepared").unlink(missing_ok=True)
        cluster.create(directory, account, passwords.superuser)
    return _started_port(directory, account, passwords, fast=fast)


def _started_port(directory: Path, account: Account, passwords: Passwords, *, fast: bool) -> int:
    port = port_of(directory)
    for _ in range(ATTEMPTS):
        if cluster.running_pid(directory) is None:
            guardian.wait_until_gone(directory, seconds=3)
            cluster.remove_stale_pid_file(directory)
            port = port if port is not None and is_free(port) else any_free()
            save_port(directory, port)
        if port is not None:
            guardian.launch(directory, port=port, fast=fast)
            if _wait_for_answer(directory, _server(port, passwords)):
                return port
            cluster.stop(directory)
        port = None
    raise DatabaseUnavailable(
        f"The embedded database in {directory} does not start. The end of {log_of(directory)} says:\n"
        f"{cluster.end_of_log(directory)}"
    )


def _wait_for_answer(directory: Path, server: Server) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(server):
            return True
        if not guardian.is_running(directory) and cluster.running_pid(directory) is None:
            return False
        time.sleep(0.05)
    return False


def _is_alive(directory: Path, server: Server) -> bool:
    # Without a process of its own, another program listens on the port, and might never answer.
    return cluster.running_pid(directory) is not None and _answers(server)


def _answers(server: Server) -> bool:
    try:
        psycopg2.connect(server.superuser_url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def _prepare(directory: Path, server: Server, passwords: Passwords) -> None:
    """Prepare the roles, once for each version of what says how."""
    prepared, version = directory / "prepared", hashlib.sha256(Path(roles.__file__).read_bytes()).hexdigest()
    if prepared.exists() and prepared.read_text(encoding="ascii") == version:
        return
    prepare_roles(
        server.superuser_url,
        owner=Role(OWNER, passwords.owner),
        app=Role(APP, passwords.app),
        reader=Role(READER, passwords.reader),
        database=DATABASE,
    )
    prepared.write_text(version, encoding="ascii")


def _server(port: int, passwords: Passwords) -> Server:
    def url(role: str, password: str, database: str) -> str:
        return f"postgresql://{role}:{password}@{HOST}:{port}/{database}"

    return Server(
        host=HOST,
        port=port,
        app_url=url(APP, passwords.app, DATABASE),
        reader_url=url(READER, passwords.reader, DATABASE),
        owner_url=url(OWNER, passwords.owner, DATABASE),
        superuser_url=url(SUPERUSER, passwords.superuser, "postgres"),
    )


def _release_at_exit(directory: Path) -> None:
    promise = (os.getpid(), directory)
    if promise in _released_at_exit:
        return
    _released_at_exit.add(promise)
    atexit.register(_release_own, *promise)


def _release_own(pid: int, directory: Path) -> None:
    # A forked child inherits the promise without having made it.
    if pid == os.getpid():
        release(directory)
