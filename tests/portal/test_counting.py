"""Which visits of a site are counted, and as what."""

from __future__ import annotations

from typing import Any

import pytest

from assistance.visits import counting
from content_models.models import GuidancePage
from tests.assistance.test_visits import BROWSER

from .conftest import Site, Visit

pytestmark = pytest.mark.usefixtures("nothing_counted")


def counted() -> list[tuple[Any, ...]]:
    return sorted((*key[1:], count) for key, count in counting.take().items())


def test_pages_are_counted_by_kind_and_topic(north: Site, south: Site, guidance: GuidancePage, visit: Visit) -> None:
    key = str(guidance.translation_key)
    for path in ("/", "/prueba-victimas/prueba-robo/", "/prueba-victimas/", "/buscar/?q=robo", "/guia/"):
        answer = visit(north, path, user_agent=BROWSER)
        assert (path, answer.status_code) == (path, 200)
    visit(south, "/", user_agent=BROWSER)

    assert counted() == [
        ("ZZA", "WEB", "GUIDANCE", key, 1),
        ("ZZA", "WEB", "GUIDE", "", 1),
        ("ZZA", "WEB", "HOME", "", 1),
        ("ZZA", "WEB", "SEARCH", "", 1),
        ("ZZA", "WEB", "SECTION", "", 1),
        ("ZZB", "WEB", "HOME", "", 1),
    ]


def test_what_nobody_reads_is_not_counted(north: Site, visit: Visit, client: Any) -> None:
    visit(north, "/")
    visit(north, "/", user_agent="Googlebot/2.1")
    visit(north, "/no-hay/", user_agent=BROWSER)
    visit(north, "/buscar", user_agent=BROWSER)
    visit(north, "/", user_agent=BROWSER, **{"sec-purpose": "prefetch"})
    client.head("/", headers={"host": north.host, "user-agent": BROWSER})

    assert counted() == []


def test_a_visit_leaves_no_cookie(north: Site, visit: Visit) -> None:
    assert not visit(north, "/", user_agent=BROWSER).cookies
