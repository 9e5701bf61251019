"""Reads by sites and apps are counted, also when they are answered from a cache; those by servers are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistance.visits import counting
from tests.assistance.test_visits import BROWSER

from .client import Answer

pytestmark = pytest.mark.usefixtures("nothing_counted")


QUERY = "{ state { name } }"


def counted() -> list[tuple[Any, ...]]:
    return sorted((*key[1:], count) for key, count in counting.take().items())


def test_reads_by_publishable_keys_are_counted(post: Callable[..., Answer]) -> None:
    for _ in range(3):
        post(QUERY, headers={"User-Agent": "JusticiaTabasco/1.2"})
    post(QUERY, headers={"User-Agent": BROWSER, "Origin": "https://justicia.example.org"})

    assert counted() == [("TAB", "APP", "API", "", 3), ("TAB", "WEB", "API", "", 1)]


def test_servers_bots_and_what_reads_no_state_are_not_counted(post: Callable[..., Answer]) -> None:
    post(QUERY, "operators", headers={"User-Agent": BROWSER})
    post(QUERY, headers={"User-Agent": "curl/8.5.0"})
    post("{ viewer { name } }", headers={"User-Agent": BROWSER})
    post("{ nothing }", headers={"User-Agent": BROWSER})

    assert counted() == []
