"""What a test that is skipped comes to, in a run of pytest of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.chromium import ROOT

FILE = """
import pytest
from tests.skipping import skip_without

@pytest.mark.parametrize("number", [1, 2])
def test_needs(number): skip_without("nginx", advice="On Debian: apt-get install nginx.")

@pytest.fixture
def nginx(): skip_without("nginx", advice="On Debian: apt-get install nginx.")

def test_asks_for_it(nginx): pass

def test_asks_for_it_too(nginx): pass

@pytest.mark.xfail
def test_is_known_to_fail(): raise AssertionError

def test_passes(): pass
"""
MODULE = "import pytest\npytest.importorskip('a_module_that_nobody_has')\n"


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_one.py").write_text(FILE)
    (folder / "test_two.py").write_text(MODULE)
    options = [
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.skipping",
        "-ra",
        "-c",
        os.devnull,
        "--continue-on-collection-errors",
    ]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "REFUSE", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--rootdir={folder}", str(folder)],
        cwd=ROOT,
        env={**own, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_missing_is_counted_in_one_line_that_says_what_to_install(tmp_path: Path) -> None:
    result = run(tmp_path)

    assert result.returncode == 0, result.stdout
    lines = [line for line in result.stdout.splitlines() if "apt-get install nginx" in line]
    assert len(lines) == 1
    assert lines[0].startswith("SKIPPED [4]")
    assert "1 passed, 5 skipped, 1 xfailed" in result.stdout


def test_refused_skips_are_failures(tmp_path: Path) -> None:
    result = run(tmp_path, REFUSE_SKIPS="1")

    assert result.returncode != 0
    assert "2 failed, 1 passed, 1 xfailed, 3 errors" in result.stdout
    assert "On Debian: apt-get install nginx.\nREFUSE_SKIPS is set" in result.stdout
