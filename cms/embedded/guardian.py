"""A small process beside the server: restarts it when it has ended, stops it when no user of it lives any more.

However it ended: a crash, `kill`, or `pg_ctl stop` by whoever looks after the machine. Only `cluster.stop` is final.

Without it, a user that is killed outright (`kill -9`) would leave the server running for ever.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from cms.embedded import cluster, processes, users
from cms.embedded.account import account_for
from cms.embedded.errors import DatabaseUnavailable
from cms.embedded.lock import locked

WATCH_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0


def launch(directory: Path, *, port: int, fast: bool) -> None:
    """Start the guardian, which starts the server, or watches one that runs; called with the lock held."""
    command = [sys.executable, "-m", __name__, str(directory), f"--port={port}"]
    with cluster.open_log(directory) as log:
        subprocess.run(
            [*command, "--fast"] if fast else command,
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )


def is_running(directory: Path) -> bool:
    """Whether a guardian watches this directory."""
    recorded = _recorded(directory)
    return recorded is not None and processes.is_alive(*recorded)


def wait_until_gone(directory: Path, *, seconds: float) -> None:
    """Wait for the guardian to notice that the server has stopped."""
    recorded = _recorded(directory)
    if recorded is not None:
        processes.wait_until_gone(*recorded, seconds=seconds)


def _file(directory: Path) -> Path:
    return directory / "guardian"


def _recorded(directory: Path) -> tuple[int, str] | None:
    try:
        pid, _, mark = _file(directory).read_text(encoding="utf-8").partition(" ")
        return int(pid), mark
    except (FileNotFoundError, ValueError):
        return None


def _record(directory: Path) -> None:
    _file(directory).write_text(f"{os.getpid()} {processes.mark(os.getpid())}", encoding="utf-8")


def _guard(directory: Path, *, port: int, fast: bool) -> None:
    pause_seconds = 1.0
    while True:
        is_wanted = _serve_once(directory, port=port, fast=fast)
        if not is_wanted or not users.alive(directory):
            return
        time.sleep(pause_seconds)
        pause_seconds = min(pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        with locked(directory):
            if cluster.running_pid(directory) is None:
                cluster.remove_stale_pid_file(directory)


def _serve_once(directory: Path, *, port: int, fast: bool) -> bool:
    """Run or watch one life of the server; return whether it is to have another."""
    pid = cluster.running_pid(directory)
    if pid is not None:
        return _watch_foreign(directory, pid)
    started_at = time.monotonic()
    server = cluster.start(directory, account_for(directory), port=port, fast=fast)
    while True:
        try:
            server.wait(timeout=WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            _stop_if_unused(directory)
            continue
        # A server that never came up is reported by the process that waits for it, not tried again here.
        is_up = time.monotonic() - started_at > 2 * WATCH_SECONDS
        return is_up and not cluster.was_stopped(directory, server.pid)


def _watch_foreign(directory: Path, pid: int) -> bool:
    while cluster.running_pid(directory) == pid:
        time.sleep(WATCH_SECONDS)
        _stop_if_unused(directory)
    return not cluster.was_stopped(directory, pid)


def _stop_if_unused(directory: Path) -> None:
    if users.alive(directory):
        return
    try:
        with locked(directory, wait_seconds=0):
            if not users.alive(directory):
                cluster.stop(directory)
    except DatabaseUnavailable:
        return  # it is being started or stopped: check again in a second
    except FileNotFoundError:
        cluster.stop(directory)  # the directory was deleted under the server


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--fast", action="store_true")
    arguments = parser.parse_args()
    if os.fork():
        return  # the caller waits for this one only; the guardian belongs to init, which reaps it
    _record(arguments.directory)
    _guard(arguments.directory, port=arguments.port, fast=arguments.fast)


if __name__ == "__main__":
    _main()
