"""Publishes of all kinds beside readers: every answer is some published version, never parts of two."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.journeys.readers import Reader, reading
from tests.journeys.site import Site
from tests.journeys.versions import CODES, NUMBERED, SLUG, Publishers, Shown, is_walk, mixture_of, shown
from tests.tenants.factories import key_of
from tests.waiting import eventually

READERS = 4
LATEST_SECONDS = 20.0
ACTS = ["publish", "publish", "urgent", "roll back", "accept", "adapt", "undo", "notice"]

PAGE = f"{{ {' '.join(NUMBERED)} summary }}"
NOTICES = "notices { title text { plainText } }"
BY_SLUG = f"""query ($code: StateCode, $x: String!) {{ state(code: $code) {{
    page: guidancePage(slug: "{SLUG}") {PAGE} {NOTICES} term(slug: $x) {{ id }} }} }}"""
TWICE = f"""query ($code: StateCode, $x: String!) {{
    state(code: $code) {{ page: guidancePage(slug: "{SLUG}") {PAGE} {NOTICES} term(slug: $x) {{ id }} }}
    again: state(code: $code) {{ {NOTICES} page: guidancePage(slug: "{SLUG}") {PAGE} }} }}"""
BY_PATH = f"""query ($code: StateCode, $x: String!) {{ state(code: $code) {{ term(slug: $x) {{ id }}
    {NOTICES} resolve(path: "/tercero/{SLUG}/") {{ item {{ ... on GuidancePage {PAGE} }} }} }} }}"""


@pytest.fixture
def publishers(committed_db: None) -> Publishers:
    """Everybody who publishes."""
    publishers = Publishers()
    publishers.open()
    return publishers


@pytest.fixture
def served(site: Site, publishers: Publishers) -> Iterator[tuple[Site, str]]:
    """The site at work, and a key for the states."""
    tenants = [publishers.tenants[code] for code in CODES]
    _, key = key_of(tenants[0], tenants=tenants)
    with site.web_process():
        yield site, key
    connections.close_all()


def shown_in(data: dict[str, Any]) -> Shown:
    """What an answer shows; twice the same if it shows it twice."""
    state = data["state"]
    page = state["page"] if "page" in state else state["resolve"]["item"]
    if "again" in data:
        assert data["again"]["page"] == page
        assert data["again"]["notices"] == state["notices"]
    return shown(page, state["notices"])


# No shrinking: what readers meet depends on the moment, too.
@settings(
    max_examples=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=False, database=None
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=4, max_size=10))
def test_every_answer_is_one_published_version(
    served: tuple[Site, str], publishers: Publishers, acts: list[str]
) -> None:
    site, key = served
    publishers.past = {code: [publishers.now(code)] for code in CODES}
    numbers = itertools.count()

    def read(reader: Reader, stop: threading.Event) -> dict[str, list[Shown]]:
        seen: dict[str, list[Shown]] = {code: [] for code in CODES}
        while not stop.is_set():
            number = next(numbers)
            code, query = CODES[number % 3], (BY_SLUG, BY_PATH, TWICE, BY_SLUG)[number % 4]
            # Every other time another variable: then the answer is made, else it is ready as a rule.
            variables = {"code": code, "x": str(number) if number % 2 else "x"}
            reply = reader.ask(key, query, variables, is_get=number % 5 > 0)
            assert reply.status == 200, reply.body
            now = shown_in(reply.json["data"])
            if seen[code][-1:] != [now]:
                seen[code].append(now)
        return seen

    def is_latest() -> bool:
        with Reader(site.port) as reader:
            return all(
                shown_in(reader.ask(key, BY_SLUG, {"code": code, "x": "x"}, is_get=True).json["data"])
                == publishers.past[code][-1]
                for code in CODES
            )

    with reading(site.port, READERS, read) as readers:
        for act in acts:
            publishers.act(act)
        assert eventually(is_latest, LATEST_SECONDS)
    for reader in readers:
        for code, seen in reader.result().items():
            assert [wrong for one in seen if (wrong := mixture_of(one))] == []
            assert is_walk(seen, publishers.past[code]), (code, seen, publishers.past[code])
