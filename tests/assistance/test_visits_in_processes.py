"""A process writes what it has counted: while it stays, and when it ends.

In a module of its own: what is committed is seen by others only.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from django.conf import settings

from tests.assistance.test_visits import BROWSER, rows
from tests.waiting import eventually
from tests.world import World

COUNT = (
    "import django; django.setup();"
    "from assistance.visits.counting import count_visit;"
    f"[count_visit('XNO', 'WEB', 'HOME', user_agent={BROWSER!r}) for _ in range(5)];"
)


def test_a_process_writes_when_it_ends(committed: World, database_environment: Mapping[str, str]) -> None:
    environment = {**database_environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    subprocess.run([sys.executable, "-c", COUNT], cwd=settings.BASE_DIR, env=environment, check=True)

    assert [row[-1] for row in rows()] == [5]


def test_a_process_that_stays_writes_within_ten_seconds(
    committed: World, database_environment: Mapping[str, str]
) -> None:
    stays = "from tenants import listening; listening.start(); print(flush=True); import time; time.sleep(60)"
    environment = {**database_environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    process = subprocess.Popen(
        [sys.executable, "-c", COUNT + stays], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        assert eventually(lambda: bool(rows()), 10)
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()

    assert [row[-1] for row in rows()] == [5]
