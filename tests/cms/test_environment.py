"""What is wrong in the environment is said in a sentence, and what production does by itself."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

DATABASE = "postgresql://nobody:nothing@127.0.0.1:1/nothing"
FORMATTER = "from django.conf import settings; print(settings.LOGGING['handlers']['console']['formatter'])"


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("value", ["0", "many", "-1", ""])
@pytest.mark.parametrize("name", ["WEB_THREADS", "WEB_WORKERS"])
def test_a_number_that_is_none_is_refused(name: str, value: str) -> None:
    ended = python("-m", "cms.web", "1", **{name: value})

    assert ended.returncode == 1
    assert ended.stderr == f"{name} must be a whole number from 1 on, not “{value}”.\n"


@pytest.mark.parametrize(
    ("module", "environment", "formatter"),
    [
        ("cms.settings.production", {}, "json"),
        ("cms.settings.production", {"LOG_FORMAT": "line"}, "line"),
        ("cms.settings.dev", {}, "line"),
        ("cms.settings.dev", {"LOG_FORMAT": "json"}, "json"),
    ],
)
def test_lines_are_json_in_production_unless_set_otherwise(
    module: str, environment: dict[str, str], formatter: str
) -> None:
    given = {"DJANGO_SETTINGS_MODULE": module, "DATABASE_URL": DATABASE, "SECRET_KEY": "nothing", **environment}

    assert python("-c", FORMATTER, **given).stdout == f"{formatter}\n"


@pytest.mark.parametrize(("asked", "seconds"), [("", "2"), ("?connect_timeout=4", "4")])
def test_a_database_that_does_not_answer_is_given_up(asked: str, seconds: str) -> None:
    given = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "DATABASE_URL": DATABASE + asked,
        "SECRET_KEY": "nothing",
    }

    told = "from django.conf import settings; options = settings.DATABASES['default']['OPTIONS']; "
    ended = python("-c", told + "print(options['connect_timeout'], options['tcp_user_timeout'])", **given)

    assert ended.stdout == f"{seconds} 10000\n"


@pytest.mark.parametrize(("name", "words"), [("LOG_FORMAT", "line, json"), ("API_LOG", "notable, all")])
def test_a_word_that_is_none_of_a_settings_is_refused(name: str, words: str) -> None:
    given = {"DJANGO_SETTINGS_MODULE": "cms.settings.production", "DATABASE_URL": DATABASE, "SECRET_KEY": "nothing"}

    ended = python("-c", FORMATTER, **given, **{name: "loud"})

    assert f"{name} must be one of {words}, not “loud”." in ended.stderr


@pytest.mark.parametrize("name", ["SESSION_IDLE_MINUTES", "PASSWORD_CHECKS_AT_ONCE"])
@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_that_would_let_nobody_in_is_refused(name: str, number: str) -> None:
    given = {"DJANGO_SETTINGS_MODULE": "cms.settings.production", "DATABASE_URL": DATABASE, "SECRET_KEY": "nothing"}

    ended = python("-c", FORMATTER, **given, **{name: number})

    assert f"{name} must be a whole number from 1 on, not “{number}”." in ended.stderr
