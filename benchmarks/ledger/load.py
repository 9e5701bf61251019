"""The load: fifty operators, each with a contact every two seconds, who send until they are answered."""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg2

from cms import database
from cms.embedded.cluster import running_pid
from cms.ports import any_free

ROOT = Path(__file__).resolve().parents[2]
OPERATORS = 50
PER_SECOND = 25
USUAL_SECONDS, WHOLE_SECONDS = 60, 600
PAUSE_SECONDS = 20
"""Between two killings, about."""

LONGEST_OUTAGE = 90.0
"""Whoever gets no answer for so long has lost a contact."""


@dataclass
class Load:
    """What was sent, and what became of it; filled by all operators.

    Attributes:
        acknowledged: how often each id was said to be written by the request that was answered.
        repeated: contacts that an earlier request had written: what was killed, was so after the commit.
        unanswered: ids that got no answer in the end.
        waits: how long each contact took until it was answered, in seconds.
        retries: how many requests failed, by why.
    """

    acknowledged: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    sent: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    retries: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Outcome:
    """What the ledger holds of a load.

    Attributes:
        lost: contacts that were sent, and are not in it.
        doubled: contacts that two requests say to have written, and rows that nobody sent.
        repeated: contacts that were written by a request that got no answer, and said to be there by the next.
        killed: how often each process was.
    """

    sent: int
    lost: int
    doubled: int
    repeated: int
    seconds: float
    median_wait: float
    longest_wait: float
    retries: Mapping[str, int]
    killed: Mapping[str, int]


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
    load, stopping, killed = Load(), threading.Event(), Counter[str]()
    port = any_free()
    with (
        _kept_running(environment, Path(environment["VAR_DIR"]) / "web.log", "-m", "cms.web", str(port)) as web,
        _kept_running(environment, Path(environment["VAR_DIR"]) / "worker.log", "manage.py", "worker") as worker,
    ):
        _wait_until_ready(port)
        began = time.monotonic()
        operators = [threading.Thread(target=_answer, args=[port, one, load, stopping]) for one in people]
        for operator in operators:
            operator.start()
        targets = ["web", "worker", "postgres"]
        while time.monotonic() - began < seconds:
            pause = min(PAUSE_SECONDS, seconds / (len(targets) + 1)) * chance.uniform(0.7, 1.3)
            stopping.wait(min(pause, max(0.0, seconds - (time.monotonic() - began))))
            target = targets[sum(killed.values()) % len(targets)]
            if target == "postgres":
                _kill_postgres(directory)
            else:
                (web if target == "web" else worker).kill()
            killed[target] += 1
        stopping.set()
        for operator in operators:
            operator.join()
        took = time.monotonic() - began
    written = _ledger(directory)
    waits = sorted(load.waits) or [0.0]
    twice = sum(count - 1 for count in load.acknowledged.values() if count > 1)
    return Outcome(
        sent=len(load.sent),
        lost=len(load.sent - set(written)),
        doubled=twice + len(written) - len(set(written)) + len(set(written) - load.sent),
        repeated=load.repeated,
        seconds=took,
        median_wait=waits[len(waits) // 2],
        longest_wait=waits[-1],
        retries=dict(load.retries),
        killed=dict(killed),
    )


def _answer(port: int, operator: Mapping[str, str], load: Load, stopping: threading.Event) -> None:
    """Log a contact every two seconds, each until it is answered, as the desk does."""
    pause = OPERATORS / PER_SECOND
    time.sleep(random.uniform(0, pause))
    while not stopping.is_set():
        began = time.monotonic()
        _log(port, operator, load)
        stopping.wait(max(0.0, pause - (time.monotonic() - began)))


def _log(port: int, operator: Mapping[str, str], load: Load) -> None:
    contact = _contact(operator["state"])
    contact_id, body = str(contact["id"]), json.dumps(contact).encode()
    began = time.monotonic()
    with load.lock:
        load.sent.add(contact_id)
    while True:
        failure = ""
        try:
            status, answer = _post(port, operator, body)
            if status == 200:
                with load.lock:
                    load.acknowledged[contact_id] += bool(answer["isNew"])
                    load.repeated += not answer["isNew"]
                    load.waits.append(time.monotonic() - began)
                return
            failure = f"{status} {answer.get('code')}"
        except (OSError, http.client.HTTPException, ValueError) as error:
            failure = type(error).__name__
        with load.lock:
            load.retries[failure] += 1
        if time.monotonic() - began > LONGEST_OUTAGE:
            with load.lock:
                load.unanswered.append(contact_id)
            return
        time.sleep(random.uniform(0.2, 0.8))


def _contact(state: str) -> dict[str, object]:
    return {
        "id": str(_uuid7()),
        "state": state,
        "channel": "PHONE",
        "contactType": "CITIZEN",
        "role": random.choice(("VICTIM", "ACCUSED", "THIRD_PARTY")),
        "outcome": "INFORMED",
        "language": "es-MX",
        "startedAt": datetime.now(UTC).isoformat(),
        "durationSeconds": random.randrange(600),
        "isServed": True,
    }


def _post(port: int, operator: Mapping[str, str], body: bytes) -> tuple[int, dict[str, object]]:
    token = "a" * 32
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"{operator['cookie']}; csrftoken={token}",
            "X-CSRFToken": token,
            "Host": f"localhost:{port}",
        }
        connection.request("POST", "/mesa/api/inquiries", body, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def _uuid7() -> uuid.UUID:
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


class _Process:
    """A process that is started again whenever it has ended, until it is stopped."""

    def __init__(self, environment: Mapping[str, str], log: Path, command: tuple[str, ...]) -> None:
        self._environment, self._log, self._command = environment, log, command
        self._stopping = threading.Event()
        self._process = self._started()
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()

    def kill(self) -> None:
        """End it and its children at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it for good."""
        self._stopping.set()
        self._keeper.join()
        self.kill()
        self._process.wait()

    def _keep(self) -> None:
        while not self._stopping.wait(0.1):
            if self._process.poll() is not None:
                self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *self._command],
                cwd=ROOT,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def _kept_running(environment: Mapping[str, str], log: Path, *command: str) -> Iterator[_Process]:
    process = _Process(environment, log, command)
    try:
        yield process
    finally:
        process.stop()


def _kill_postgres(directory: Path) -> None:
    """Kill the server and all its backends, as a power cut would, and start it again."""
    pid = running_pid(directory)
    if pid is not None:
        server = psutil.Process(pid)
        for process in [server, *server.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
    database.ensure_running(directory)


def _ledger(directory: Path) -> list[str]:
    """Return the ids of all rows, as a superuser sees them."""
    server = database.ensure_running(directory)
    connection = psycopg2.connect(server.superuser_url.rpartition("/")[0] + "/" + server.app_url.rpartition("/")[2])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id::text FROM assistance_inquiry")
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + LONGEST_OUTAGE
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
