"""The system as it runs: web and worker as processes of their own, spoken to over HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from cms.ports import any_free
from tests.fakes.breakable_line import BreakableLine
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60.0
APP_URLS = ("DATABASE_URL", "DATABASE_READER_URL", "TEST_DATABASE_URL", "TEST_DATABASE_READER_URL")
OWNER_URLS = ("DATABASE_OWNER_URL", "TEST_DATABASE_OWNER_URL")


@dataclass
class Site:
    """A running web process and, when asked for, a worker."""

    port: int
    environment: dict[str, str]
    log: Path

    @property
    def web(self) -> str:
        """Address of the site, with a slash at its end."""
        return f"http://localhost:{self.port}/"

    def beside(self, **environment: str) -> Self:
        """Another site on the same database, at a port of its own; nothing runs yet."""
        return replace(self, port=any_free(), environment={**self.environment, **environment})

    def reach_database_over(self, line: BreakableLine, *variables: str) -> None:
        """Let processes that start from now on connect over a line.

        Args:
            variables: those of the environment that name the database for them.
        """
        for name in variables:
            url = urlsplit(self.environment[name])
            person = url.netloc.rpartition("@")[0]
            self.environment[name] = urlunsplit(url._replace(netloc=f"{person}@127.0.0.1:{line.port}"))

    def query(self, key: str, query: str, **variables: Any) -> dict[str, Any]:
        """Answer a GraphQL query as this server gives it."""
        request = urllib.request.Request(
            f"{self.web}graphql",
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            answer = json.load(error)
        return answer

    @contextmanager
    def process(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a process of the project beside the test, in a group of its own, and end the whole group afterwards."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)

    @contextmanager
    def web_process(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the web process until the block ends; entered once it answers."""
        with self.process("-m", "cms.web", str(self.port)) as process:
            assert eventually(self.is_ready, START_SECONDS), self.log.read_text(errors="replace")[-4000:]
            yield process

    def is_ready(self) -> bool:
        """Whether the server says that it can serve."""
        try:
            with urllib.request.urlopen(f"{self.web}readyz", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
