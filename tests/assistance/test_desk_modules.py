"""The desk's pure modules in TypeScript: deadlines over changes of the clocks, opening hours, calls, ids, chats."""

import subprocess

from tests.browser import NODE
from tests.journeys.site import ROOT

FOLDER = ROOT / "frontend" / "src" / "desk"


def test_the_modules_pass_their_tests() -> None:
    files = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.test.mjs"))
    ran = subprocess.run([NODE, "--test", *files], check=False, cwd=FOLDER, capture_output=True, text=True)

    assert files
    assert ran.returncode == 0, ran.stdout + ran.stderr
