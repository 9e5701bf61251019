"""The processes of a run: started, with their output passed on, restarted when they die, and stopped."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings

from cms.running.console import pass_on, print_line

STOP_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A child that lived so long is started again at once; one that dies sooner, after a pause that doubles."""


class Child:
    """One process and its successors, in a session of their own: Ctrl-C reaches only the run, which stops them."""

    def __init__(self, name: str, colour: str, command: Sequence[str], environment: dict[str, str]) -> None:
        self.name = name
        self._colour = colour
        self._command = list(command)
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._started_at = 0.0
        self._pause_seconds = 1.0
        self._start_again_at: float | None = None
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """The pid of the present process, if there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process and pass on what it writes."""
        self._start_again_at = None
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._pass_on, args=[self._process], daemon=True)
        self._reader.start()

    def keep_alive(self) -> None:
        """Look after the process: if it has died, say so, and start it again after a pause."""
        if self._start_again_at is not None:
            if time.monotonic() >= self._start_again_at:
                self.restarts += 1
                self.start()
            return
        if self._process is None or self._process.poll() is None:
            return
        if time.monotonic() - self._started_at > STEADY_SECONDS:
            self._pause_seconds = 1.0
        print_line(
            f"[bold red]The process “{self.name}” ended[/] ({_how(self._process.returncode)}). "
            f"It is started again in {self._pause_seconds:.0f} s."
        )
        self._kill_group()
        self._start_again_at = time.monotonic() + self._pause_seconds
        self._pause_seconds = min(self._pause_seconds * 2, LONGEST_PAUSE_SECONDS)

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self, seconds: float) -> None:
        """Wait for the process to stop, then kill whatever is left of it and of its own children."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=max(seconds, 0.1))
        self._kill_group()
        self._process.wait()
        if self._reader is not None:
            self._reader.join(timeout=1)

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _pass_on(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            pass_on(self.name, self._colour, line.rstrip("\n"))


def stop_all(children: list[Child]) -> None:
    """Stop all children at the same time; none is left afterwards."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.stop(deadline - time.monotonic())


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
