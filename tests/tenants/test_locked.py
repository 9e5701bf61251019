"""Keys that somebody holds locked, as a migration does: who asks for one is told soon, and few wait at once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from tenants import identity_cache
from tenants.databases import READER
from tenants.edge import IdentityUnavailable, KeyRefused, viewer_for_key
from tenants.keys import make_key
from tenants.models import KeyKind

from .factories import key_of, state

LOCK_SECONDS = 2.0
BUSY_SECONDS = 1.5
"""What a crowded machine may add."""


@contextmanager
def locked_keys() -> Iterator[None]:
    """Hold the table of keys as `ALTER TABLE` does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE tenants_apikey IN ACCESS EXCLUSIVE MODE")
        yield


def asked(raw: str, source: str = "") -> tuple[str, float]:
    """Return what becomes of a key, and how long that took; in a thread of its own, whose connections are closed."""
    began = time.monotonic()
    try:
        return str(viewer_for_key(raw, source=source).own_code), time.monotonic() - began
    except (IdentityUnavailable, KeyRefused) as refusal:
        return type(refusal).__name__, time.monotonic() - began
    finally:
        connections.close_all()


def test_who_waits_for_a_lock_is_told_soon_and_does_not_wait_twice(committed_db: None) -> None:
    with locked_keys(), ThreadPoolExecutor(1) as pool:
        said, seconds = pool.submit(asked, make_key(KeyKind.SECRET)).result()

    assert said == "IdentityUnavailable"
    assert LOCK_SECONDS - 0.5 < seconds < LOCK_SECONDS + BUSY_SECONDS


def test_few_of_one_source_wait_at_once_and_others_do_not_wait_for_them(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = key_of(state("TAB"))
    monkeypatch.setattr(identity_cache, "MAX_LOOKUPS_AT_ONCE", 4)
    with locked_keys(), ThreadPoolExecutor(31) as pool:
        guesses = [pool.submit(asked, make_key(KeyKind.SECRET), "guesser") for _ in range(30)]
        other = pool.submit(asked, key, "other")
        waited = sorted(guess.result()[1] for guess in guesses)
        # The other one had a place at once, as all the guessers together do not: it waited as long as a lock may.
        assert other.result()[1] > LOCK_SECONDS - 0.5

    assert {guess.result()[0] for guess in guesses} == {"IdentityUnavailable"}
    assert waited[25] < LOCK_SECONDS - 0.5
    assert waited[26] > LOCK_SECONDS - 0.5


def test_many_that_ask_for_one_key_at_once_all_get_it(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _, key = key_of(state("TAB"))
    monkeypatch.setattr(identity_cache, "MAX_LOOKUPS_AT_ONCE", 1)
    monkeypatch.setattr(identity_cache, "SLOT_SECONDS", 30.0)
    identity_cache.reset()
    barrier = threading.Barrier(20)

    def ask() -> str:
        barrier.wait()
        return asked(key, "one")[0]

    with ThreadPoolExecutor(20) as pool:
        said = Counter(one.result() for one in [pool.submit(ask) for _ in range(20)])

    assert said == {"TAB": 20}


def test_cached_content_waits_no_longer_for_a_lock(committed_db: None) -> None:
    with connections[READER].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("2s",)
