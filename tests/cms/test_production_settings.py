"""The settings of a real installation: what is missing is named before anything is started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_without_an_address_of_the_database_nothing_is_started(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "TEST_"))}
    child = subprocess.run(
        [sys.executable, "-c", "import cms.settings.production"],
        cwd=settings.BASE_DIR,
        env={**environment, "VAR_DIR": str(tmp_path / "var"), "SECRET_KEY": "s" * 60, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert child.returncode != 0
    assert "DATABASE_URL is required in production" in child.stderr
    assert not (tmp_path / "var").exists()


def test_with_a_server_of_its_own_the_embedded_one_is_not_even_looked_at(tmp_path: Path) -> None:
    code = "import sys, cms.settings.production; print(sorted(name for name in sys.modules if 'embedded' in name))"
    child = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "VAR_DIR": str(tmp_path / "var"),
            "SECRET_KEY": "s" * 60,
            "DATABASE_URL": "postgres://app:secret@127.0.0.1:1/jpt",
            "DATABASE_OWNER_URL": "postgres://owner:secret@127.0.0.1:1/jpt",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (child.returncode, child.stderr) == (0, "")
    assert child.stdout == "[]\n"
