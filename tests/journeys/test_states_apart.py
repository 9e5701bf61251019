"""Thousands of random reads with keys of several states, while these publish: nobody is shown another state's text."""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections

from tenants.services.keys import revoke_key
from tests.journeys.marked import MARKS, SCRIPT, Desks, Key
from tests.journeys.readers import Reader, Reply, reading
from tests.journeys.site import Site
from tests.tenants.factories import key_of
from tests.thoroughness import tries
from tests.waiting import eventually

READS = tries(4_000, long=40_000)
READERS = 6
GONE_SECONDS = 10.0
"""A revoked key is refused within a second; this is what a busy machine may take."""

ITEM = "id key slug path title version origin"
QUERIES = {
    "overview": "query ($code: StateCode) { state(code: $code) { id code version notices { %s text { plainText } } } }",
    "guidance": """query ($code: StateCode, $slug: String!) { state(code: $code) { guidancePage(slug: $slug) {
        %s summary body { __typename key } terms { title definition { html } } offices(first: 5) { %s note } } } }""",
    "list": """query ($code: StateCode, $cursor: Cursor) { state(code: $code) { guidance(first: 20, after: $cursor) {
        totalCount edges { cursor node { %s summary } } } } }""",
    "offices": """query ($code: StateCode, $cursor: Cursor) { state(code: $code) { offices(first: 30, after: $cursor) {
        edges { cursor node { %s note isOpen phones { display } } } } } }""",
    "office": "query ($code: StateCode, $slug: String!) { state(code: $code) { office(slug: $slug) { %s note } } }",
    "term": """query ($code: StateCode, $slug: String!) { state(code: $code) { term(slug: $slug) {
        %s definition { plainText } } } }""",
    "script": "query ($code: StateCode, $slug: String!) { state(code: $code) { script(slug: $slug) { %s } } }",
    "search": """query ($code: StateCode, $words: String!) { state(code: $code) { search(query: $words) { didYouMean
        edges { cursor node { snippet item { %s } } } } } }""",
    "path": """query ($code: StateCode, $path: String!) { state(code: $code) { resolve(path: $path) {
        redirectTo gone item { %s ... on Notice { text { html } } ... on GuidancePage { summary } } } } }""",
    "node": """query ($id: ID!) { node(id: $id) { __typename id ... on Item { title state { code } }
        ... on Office { note } ... on State { notices { title } } ... on GuidancePage { summary } } }""",
    "states": '{ viewer { states { code notices { title } } } states { code term(slug: "acusado") { title } } }',
}
WORDS = [
    "aviso",
    "número",
    "marca",
    "aviso número",
    "acusado",
    "detenido",
    "fiscalia",
    "marcatab",
    "marcacoa",
    "presunto",
]
ENCODINGS = ["", "gzip", "br", "zstd", "gzip, br, zstd"]


