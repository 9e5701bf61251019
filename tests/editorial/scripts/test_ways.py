"""How the player comes to a node that is chosen in a list: its module of TypeScript passes its own tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.browser import NODE

FOLDER = Path(__file__).resolve().parents[3] / "frontend" / "src" / "scripts"


def test_the_module_passes_its_tests() -> None:
    ran = subprocess.run(
        [NODE, "--test", "ways.test.mjs"], check=False, cwd=FOLDER, capture_output=True, text=True, timeout=60
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
