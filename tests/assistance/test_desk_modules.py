"""The desk's pure modules in TypeScript: deadlines over changes of the clocks, opening hours, calls, ids, chats."""

import re
import subprocess

from tests.browser import NODE
from tests.journeys.site import ROOT

FOLDER = ROOT / "frontend" / "src" / "desk"


EFFECT_OF_AN_EXPRESSION = re.compile(r"use(?:Layout)?Effect\(\(\) => [^{(].*")


def test_no_effect_returns_what_a_call_returns() -> None:
    """React calls it as a clean-up later; in newer browsers `scrollIntoView` returns a promise."""
    sources = [path for path in FOLDER.parent.rglob("*.ts*") if path.suffix in {".ts", ".tsx"}]

    found = {path.name: EFFECT_OF_AN_EXPRESSION.findall(path.read_text()) for path in sources}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_modules_pass_their_tests() -> None:
    files = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.test.mjs"))
    ran = subprocess.run([NODE, "--test", *files], check=False, cwd=FOLDER, capture_output=True, text=True, timeout=120)

    assert files
    assert ran.returncode == 0, ran.stdout + ran.stderr