@dataclass
class Seen:
    """What readers have been given so far, to be sent again with any other key."""

    ids: list[str] = field(default_factory=lambda: ["nothing"])
    slugs: list[str] = field(default_factory=lambda: [SCRIPT])
    paths: list[str] = field(default_factory=lambda: ["/"])
    cursors: list[str] = field(default_factory=lambda: ["nothing"])
    tags: list[str] = field(default_factory=lambda: ['"nothing"'])
    bodies: dict[str, bytes] = field(default_factory=dict)

    def learn(self, reply: Reply) -> None:
        """Keep what an answer names."""
        tag = reply.headers.get("etag")
        if tag is not None and tag not in self.bodies:
            self.bodies[tag] = reply.body
            self.tags.append(tag)
            self._walk(reply.json)

    def _walk(self, value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                self._walk(one)
        elif isinstance(value, dict):
            for name, one in value.items():
                named = {"id": self.ids, "slug": self.slugs, "path": self.paths, "cursor": self.cursors}.get(name)
                if named is not None and isinstance(one, str) and len(named) < 5_000:
                    named.append(one)
                self._walk(one)


@dataclass
class Ending:
    """A key that is revoked while it is in use."""

    raw: str
    is_over: bool = False
    refusals: int = 0


@pytest.fixture
def desks(committed_db: None) -> Desks:
    """The states, with their marked texts."""
    desks = Desks()
    desks.open()
    return desks


def variables_of(name: str, seen: Seen, dice: random.Random) -> dict[str, Any]:
    """Variables for a query, made of whatever anybody has seen."""
    values: dict[str, Any] = {
        "code": dice.choice([None, *MARKS, *MARKS]),
        "slug": dice.choice(seen.slugs),
        "path": dice.choice(seen.paths),
        "id": dice.choice(seen.ids),
        "words": dice.choice(WORDS),
        "cursor": dice.choice([None, None, *dice.sample(seen.cursors, 1)]),
    }
    return {variable: value for variable, value in values.items() if f"${variable}:" in QUERIES[name]}


def ask(reader: Reader, key: str, seen: Seen, dice: random.Random) -> tuple[str, Reply]:
    """Ask something random; a third of it again and again, so that it is ready."""
    if dice.random() < 0.3:
        dice = random.Random(dice.randrange(60))
    name = dice.choice([*QUERIES])
    headers = {"Accept_Encoding": encoding} if (encoding := dice.choice(ENCODINGS)) else {}
    is_get = dice.random() < 0.5
    if is_get and dice.random() < 0.3:
        headers["If_None_Match"] = ", ".join(dice.sample(seen.tags, min(len(seen.tags), 30)))
    query = QUERIES[name].replace("%s", ITEM)
    return name, reader.ask(key, query, variables_of(name, seen, dice), is_get=is_get, **headers)


def check(key: Key, reply: Reply, seen: Seen) -> str:
    """Fail if an answer shows what its key must not see; return what it was."""
    shown = reply.body
    if reply.status == 304:
        shown = seen.bodies[reply.headers["etag"]]
    for mark in key.foreign_marks:
        assert mark not in shown, (key.codes, shown)
        assert mark.decode() not in str(reply.headers), (key.codes, reply.headers)
    assert reply.status in (200, 304, 400), (reply.status, reply.body)
    assert b"INTERNAL" not in reply.body, reply.body
    return "own" if any(MARKS[code].encode() in shown for code in key.codes) else "plain"


def test_no_key_is_ever_shown_another_states_text(site: Site, desks: Desks) -> None:
    keys, seen, numbers = desks.keys(), Seen(), itertools.count()
    row, raw = key_of(desks.tenants["MEX"])
    ending = Ending(raw)
    outcomes: Counter[str] = Counter()
    queue = itertools.count()

    def read(reader: Reader, stop: threading.Event) -> None:
        dice = random.Random(next(numbers))
        while next(queue) < READS and not stop.is_set():
            if dice.random() < 0.03:
                ask_with_ending(reader, dice)
                continue
            key = dice.choice(keys)
            name, reply = ask(reader, key.raw, seen, dice)
            outcomes[check(key, reply, seen)] += 1
            outcomes[name] += 1
            outcomes[f"status {reply.status}"] += 1
            if reply.status == 200:
                seen.learn(reply)

    def ask_with_ending(reader: Reader, dice: random.Random) -> None:
        was_over = ending.is_over
        reply = reader.ask(ending.raw, QUERIES["overview"].replace("%s", ITEM), {}, is_get=dice.random() < 0.8)
        if reply.status == 401:
            assert reply.codes == ["KEY_REVOKED"]
            ending.is_over = True
            ending.refusals += 1
        else:
            assert (reply.status, was_over) == (200, False), "a revoked key came back"
            outcomes["before the end"] += 1

    with site.web_process(), reading(site.port, READERS, read) as readers:
        for _ in range(6):
            desks.work()
        revoke_key(row)
        assert eventually(lambda: ending.is_over, GONE_SECONDS)
        while not all(reader.done() for reader in readers):
            desks.work()
    connections.close_all()

    assert outcomes["own"] > READS / 10
    assert all(outcomes[name] > READS / 50 for name in QUERIES), outcomes
    assert outcomes["status 304"] > 0
    assert ending.refusals > 0
