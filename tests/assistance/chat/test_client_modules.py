"""The chat in the browser, as far as it needs none: outbox, transports, order of messages, session, words."""

import subprocess

from tests.browser import NODE
from tests.journeys.site import ROOT

FOLDER = ROOT / "frontend" / "src" / "chat"


def test_the_modules_pass_their_tests() -> None:
    files = sorted(path.name for path in FOLDER.glob("*.test.mjs"))
    ran = subprocess.run([NODE, "--test", *files], check=False, cwd=FOLDER, capture_output=True, text=True, timeout=60)

    assert files
    assert ran.returncode == 0, ran.stdout + ran.stderr
