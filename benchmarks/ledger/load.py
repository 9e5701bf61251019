"""The load: 25 contacts a second come to fifty operators, while web, worker and PostgreSQL are killed in turn."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from cms import database
from cms.ports import any_free

from .killing import kept_running, kill_between_commit_and_answer, kill_postgres_in_commit, superuser
from .operators import PER_SECOND, Load, Operator, run_contacts

ROOT = Path(__file__).resolve().parents[2]
OPERATORS = 50
USUAL_SECONDS, WHOLE_SECONDS = 60, 600
PAUSE_SECONDS = 20
"""Between two killings, about."""

LONGEST_START = 90.0
TARGETS = ("web", "worker", "postgres")


@dataclass(frozen=True)
class Outcome:
    """What the ledger holds of a load.

    Attributes:
        sent: contacts that came, and that a request went out for.
        lost: contacts that came, and are not in it.
        doubled: contacts that two requests say to have written, and rows that nobody sent.
        repeated: contacts that were written by a request that got no answer, and said to be there by the next.
        refused: what the server refused for good, by why; it is lost, too.
        seconds: in which contacts came; the queues are sent until they are empty after it.
        latest: how long after its time by the clock a contact came, at most, in seconds.
        median_wait: from when a contact came until it was answered, in seconds.
        killed: how often each process was.
        in_commit: how often of these with a contact that was written and not answered (web), or while something was
            committed (PostgreSQL).
    """

    operators: int
    sent: int
    lost: int
    doubled: int
    repeated: int
    refused: Mapping[str, int]
    seconds: float
    latest: float
    median_wait: float
    longest_wait: float
    retries: Mapping[str, int]
    killed: Mapping[str, int]
    in_commit: Mapping[str, int]

    def missed(self) -> list[str]:
        """Return what does not hold of what must."""
        holds = {
            f"{PER_SECOND} contacts a second are sent": self.sent >= round(PER_SECOND * self.seconds),
            f"{OPERATORS} operators send them": self.operators == OPERATORS,
            "none is lost": self.lost == 0,
            "none is doubled": self.doubled == 0,
            "each of web, worker and PostgreSQL is killed": set(self.killed) == set(TARGETS),
            "some are written by a request that is killed before it answers": self.repeated > 0,
        }
        return [name for name, is_so in holds.items() if not is_so]


def measure(seconds: int = USUAL_SECONDS, *, seed: int = 1) -> Outcome:
    """Run the load on a database of its own, and kill web, worker and PostgreSQL in turn meanwhile."""
    with tempfile.TemporaryDirectory(prefix="jpt-load-", dir=_folder(), ignore_cleanup_errors=True) as folder:
        directory = Path(folder) / "postgres"
        Path(folder).chmod(0o711)
        environment = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
        for name in ("DATABASE_URL", "DATABASE_READER_URL", "DATABASE_OWNER_URL"):
            environment.pop(name, None)
        with database.running(directory):
            _manage(environment, "migrate", "--verbosity=0")
            _manage(environment, "load_starter", "--demonstration")
            people = _run(environment, "-m", "benchmarks.ledger.people", str(OPERATORS))
            return _measured(environment, directory, json.loads(people), seconds, random.Random(seed))


def _measured(
    environment: Mapping[str, str], directory: Path, people: list[dict[str, str]], seconds: int, chance: random.Random
) -> Outcome:
    load, port = Load(), any_free()
    killed, in_commit = Counter[str](), Counter[str]()
    folder = Path(environment["VAR_DIR"])
    with (
        kept_running(environment, folder / "web.log", "-m", "cms.web", str(port)) as web,
        kept_running(environment, folder / "worker.log", "manage.py", "worker") as worker,
    ):
        _wait_until_ready(port)
        operators = [Operator(port, one, load) for one in people]
        clock = threading.Thread(target=run_contacts, args=[operators, load, seconds], daemon=True)
        clock.start()
        pause = min(PAUSE_SECONDS, seconds / (len(TARGETS) + 1))
        while not load.is_over.wait(pause * chance.uniform(0.7, 1.3)):
            target = TARGETS[killed.total() % len(TARGETS)]
            if target == "web":
                in_commit[target] += kill_between_commit_and_answer(web, directory, load.waiting_for_answer)
            elif target == "postgres":
                in_commit[target] += kill_postgres_in_commit(directory)
            else:
                worker.kill()
            killed[target] += 1
        clock.join()
        for operator in operators:
            operator.finish()
    written = _ledger(directory)
    waits = sorted(load.waits) or [0.0]
    twice = sum(count - 1 for count in load.acknowledged.values() if count > 1)
    return Outcome(
        operators=len(operators),
        sent=len(load.sent),
        lost=len(load.begun - set(written)),
        doubled=twice + len(written) - len(set(written)) + len(set(written) - load.sent),
        repeated=load.repeated,
        refused=dict(load.refused),
        seconds=seconds,
        latest=load.latest,
        median_wait=waits[len(waits) // 2],
        longest_wait=waits[-1],
        retries=dict(load.retries),
        killed=dict(killed),
        in_commit=dict(in_commit),
    )


def _ledger(directory: Path) -> list[str]:
    """Return the ids of all rows."""
    with closing(superuser(directory)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM assistance_inquiry")
        return [row[0] for row in cursor.fetchall()]


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise SystemExit("The web process does not come to serve.")


def _folder() -> str:
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    return str(folder)


def _manage(environment: Mapping[str, str], *command: str) -> None:
    _run(environment, "manage.py", *command)


def _run(environment: Mapping[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout
