"""Starting a server on one core, and loading it from another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from cms.ports import first_free

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SERVER_CORE, LOAD_CORE = 0, -1
CONNECTIONS = 16
THREADS = 16
STARTING_SECONDS = 120
FIRST_PORT = 8700


@dataclass(frozen=True)
class Load:
    """What came of loading a server.

    Attributes:
        per_second: answers a second, by the clock.
        per_cpu_second: answers a second of the server's own processor time, which other programs disturb less.
        p50, p99: latencies in milliseconds.
    """

    per_second: float
    per_cpu_second: float
    failed: int
    p50: float
    p99: float


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: psutil.Process

    def loaded(
        self, bodies: Sequence[str], headers: dict[str, str], *, seconds: float = 4, rate: int | None = None
    ) -> Load:
        """Send the bodies in turn over 16 connections, as fast as answers come or at a rate, and say what came."""
        options = {
            "url": self.url,
            "bodies": list(bodies),
            "headers": headers,
            "seconds": seconds,
            "connections": CONNECTIONS,
            "rate": rate,
        }
        before = self._processor_seconds()
        with _on_core(LOAD_CORE):
            done = subprocess.run(
                [_node(), str(HERE / "load.mjs")], input=json.dumps(options), check=True, capture_output=True, text=True
            )
        spent = self._processor_seconds() - before
        result = json.loads(done.stdout)
        per_cpu_second = result["total"] / max(spent, 0.01)
        return Load(result["perSecond"], per_cpu_second, result["failed"], result["p50"], result["p99"])

    @property
    def megabytes(self) -> float:
        """Resident memory of all its processes."""
        return sum(process.memory_info().rss for process in self._processes()) / 1024**2

    def _processor_seconds(self) -> float:
        return sum(sum(process.cpu_times()[:2]) for process in self._processes())

    def _processes(self) -> list[psutil.Process]:
        return self.process.children(recursive=True) or [self.process]


@contextmanager
def serving(target: str, **environment: str) -> Iterator[Server]:
    """Run a WSGI application under granian on one core, with one worker; stop it afterwards.

    Args:
        target: such as `cms.wsgi:application`.
        environment: variables for it.
    """
    port = first_free(FIRST_PORT)
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error", target),
    ]
    with _on_core(SERVER_CORE):
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        url = f"http://127.0.0.1:{port}/graphql"
        _wait_for(url, process)
        yield Server(url, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _node() -> str:
    """Return the machine's Node, or else the environment's."""
    return shutil.which("node") or str(Path(sys.executable).with_name("node"))


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server at {url} did not start.")


@contextmanager
def _on_core(number: int) -> Iterator[None]:
    """Let what is started within the block run on one core only: it inherits that."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(cores)[number]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
