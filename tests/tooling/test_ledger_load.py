"""The load of the ledger: contacts come by the clock although nobody answers, and each queue is sent in its order."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.ledger.load import OPERATORS, TARGETS, Outcome
from benchmarks.ledger.operators import PER_SECOND, Load, Operator, run_contacts

SECONDS = 2.0
AWAY_SECONDS = 1.0
"""For so long from the beginning nothing is answered."""


class Ledger:
    """A server that is away at first, and cuts off the answer to the first contact of each operator that it writes."""

    def __init__(self) -> None:
        self.began, self.written = time.monotonic(), defaultdict[str, list[str]](list)
        self._lock = threading.Lock()

    def answer(self, operator: str, contact_id: str) -> tuple[int, dict[str, object]] | None:
        """Return status and body; None: the connection is cut."""
        if time.monotonic() - self.began < AWAY_SECONDS:
            return 503, {}
        with self._lock:
            written = self.written[operator]
            is_new = contact_id not in written
            if is_new:
                written.append(contact_id)
            return None if is_new and len(written) == 1 else (200, {"isNew": is_new})


@contextmanager
def serving(answer: Callable[[str, str], tuple[int, dict[str, object]] | None]) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answered = answer(self.headers["Cookie"], body["id"])
            if answered is None:
                return
            self.send_response(answered[0])
            self.end_headers()
            self.wfile.write(json.dumps(answered[1]).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_contacts_come_by_the_clock_while_the_server_is_away_and_are_sent_once_in_their_order() -> None:
    ledger, load, came = Ledger(), Load(), list[int]()
    with serving(ledger.answer) as port:
        operators = [Operator(port, {"cookie": f"number={number}", "state": "TAB"}, load) for number in range(5)]
        clock = threading.Thread(target=run_contacts, args=[operators, load, SECONDS])
        clock.start()
        time.sleep(AWAY_SECONDS / 2)
        came.append(len(load.begun))
        clock.join()
        for operator in operators:
            operator.finish()

    # Half a second of it, on a machine that does other things, too.
    assert came[0] > len(operators)
    assert len(load.begun) == len(load.sent) == SECONDS * PER_SECOND
    assert {one for queue in ledger.written.values() for one in queue} == load.begun
    assert load.repeated == len(operators)
    # Version 7: the ids of one operator are in the order of their milliseconds.
    assert all([one[:13] for one in queue] == sorted(one[:13] for one in queue) for queue in ledger.written.values())
    assert (load.unanswered, load.refused) == ([], {})
    assert not load.away


def test_what_is_refused_for_good_is_not_sent_again() -> None:
    load = Load()
    with serving(lambda operator, contact_id: (422, {"code": "INVALID"})) as port:
        operator = Operator(port, {"cookie": "number=1", "state": "TAB"}, load)
        run_contacts([operator], load, 2 / PER_SECOND)
        operator.finish()

    assert load.refused.total() == len(load.sent) == 2
    assert not load.retries


GOOD: dict[str, object] = {
    "operators": OPERATORS, "sent": 250, "lost": 0, "doubled": 0, "repeated": 1, "seconds": 10,
    "killed": dict.fromkeys(TARGETS, 1),
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"sent": 249}, {"operators": 49}, {"lost": 1}, {"doubled": 1}, {"repeated": 0}, {"killed": {"web": 2}},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_each_of_what_a_load_must_do_is_missed_by_itself(change: dict[str, object]) -> None:
    rest = {"refused": {}, "latest": 0.0, "median_wait": 0.0, "longest_wait": 0.0, "retries": {}, "in_commit": {}}

    assert Outcome(**(rest | GOOD)).missed() == []  # type: ignore[arg-type]
    assert len(Outcome(**(rest | GOOD | change)).missed()) == 1  # type: ignore[arg-type]
