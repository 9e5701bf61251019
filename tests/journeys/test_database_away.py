"""The server as it runs, with its line to PostgreSQL cut: it serves what memory has, and says how it stands."""

from __future__ import annotations

import itertools
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tenants.models import Tenant
from tests import database
from tests.fakes.breakable_line import BreakableLine
from tests.journeys.site import APP_URLS, OWNER_URLS, Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

NOTICED_SECONDS = 15.0
SETTLED_SECONDS = 2.0


@pytest.fixture
def line(site: Site) -> Iterator[BreakableLine]:
    """The site's only way to the database."""
    line = BreakableLine(*database.address())
    site.reach_database_over(line, *APP_URLS, *OWNER_URLS)
    yield line
    line.cut()


def readiness(site: Site) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{site.web}readyz", timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_cache_is_served_and_reported_until_the_database_is_back(site: Site, line: BreakableLine) -> None:
    tabasco, coahuila = (key_of(Tenant.objects.get(code=code))[1] for code in ("TAB", "COA"))

    numbers = itertools.count()

    def is_told_away() -> bool:
        # Another query each time: an answer that was made before the server heard of it would be given again.
        answer = site.query(tabasco, f"{{ state {{ code capital{next(numbers)}: capital }} }}")
        assert answer["data"]["state"]["code"] == "TAB"
        return answer["extensions"].get("store") == {"available": False}

    with site.web_process():
        site.query(tabasco, "{ state { capital } }")
        # What is read just as the server begins to hear of changes is answered, but not remembered.
        time.sleep(SETTLED_SECONDS)
        ready = site.query(tabasco, "{ state { name } }")

        line.cut()
        assert eventually(is_told_away, NOTICED_SECONDS)
        status, told = readiness(site)
        still_ready = site.query(tabasco, "{ state { name } }")
        unknown = site.query(coahuila, "{ state { name } }")

        assert (status, told["status"], told["database"]) == (200, "degraded", "unreachable")
        assert told["memory"] == {"states": ["TAB"], "views": 1}
        assert still_ready["data"] == ready["data"]
        assert still_ready["extensions"]["store"] == {"available": False}
        assert [error["extensions"]["code"] for error in unknown["errors"]] == ["TEMPORARILY_UNAVAILABLE"]

        line.mend()
        assert eventually(lambda: not is_told_away(), NOTICED_SECONDS)
        assert eventually(lambda: "data" in site.query(coahuila, "{ state { name } }"), NOTICED_SECONDS)
        assert readiness(site)[1]["status"] == "ready"


def test_a_server_with_an_empty_cache_is_taken_out_of_service(site: Site, line: BreakableLine) -> None:
    with site.web_process():
        line.cut()

        status, told = readiness(site)

        assert (status, told["status"], told["memory"]) == (503, "unavailable", {"states": [], "views": 0})
