"""The modules of the office screens."""

from __future__ import annotations

import subprocess

from tests.browser import NODE
from tests.journeys.site import ROOT

FOLDER = ROOT / "frontend" / "src" / "offices"


def test_the_modules_pass_their_tests() -> None:
    ran = subprocess.run(
        [NODE, "--test", "words.test.mjs"], check=False, cwd=FOLDER, capture_output=True, text=True, timeout=60
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
