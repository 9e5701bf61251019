"""The driver: rounds of random acts in several processes, after each of which all of them must serve the same.

What it does follows from its seed; only how the processes' acts meet in time does not, so that a seed brings back the
acts of a failure and, most times, the failure.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import database
from tests.fakes.lossy_line import LossyLine
from tests.journeys.site import ROOT, kill
from tests.waiting import eventually

PROCESSES = 3
ACTS = ("publish",) * 6 + ("adapt", "create", "move") * 2 + (
    "urgent", "withdraw", "delete", "translate", "roll back", "undo", "change", "languages", "holiday", "adoption",
    "accept", "key", "revoke", "rebuild",
)  # fmt: skip
ENDINGS = ("alone",) * 4 + ("commit",) * 4 + ("undo",) * 5 + ("undo a part",) * 3 + ("die before", "die after")
READS = ("never", "before", "after", "after", "before and after")
COLD = 0.25
"""Before so many acts memory is emptied, as if the process had just begun."""
MOST_ACTS = 3
"""Of one process in one round."""
DISTURBANCES = (None,) * 4 + ("kill", "cut", "lose", "stop", "restart")
BACKED_UP, RESTORED = 1, 2
"""In these rounds, and as many after each `CYCLE`, a backup is made and restored."""
CYCLE = 40
LEAST_ROUNDS = RESTORED + 1
ANSWER_SECONDS = 60.0
AGREE_SECONDS = 20.0
"""How long processes may take to notice what was lost on the way to them; they look by themselves every second."""


class Died(Exception):
    """A process has ended instead of answering."""


class Disagreement(AssertionError):
    """Processes serve different things, or one found a fault; the message says how to run it again."""


@dataclass
class Process:
    """A process of the test as the driver has it."""

    name: str
    connection: socket.socket
    lines: Any
    pid: int = 0

    def send(self, do: str, **command: Any) -> None:
        """Begin something."""
        with suppress(OSError):
            self.connection.sendall(json.dumps({"do": do, **command}).encode() + b"\n")

    def answer(self) -> dict[str, Any]:
        """Wait for the answer to what was begun.

        Raises:
            Died: the process has ended.
        """
        try:
            line = self.lines.readline()
        except ConnectionError:
            line = ""
        except TimeoutError:
            self.signal(signal.SIGUSR1)  # it writes where it is
            time.sleep(1)
            raise
        if not line:
            raise Died(self.name)
        return dict(json.loads(line))

    def run(self, do: str, **command: Any) -> dict[str, Any]:
        """Do something, and return the answer."""
        self.send(do, **command)
        return self.answer()

    def signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


@dataclass
class Driver:
    """Processes on a database of their own.

    Args:
        is_lying: whether the processes fill memory within transactions, so that there is something to be found.
        agree_seconds: how long they may take to agree.
    """

    seed: int
    nursery: Path
    line: LossyLine
    folder: Path
    is_lying: bool = False
    agree_seconds: float = AGREE_SECONDS
    rounds: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._names = itertools.count()
        self._processes: list[Process] = []
        self._done: list[str] = []
        self._paths: set[str] = {"/"}
        self._keys: list[str] = []
        self._backup: Path | None = None

    def run(self, *, seconds: float = 0.0, least_rounds: int = LEAST_ROUNDS) -> None:
        """Do rounds for so long, and no fewer than that many.

        Raises:
            Disagreement: the processes do not agree.
        """
        until = time.monotonic() + seconds
        self._started().run("prepare")
        self._processes = [self._opened(number) for number in range(PROCESSES)]
        while time.monotonic() < until or self.rounds < least_rounds:
            self._round()

    def _round(self) -> None:
        self.rounds += 1
        # Anew in each round: how processes met in an earlier one changes nothing in what is done in this one.
        self._dice = random.Random(f"{self.seed} {self.rounds}")
        self._done = []
        plan, meanwhile = ([self._plan() for _ in range(PROCESSES)] for _ in range(2))
        disturbance = self._dice.choice(DISTURBANCES)
        if self.rounds % CYCLE == RESTORED:
            self._restore()
        self._disturb(disturbance, plan)
        if self.rounds % CYCLE == BACKED_UP:
            self._back_up(meanwhile)
        self.line.is_losing = False
        self._compare()

    def _plan(self) -> list[dict[str, Any]]:
        dice = self._dice
        return [
            {
                "act": dice.choice(ACTS),
                "dice": dice.randrange(1_000_000),
                "ending": dice.choice(ENDINGS),
                "reads": dice.choice(READS),
                "is_cold": dice.random() < COLD,
            }
            for _ in range(dice.randint(0, MOST_ACTS))
        ]

    def _disturb(self, disturbance: str | None, plan: list[list[dict[str, Any]]]) -> None:
        """Let all processes act side by side, and let something happen to one of them meanwhile."""
        victim, pause = self._dice.randrange(PROCESSES), self._dice.random() * 0.3
        self._note(f"{disturbance or 'nothing'} happens to {self._processes[victim].name} after {pause:.2f} s")
        self.line.is_losing = disturbance == "lose"
        if disturbance == "stop":  # so that it holds nothing up, it begins nothing; what it is told arrives late
            self._processes[victim].signal(signal.SIGSTOP)
            plan[victim] = []
        for process, acts in zip(self._processes, plan, strict=True):
            for act in acts:
                process.send("act", **act)
        time.sleep(pause)
        if disturbance == "kill":
            self._processes[victim].signal(signal.SIGKILL)
        if disturbance == "cut":
            self._started().run("cut")
        others = [number for number in range(PROCESSES) if number != victim]
        for number in [*others, victim]:
            self._processes[number] = self._outcome(self._processes[number], plan[number], number)
        self._processes[victim].signal(signal.SIGCONT)
        if disturbance in ("kill", "restart"):
            self._processes[victim] = self._successor_of(self._processes[victim], victim)

    def _outcome(self, process: Process, acts: list[dict[str, Any]], number: int) -> Process:
        """Wait for what a process does; return it, or who takes its place."""
        for act in acts:
            what = f"{process.name}: {act['act']} ({act['ending']}, read {act['reads']})"
            try:
                answer = process.answer()
            except Died:
                self._note(f"{what}: died")
                return self._successor_of(process, number)
            self._note(f"{what}: {answer.get('did')}")
            self._keys += answer.get("keys", ())
            self._check(answer)
            name = f"{act['act']} refused" if "refused" in answer.get("did", "") else act["act"]
            self.counts[name] = self.counts.get(name, 0) + 1
        return process

    def _compare(self) -> None:
        """Compare what each serves with what a process serves that remembers nothing, and the store with the trees."""
        fresh = self._opened()
        what = {"paths": sorted(self._paths), "keys": self._keys}
        expected = self._check(fresh.run("serve", **what))["served"]
        differences = self._check(fresh.run("verify"))["differences"]
        if differences:
            self._fail(f"verify finds {differences}")
        for process in self._processes:
            present: dict[str, Any] = {}
            until = time.monotonic() + self.agree_seconds
            while present != expected and time.monotonic() < until:
                present = self._check(process.run("serve", **what))["served"]
            if present != expected:
                self._fail(f"{process.name} differs: {'; '.join(_differences(present, expected))}")
        fresh.connection.close()
        for view in expected.values():
            self._paths |= set(view["paths"]) if isinstance(view, dict) else set()

    def _back_up(self, plan: list[list[dict[str, Any]]]) -> None:
        """Make a backup while the processes act."""
        self._backup = self.folder / f"backup-{self.rounds}.tar"
        for process, acts in zip(self._processes, plan, strict=True):
            for act in acts:
                process.send("act", **act)
        self._check(self._started().run("back up", path=str(self._backup)))
        for number, acts in enumerate(plan):
            self._processes[number] = self._outcome(self._processes[number], acts, number)
        self._note("backed up")

    def _restore(self) -> None:
        if self._backup is None:
            return
        for process in self._processes:
            process.signal(signal.SIGKILL)
            process.connection.close()
            self._started().run("wait for", name=process.name)
        restoring = self._started()
        self._check(restoring.run("restore", path=str(self._backup)))
        restoring.connection.close()
        self._processes = [self._opened(number) for number in range(PROCESSES)]
        self._note("restored")

    def _started(self) -> Process:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(ANSWER_SECONDS)
        connection.connect(str(self.nursery))
        process = Process(f"process {next(self._names)}", connection, connection.makefile(encoding="utf-8"))
        process.pid = process.answer()["pid"]
        return process

    def _opened(self, number: int | None = None) -> Process:
        """A process that listens.

        Args:
            number: its place; the first one is reached over the line on which notifications get lost, and the last one
                reads all the time.
        """
        process, is_reading = self._started(), number == PROCESSES - 1
        address = ["127.0.0.1", self.line.port] if number == 0 else None
        self._check(
            process.run("open", name=process.name, address=address, is_reading=is_reading, is_lying=self.is_lying)
        )
        return process

    def _successor_of(self, process: Process, number: int) -> Process:
        """Another process in the place of one that has died, or dies by this."""
        process.signal(signal.SIGKILL)
        process.connection.close()
        self._started().run("wait for", name=process.name)
        return self._opened(number)

    def _check(self, answer: dict[str, Any]) -> dict[str, Any]:
        if answer["faults"]:
            self._fail("\n".join(answer["faults"]))
        return answer

    def _note(self, what: str) -> None:
        self._done.append(what)

    def _fail(self, why: str) -> None:
        acts = "\n  ".join(self._done)
        raise Disagreement(f"Run it again with RANDOMISED_SEED={self.seed}. In round {self.rounds}:\n  {acts}\n{why}")


@contextmanager
def driving(seed: int, *, is_lying: bool = False, agree_seconds: float = AGREE_SECONDS) -> Iterator[Driver]:
    """A driver on a database of its own, whose processes end with the block."""
    name = database.name_for("randomised")
    database.clone(database.empty_template(), name)
    environment = {**os.environ, **database.environment(name), "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    folder = Path(tempfile.mkdtemp(prefix="randomised-"))
    address, log = folder / "nursery", folder / "log"
    with log.open("wb") as output:
        nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.randomised.process", str(address), str(folder / "media")],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    line = LossyLine(*database.address())
    try:
        assert eventually(address.exists, ANSWER_SECONDS), log.read_text(errors="replace")
        yield Driver(seed, address, line, folder, is_lying, agree_seconds)
    except TimeoutError as error:
        raise Disagreement(f"A process does not answer:\n{log.read_text(errors='replace')[-20_000:]}") from error
    finally:
        kill(nursery)
        line.cut()
        database.drop(name)
        shutil.rmtree(folder, ignore_errors=True)


def _differences(present: Any, expected: Any, where: str = "") -> Iterator[str]:
    """Where two processes' answers differ, and in what."""
    if isinstance(present, dict) and isinstance(expected, dict):
        for name in sorted({*present, *expected}):
            yield from _differences(present.get(name), expected.get(name), f"{where}/{name}")
    elif present != expected:
        yield f"{where}: {present} instead of {expected}"
