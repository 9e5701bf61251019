"""What a real installation must not be started with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from pytest_django import Settings

from cms.checks import check_production
from tenants.databases import READER

SAFE: dict[str, Any] = {
    "IS_PRODUCTION": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "PUBLIC_URL": "https://admin.example.mx",
    "SECRET_KEY": "".join(map(chr, range(48, 110))),
    "ENCRYPTION_KEYS": ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="],
    "SECOND_FACTOR": "required",
    "S3_BUCKET": "justicia",
    "S3_CUSTOM_DOMAIN": "imagenes.example.mx",
}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"S3_BUCKET": "", "S3_CUSTOM_DOMAIN": ""}, []),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["cms.E001"]),
        ({"PUBLIC_URL": "http://admin.example.mx"}, ["cms.E002"]),
        ({"PUBLIC_URL": "https://localhost:8000"}, ["cms.E002"]),
        ({"PUBLIC_URL": "https://tabasco.localhost"}, ["cms.E002"]),
        ({"PUBLIC_URL": "https://127.0.0.1"}, ["cms.E002"]),
        ({"PUBLIC_URL": "https://0.0.0.0/"}, ["cms.E002"]),
        ({"PUBLIC_URL": "https://[::ffff:127.0.0.1]/"}, ["cms.E002"]),
        ({"PUBLIC_URL": "https://[::1"}, ["cms.E002"]),
        ({"PUBLIC_URL": "https://10.1.2.3"}, []),
        ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, ["cms.E001"]),
        ({"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]}, ["cms.E003"]),
        ({"PUBLIC_URL": ""}, ["cms.E002"]),
        ({"SECRET_KEY": "short"}, ["cms.E003"]),
        ({"SECRET_KEY": "abcd" * 20}, ["cms.E003"]),
        ({"S3_CUSTOM_DOMAIN": ""}, ["cms.E004"]),
        ({"ENCRYPTION_KEYS": []}, ["cms.E005"]),
        ({"ENCRYPTION_KEYS": ["short"]}, ["cms.E005"]),
        ({"ENCRYPTION_KEYS": [*SAFE["ENCRYPTION_KEYS"], "ñ" * 44]}, ["cms.E005"]),
        ({"SECRET_KEY": "short", "PUBLIC_URL": "http://localhost:8000"}, ["cms.E002", "cms.E003"]),
        ({"DATABASES": {"default": {"USER": "jpt_app"}, READER: {"USER": "jpt_app"}}}, ["cms.E006"]),
        ({"SECOND_FACTOR": "offered"}, ["cms.E008"]),
        ({"IS_PRODUCTION": False, "SECRET_KEY": "short", "PUBLIC_URL": "http://localhost:8000"}, []),
    ],
)
def test_what_is_unsafe_is_an_error_in_production(
    settings: Settings, changed: dict[str, Any], found: list[str]
) -> None:
    for name, value in {**SAFE, **changed}.items():
        setattr(settings, name, value)

    messages = check_production()

    assert [message.id for message in messages] == found
    assert all(message.hint for message in messages)


def test_the_web_server_does_not_start_and_says_all_that_is_wrong(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", "import cms.wsgi"],
        cwd=project.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
            "VAR_DIR": str(tmp_path / "var"),
            "SECRET_KEY": "short",
            "DATABASE_URL": "postgres://app:secret@127.0.0.1:1/jpt",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert child.returncode != 0
    assert [f"cms.E00{number}" in child.stderr for number in range(1, 7)] == [True, True, True, False, True, True]
    assert "short" not in child.stderr
