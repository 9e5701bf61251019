"""Identity of processes: a later one may receive the same pid."""

import contextlib
import os
import signal
import time
from pathlib import Path

import psutil


def mark(pid: int) -> str | None:
    """Return what no other process with this pid will ever have, or None when no such process lives.

    A zombie does not live. On Linux the mark is the boot and the start time in clock ticks, which, unlike a time of
    day, never shifts when the clock is set.
    """
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            return f"{boot} {_start_ticks(stat)}"
        return str(process.create_time())
    except (psutil.NoSuchProcess, OSError):
        return None


def _start_ticks(stat: Path) -> str:
    # The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]


def is_alive(pid: int, expected_mark: str) -> bool:
    """Whether the process that had `expected_mark` still lives under `pid`."""
    return mark(pid) == expected_mark


def command_line(pid: int) -> list[str]:
    """Return the arguments of a process, or an empty list when it is gone or not ours to see."""
    try:
        return psutil.Process(pid).cmdline()
    except (psutil.Error, OSError):
        return []


def wait_until_gone(pid: int, expected_mark: str, *, seconds: float) -> bool:
    """Wait for a process that need not be a child; return whether it is gone."""
    deadline = time.monotonic() + seconds
    while is_alive(pid, expected_mark):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def send(pid: int, expected_mark: str, number: signal.Signals) -> None:
    """Send a signal to a process if it is still the one that is meant."""
    if is_alive(pid, expected_mark):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
