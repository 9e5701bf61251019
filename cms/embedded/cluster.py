"""The cluster's files and the server's process: created, started, found and stopped."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import IO

from cms.embedded import processes
from cms.embedded.account import Account
from cms.embedded.errors import DatabaseUnavailable
from cms.embedded.files import SUPERUSER, data_of, log_of, programs
from cms.ports import HOST

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "250",  # a thread of the web may hold one
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",  # /dev/shm is 64 MB in many containers
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %u@%d ",
}
# For tests alone: what a power failure would destroy is made anew in a second.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

LOG_LIMIT_BYTES = 10_000_000


def create(directory: Path, account: Account, superuser_password: str) -> None:
    """Create the cluster in `directory`/data, whole or not at all.

    Raises:
        DatabaseUnavailable: `initdb` failed; the message carries what it said.
    """
    unfinished = directory / "data.unfinished"
    password_file = directory / "password.once"
    shutil.rmtree(unfinished, ignore_errors=True)
    password_file.unlink(missing_ok=True)
    try:
        unfinished.mkdir(mode=0o700)
        password_file.touch(mode=0o600)
        password_file.write_text(superuser_password, encoding="ascii")
        account.give_ownership(unfinished)
        account.give_ownership(password_file)
        _initdb(unfinished, password_file, account)
        unfinished.rename(data_of(directory))
    finally:
        password_file.unlink(missing_ok=True)


def _initdb(data: Path, password_file: Path, account: Account) -> None:
    result = subprocess.run(
        account.command(
            str(programs() / "initdb"),
            f"--pgdata={data}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ),
        cwd="/",
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **account.ownership(),
    )
    if result.returncode:
        raise DatabaseUnavailable(f"The embedded database could not be created:\n{result.stdout.strip()}")


def start(directory: Path, account: Account, *, port: int, fast: bool) -> subprocess.Popen[bytes]:
    """Start the server process and return at once; the caller finds out whether it answers."""
    settings = {**SETTINGS, **(FAST_SETTINGS if fast else {}), "port": str(port)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with open_log(directory) as log:
        return subprocess.Popen(
            account.command(str(programs() / "postgres"), "-D", str(data_of(directory)), *options),
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **account.ownership(),
        )


def open_log(directory: Path) -> IO[bytes]:
    """Open the server's log for appending, emptied first when it has grown too long."""
    path = log_of(directory)
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.unlink()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(descriptor, "ab")


def end_of_log(directory: Path, lines: int = 12) -> str:
    """Return the last lines of the server's log, for an error message."""
    try:
        text = log_of(directory).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def running_pid(directory: Path) -> int | None:
    """Return the pid of the server that runs on this directory, or None.

    The pid in `postmaster.pid` counts only if that process is a server of these very files: after a crash or a
    restart of the machine the number may belong to another program.
    """
    try:
        pid = int((data_of(directory) / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if processes.mark(pid) is None:
        return None
    return pid if str(data_of(directory)) in processes.command_line(pid) else None


def remove_stale_pid_file(directory: Path) -> None:
    """Remove what a server that no longer runs left behind; called with the lock held and no server running."""
    (data_of(directory) / "postmaster.pid").unlink(missing_ok=True)


def stop(directory: Path) -> None:
    """Stop the server: politely to its clients first, then at once, then by force; no server is no error."""
    pid = running_pid(directory)
    mark = processes.mark(pid) if pid is not None else None
    if pid is None or mark is None:
        return
    with contextlib.suppress(FileNotFoundError):  # the directory was deleted under the server
        _stopped(directory).write_text(str(pid), encoding="ascii")
    for number, seconds in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        processes.send(pid, mark, number)
        if processes.wait_until_gone(pid, mark, seconds=seconds):
            return


def was_stopped(directory: Path, pid: int) -> bool:
    """Whether a server that has ended was stopped by `stop`, and not by a crash or by somebody else."""
    try:
        return _stopped(directory).read_text(encoding="ascii") == str(pid)
    except FileNotFoundError:
        return False


def _stopped(directory: Path) -> Path:
    return directory / "stopped"


def _environment() -> dict[str, str]:
    # Nothing of the caller's PG* variables or locale reaches the server.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
