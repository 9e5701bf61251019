"""A worker process that dies under load: others go on, it is replaced, and no client takes a part for the whole."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field, replace

from django.db import connections

from tenants.models import Tenant
from tests.journeys.readers import BROKEN, Reader, reading
from tests.journeys.site import Site
from tests.journeys.workers import answering_at
from tests.tenants.factories import key_of
from tests.waiting import eventually

WORKERS = 2
READERS = 4
REPLACED_SECONDS = 60.0
CODES = {"TAB": "Tabasco", "COA": "Coahuila"}
QUERY = """query ($code: StateCode!, $x: String! = "x") { state(code: $code) { code name term(slug: $x) { id }
    guidance(first: 30) { edges { node { slug title summary } } } } }"""


@dataclass
class Said:
    """What the clients met: whole answers and broken connections, counted apart for each stretch of the test."""

    stretch: str = "before"
    answers: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)


def test_a_killed_worker_is_replaced_while_others_answer(site: Site) -> None:
    tenants = [Tenant.objects.get(code=code) for code in CODES]
    _, key = key_of(tenants[0], tenants=tenants)
    site = replace(site, environment={**site.environment, "WEB_WORKERS": str(WORKERS), "WEB_THREADS": "8"})
    said, numbers = Said(), itertools.count()
    whole: dict[str, bytes] = {}

    def read(reader: Reader, stop: threading.Event) -> None:
        while not stop.is_set():
            number = next(numbers)
            code = [*CODES][number % 2]
            variables = {"code": code, "x": str(number)} if number % 3 else {"code": code}
            stretch, request_id = said.stretch, f"request-{number:06}"
            try:
                reply = reader.ask(key, QUERY, variables, is_get=number % 4 > 0, X_Request_Id=request_id)
            except BROKEN:
                # What was asked before the kill may break by it.
                said.broken[said.stretch] += 1
                continue
            assert (reply.status, reply.headers["x-request-id"]) == (200, request_id)
            assert int(reply.headers["content-length"]) == len(reply.body)
            assert reply.body == whole.setdefault(code, reply.body)
            said.answers[stretch] += 1

    with site.web_process() as web:
        assert eventually(lambda: len(answering_at(site.port, web)) == WORKERS, REPLACED_SECONDS)
        with reading(site.port, READERS, read):
            assert eventually(lambda: said.answers["before"] > 200, REPLACED_SECONDS)
            before = answering_at(site.port, web)
            victim = min(before)
            said.stretch = "killed"
            os.kill(victim, signal.SIGKILL)
            assert eventually(lambda: said.answers["killed"] > 200, REPLACED_SECONDS)
            assert eventually(lambda: len(answering_at(site.port, web) - {victim}) == WORKERS, REPLACED_SECONDS)
            after = answering_at(site.port, web)
            said.stretch = "replaced"
            assert eventually(lambda: said.answers["replaced"] > 200, REPLACED_SECONDS)
        assert web.poll() is None
    connections.close_all()

    assert before - after == {victim}
    assert len(after) == WORKERS
    assert said.broken["before"] == said.broken["replaced"] == 0
    assert said.broken["killed"] <= READERS * 3
    names = {code: f'"code":"{code}","name":"{CODES[code]}"'.encode() for code in CODES}
    assert all(names[code] in whole[code] for code in CODES)
