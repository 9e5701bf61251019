"""The production command as `docs/running.md` gives it: it goes on when one of its processes dies."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from tenants.models import Tenant
from tests.journeys.readers import BROKEN, Reader
from tests.journeys.site import ROOT, START_SECONDS, Site
from tests.journeys.workers import answering_at, spawned_by
from tests.tenants.factories import key_of
from tests.waiting import eventually

WORKERS = 2
REPLACED_SECONDS = 60.0
ASKED = 300
QUERY = "{ state { code name } }"


def documented_command(file: str = "running.md") -> list[str]:
    """Return the arguments of `granian` in the documentation, its comment and line breaks left out."""
    text = (ROOT / "docs" / file).read_text(encoding="utf-8")
    found = re.search(r"^(?:ExecStart=\S*/)?granian ((?:.*\\\n)*.*)$", text, re.MULTILINE)
    assert found is not None
    return shlex.split(found[1].replace("\\\n", " "), comments=True)


@contextmanager
def production_web(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """Run the documented command with two workers on the site's port."""
    arguments = documented_command()
    arguments[arguments.index("--workers") + 1] = str(WORKERS)
    with site.process("-m", "granian", "--port", str(site.port), *arguments) as web:
        assert eventually(lambda: len(answering_at(site.port, web)) == WORKERS, START_SECONDS), site.log.read_text()
        assert eventually(site.is_ready, START_SECONDS), site.log.read_text()
        yield web


def test_the_service_goes_on_when_a_worker_is_killed(site: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with production_web(site) as web:
        victim = min(answering_at(site.port, web))

        os.kill(victim, signal.SIGKILL)
        outcomes = [_outcome(site, key) for _ in range(ASKED)]
        replaced = eventually(lambda: len(answering_at(site.port, web) - {victim}) == WORKERS, REPLACED_SECONDS)
        afterwards = [_outcome(site, key) for _ in range(ASKED)]

        assert web.poll() is None
        assert replaced
    connections.close_all()
    # What had been handed to the dead process may break; nothing after it was replaced does.
    assert outcomes.count(200) >= ASKED * 0.9, outcomes
    assert set(afterwards) == {200}


def test_workers_that_die_again_at_once_end_the_command_with_a_failure(site: Site) -> None:
    """So that whatever supervises the command starts it anew, instead of a worker that can never serve."""
    with production_web(site) as web:
        first = spawned_by(web)
        os.kill(min(first), signal.SIGKILL)
        assert eventually(lambda: spawned_by(web) - first, REPLACED_SECONDS)
        os.kill(min(spawned_by(web) - first), signal.SIGKILL)

        assert web.wait(REPLACED_SECONDS) != 0
    connections.close_all()


@pytest.mark.parametrize(
    "option", ["--respawn-failed-workers", "--workers-kill-timeout", "--http1-header-read-timeout"]
)
def test_the_documented_command_has_what_keeps_it_going(option: str) -> None:
    assert option in documented_command()


def test_the_example_for_systemd_runs_the_same_command_and_never_gives_up() -> None:
    assert documented_command("examples/justicia-web.service") == documented_command()
    for name in ("web", "worker"):
        unit = (ROOT / "docs" / "examples" / f"justicia-{name}.service").read_text(encoding="utf-8")
        assert "\nRestart=always\n" in unit
        assert "\nStartLimitIntervalSec=0\n" in unit


def _outcome(site: Site, key: str) -> int | None:
    """Ask over a new connection; None when it broke."""
    try:
        with Reader(site.port, seconds=10.0) as reader:
            return reader.ask(key, QUERY, is_get=True).status
    except BROKEN:
        return None
