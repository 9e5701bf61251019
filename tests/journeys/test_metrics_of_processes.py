"""Figures of a server of several processes: whichever is asked tells of all, and none is lost with a process."""

from __future__ import annotations

import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tenants.models import Tenant
from tests.journeys.site import Site
from tests.tenants.factories import key_of
from tests.waiting import eventually

TOKEN = "a-token-of-the-test"
TOLD_SECONDS = 15


@pytest.fixture
def site_of_two(site: Site, tmp_path: Path) -> Site:
    site.environment.update(WEB_WORKERS="2", METRICS_TOKEN=TOKEN)
    return site


def families(site: Site, token: str = TOKEN) -> str:
    request = urllib.request.Request(f"{site.web}metrics", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return str(response.read().decode())


def answered(site: Site, tenant: str) -> float:
    """How many requests for a state were answered, by all processes."""
    return sum(
        sample.value
        for family in text_string_to_metric_families(families(site))
        for sample in family.samples
        if sample.name == "jpt_api_requests_total" and sample.labels["tenant"] == tenant
    )


def process_asked(site: Site) -> int:
    """The process that happened to answer."""
    (process,) = (
        sample.labels["process"]
        for family in text_string_to_metric_families(families(site))
        for sample in family.samples
        if sample.name == "jpt_views"
    )
    return int(process)


def got_through(ask: Callable[[], bool]) -> bool:
    """Whether somebody answered, and so: connections that waited for a process that was killed are cut with it."""
    try:
        return ask()
    except OSError:
        return False


def test_requests_of_all_processes_are_told_even_of_one_that_was_killed(site_of_two: Site) -> None:
    site = site_of_two
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with site.web_process():
        for _ in range(60):
            site.query(key, "{ state { name } }")
        first = process_asked(site)
        assert eventually(lambda: process_asked(site) != first, TOLD_SECONDS)
        assert eventually(lambda: answered(site, "TAB") == 60, TOLD_SECONDS)

        os.kill(first, signal.SIGKILL)
        assert eventually(site.is_ready, TOLD_SECONDS)
        assert eventually(lambda: got_through(lambda: bool(site.query(key, "{ state { name } }"))), TOLD_SECONDS)

        assert eventually(lambda: got_through(lambda: answered(site, "TAB") == 61), TOLD_SECONDS)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            families(site, "another")
