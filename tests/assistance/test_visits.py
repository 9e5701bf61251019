"""Counting visits: in memory, written as sums by each process, and nothing about who visits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistance.models import VisitCount
from assistance.visits import counting, writing
from assistance.visits.counting import count_visit, is_bot
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants
from tests.fakes.clock import stop_clock
from tests.world import World

pytestmark = pytest.mark.usefixtures("nothing_counted")


BROWSER = "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0"
NIGHT = 1_795_846_000
"""28 November 2026, 06:06 UTC: just after midnight in Mexico City, and the evening before in Tijuana."""


def rows() -> list[tuple[Any, ...]]:
    names = ("tenant__code", "visited_on", "hour", "channel", "kind", "topic_key", "count")
    with scope_of_all_tenants():
        return sorted(VisitCount.objects.values_list(*names))


def test_visits_are_added_up_by_state_and_its_hour(world: World, monkeypatch: Any) -> None:
    stop_clock(monkeypatch, NIGHT)
    Tenant.objects.filter(code="XSU").update(time_zone="America/Tijuana")
    topic = "3f0c1a52-5a3c-4f6e-9b57-0c6d3f9f0a11"
    for code, times in (("XNO", 3), ("XSU", 2)):
        for _ in range(times):
            count_visit(code, "WEB", "GUIDANCE", topic, user_agent=BROWSER)
    count_visit("XNO", "APP", "API", user_agent=BROWSER)
    assert rows() == []

    assert writing.flush() == 6
    count_visit("XNO", "WEB", "GUIDANCE", topic, user_agent=BROWSER)
    assert writing.flush() == 1
    assert writing.flush() == 0

    assert rows() == [
        ("XNO", date(2026, 11, 28), 0, "APP", "API", "", 1),
        ("XNO", date(2026, 11, 28), 0, "WEB", "GUIDANCE", topic, 4),
        ("XSU", date(2026, 11, 27), 22, "WEB", "GUIDANCE", topic, 2),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0 Safari/537.36",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32",
        "",
        " ",
    ],
)
def test_bots_are_not_counted(name: str) -> None:
    count_visit("XNO", "WEB", "HOME", user_agent=name)

    assert not counting.take()


@pytest.mark.parametrize("name", [BROWSER, "JusticiaTabasco/1.2 (Android 14)", "okhttp/4.12.0", "Dart/3.5 (dart:io)"])
def test_browsers_and_apps_are_no_bots(name: str) -> None:
    assert not is_bot(name)


def test_what_cannot_be_written_is_kept(world: World, monkeypatch: Any) -> None:
    from django.db import OperationalError

    def away(*_: Any) -> None:
        raise OperationalError

    count_visit("XNO", "WEB", "HOME", user_agent=BROWSER)
    with monkeypatch.context() as patched:
        patched.setattr(writing, "tenant_scope", away)
        assert writing.flush() == 0
    count_visit("XNO", "WEB", "HOME", user_agent=BROWSER)

    assert writing.flush() == 2
    assert [row[-1] for row in rows()] == [2]


def test_memory_has_its_limit(monkeypatch: Any) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTS", 2)
    for kind in ("HOME", "SEARCH", "OFFICE", "HOME"):
        count_visit("XNO", "WEB", kind, user_agent=BROWSER)

    assert sorted(counting.take().values()) == [1, 2]


def test_visits_of_no_state_are_none(world: World) -> None:
    """A state that is not there any more when it is written."""
    count_visit("ZZZ", "WEB", "HOME", user_agent=BROWSER)

    assert writing.flush() == 0

    assert rows() == []
    assert not counting.take()
