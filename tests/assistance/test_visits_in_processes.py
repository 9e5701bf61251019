"""A process that ends writes what it has counted. In a module of its own: what is committed is seen by others only."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from django.conf import settings

from tests.assistance.test_visits import BROWSER, rows
from tests.world import World


def test_a_process_writes_when_it_ends(committed: World, database_environment: Mapping[str, str]) -> None:
    program = (
        "import django; django.setup();"
        "from assistance.visits.counting import count_visit;"
        f"[count_visit('XNO', 'WEB', 'HOME', user_agent={BROWSER!r}) for _ in range(5)]"
    )
    environment = {**database_environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, env=environment, check=True)

    assert [row[-1] for row in rows()] == [5]
