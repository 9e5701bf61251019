"""Operators of the load: contacts come by the clock, and each operator's queue is sent in its order, as the desk does.

Nobody waits for an answer before the next contact: what comes while the server is away is queued, as in
`frontend/src/desk/sendQueue.ts`, and sent once it answers.
"""

from __future__ import annotations

import http.client
import json
import queue
import random
import secrets
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

PER_SECOND = 25
LONGEST_FLUSH = 90.0
"""So many seconds after the last contact all queues are empty, or what is in them is lost."""

TIMEOUT_SECONDS = 10
LONGEST_WAIT = 60.0


@dataclass
class Load:
    """What was sent, and what became of it; filled by all operators.

    Attributes:
        begun: ids of the contacts that came.
        sent: those of them that a request went out for.
        away: those whose request waits for its answer now.
        acknowledged: how often each id was said to be written by the request that was answered.
        repeated: contacts that an earlier request had written: what was killed, was so after the commit.
        refused: how many the server refused for good, by why.
        unanswered: ids that got no answer in the end.
        waits: how long each contact took from when it came until it was answered, in seconds.
        retries: how many requests failed, by why.
        latest: how long after its time a contact came, at most, in seconds.
        is_over: no contact comes any more.
    """

    begun: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    acknowledged: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    retries: Counter[str] = field(default_factory=Counter)
    latest: float = 0.0
    is_over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def waiting_for_answer(self) -> set[str]:
        """Return the ids whose request waits for its answer now."""
        with self.lock:
            return set(self.away)


class Unreachable(Exception):
    """The server did not answer, or has to be asked again later."""

    def __init__(self, why: str, retry_after: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Refused(Exception):
    """The server refuses what was sent, and will do so again."""


@dataclass(frozen=True)
class _Waiting:
    """A contact in the queue, and when it came."""

    contact_id: str
    body: bytes
    came_at: float


class Operator:
    """One operator's desk: contacts come at any time, and are sent one after the other."""

    def __init__(self, port: int, identity: Mapping[str, str], load: Load) -> None:
        self._port, self._identity, self._load = port, identity, load
        self._coming: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._queue: deque[_Waiting] = deque()
        self._tries = 0
        self._thread = threading.Thread(target=self._send_until_over, daemon=True)
        self._thread.start()

    def take_contact(self) -> None:
        """Let a contact come, which is put into the queue and sent when it is its turn."""
        contact = _contact(self._identity["state"])
        contact_id = str(contact["id"])
        with self._load.lock:
            self._load.begun.add(contact_id)
        self._coming.put(_Waiting(contact_id, json.dumps(contact).encode(), time.monotonic()))

    def finish(self) -> None:
        """Wait until the queue is empty, or given up."""
        self._thread.join()

    def _send_until_over(self) -> None:
        """Flush the queue whenever a contact comes, and again some time after a request failed."""
        over_at: float | None = None
        wait = 0.2
        while True:
            with suppress(queue.Empty):
                self._queue.append(self._coming.get(timeout=wait))
            with suppress(queue.Empty):
                while True:
                    self._queue.append(self._coming.get_nowait())
            wait = self._flush() or 0.2
            if not self._load.is_over.is_set():
                continue
            over_at = over_at or time.monotonic()
            if not self._queue and self._coming.empty():
                return
            if time.monotonic() - over_at > LONGEST_FLUSH:
                with self._load.lock:
                    self._load.unanswered += [one.contact_id for one in self._queue]
                return

    def _flush(self) -> float:
        """Send what waits, in its order; return after how many seconds to try again, 0 if nothing waits any more."""
        while self._queue:
            try:
                self._send(self._queue[0])
            except Unreachable as error:
                with self._load.lock:
                    self._load.retries[str(error)] += 1
                wait = error.retry_after or min(LONGEST_WAIT, 2.0**self._tries) * random.uniform(0.5, 1)
                self._tries += 1
                return wait
            except Refused as error:
                with self._load.lock:
                    self._load.refused[str(error)] += 1
            self._queue.popleft()
            self._tries = 0
        return 0.0

    def _send(self, one: _Waiting) -> None:
        """Send a contact once.

        Raises:
            Unreachable: there is no answer, or one that says to try again.
            Refused: it is not written.
        """
        with self._load.lock:
            self._load.sent.add(one.contact_id)
            self._load.away.add(one.contact_id)
        try:
            is_new = _post(self._port, self._identity, one.body)
        finally:
            with self._load.lock:
                self._load.away.discard(one.contact_id)
        with self._load.lock:
            self._load.acknowledged[one.contact_id] += is_new
            self._load.repeated += not is_new
            self._load.waits.append(time.monotonic() - one.came_at)


def run_contacts(operators: Sequence[Operator], load: Load, seconds: float) -> None:
    """Let contacts come to each operator in turn, `PER_SECOND` by the clock, whatever is away; return after the last.

    What this thread was too late for comes at once, so that never fewer have come than their time has.
    """
    began = time.monotonic()
    for number in range(round(seconds * PER_SECOND)):
        due = began + number / PER_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
        load.latest = max(load.latest, time.monotonic() - due)
        operators[number % len(operators)].take_contact()
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    load.is_over.set()


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


def _post(port: int, identity: Mapping[str, str], body: bytes) -> bool:
    """Send a contact; return whether this request wrote it.

    Raises:
        Unreachable: there is no answer, or one that says to try again.
        Refused: it is not written.
    """
    token = "a" * 32
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"{identity['cookie']}; csrftoken={token}",
        "X-CSRFToken": token,
        "Host": f"localhost:{port}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", "/mesa/api/inquiries", body, headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status >= 500 or response.status == 429:
            raise Unreachable(str(response.status), float(response.headers.get("Retry-After") or 0))
        if response.status != 200:
            raise Refused(f"{response.status} {answer[:200].decode(errors='replace')}")
        return bool(json.loads(answer)["isNew"])
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()


def _uuid7() -> uuid.UUID:
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
