"""Searches in vain across processes, and without the database: what is written is counted once for all of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from django.conf import settings
from django.db import connections

from delivery import suggestions
from delivery.suggestions import flush, record_search
from tests.fakes.breakable_line import only_way_to_the_database
from tests.world import World

from .test_suggestions import NOTHING, PLATE, Clock, ask, clock, rare, rows

__all__ = ["clock"]

RECORDS = """
import django; django.setup()
from datetime import datetime, timedelta, UTC
from django.utils import timezone
from delivery import state_view, suggestions
from delivery.search import SearchResult
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind
import sys
pk = Tenant.objects.get(code="XNO").pk
view = state_view.for_viewer(Viewer(kind=ViewerKind.CLIENT, tenants={"XNO": pk}), "XNO")
timezone.now = lambda: datetime(2026, 11, 2, 18, tzinfo=UTC) + timedelta(int(sys.argv[1]))
suggestions.record_search(view, sys.argv[2], SearchResult(()))
if sys.argv[3] == "writes":
    suggestions.flush()
"""


def in_another_process(environment: Mapping[str, str], number: int, phrase: str, end: str) -> None:
    subprocess.run(
        [sys.executable, "-c", RECORDS, str(number), phrase, end],
        cwd=settings.BASE_DIR,
        env={**environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        check=True,
        capture_output=True,
    )


def test_processes_count_together_and_what_one_had_not_written_goes_with_it(
    committed: World, database_environment: Mapping[str, str], clock: Clock
) -> None:
    ask(clock, committed.view("XNO"), PLATE, *range(6))

    in_another_process(database_environment, 6, PLATE, "dies")
    assert len(rare(committed)[0]) == 6

    in_another_process(database_environment, 6, PLATE, "writes")
    assert len(rare(committed)[0]) == 7

    suggestions.reset()  # as after a restart
    ask(clock, committed.view("XNO"), PLATE, 7)
    assert (rows(committed), rare(committed)) == ([(PLATE, 8)], [])


def test_without_the_database_it_waits_and_no_search_notices(committed: World, clock: Clock) -> None:
    view = committed.view("XNO")
    with only_way_to_the_database() as line:
        line.cut()
        connections.close_all()
        record_search(view, PLATE, NOTHING)
        assert flush() == 0
        record_search(view, "otra cosa", NOTHING)

    assert flush() == 2
    assert len(rare(committed)) == 2
