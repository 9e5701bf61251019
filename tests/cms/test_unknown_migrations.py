"""A database that another version of the project made is recognised, and left as it is."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from cms import database
from cms.unknown_migrations import EXIT_CODE, unknown_migrations

# As the project had them before each app had one initial migration.

pytestmark = pytest.mark.slow

FORMER = [
    ("tenants", "0001_user"),
    ("content", "0001_initial"),
    ("content", "0002_adaptations"),
    ("publishing", "0001_store"),
]
UNKNOWN = "content.0002_adaptations, publishing.0001_store, tenants.0001_user"


def manage(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def tables_and_rows(url: str) -> tuple[list[str], list[tuple[str, str]]]:
    server = psycopg2.connect(url)
    with server, server.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        rows = cursor.fetchall()
    server.close()
    return tables, rows


@pytest.fixture
def former_rows(committed_db: None) -> None:
    """This test's database, with rows of migrations that are no more."""
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", FORMER)


def test_what_is_applied_now_is_known(db: None) -> None:
    assert unknown_migrations("default") == []


def test_packages_may_drop_migrations_of_their_own(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('wagtailcore', '0001_old', now())")

    assert unknown_migrations("default") == []


def test_migrate_names_what_it_found_on_a_given_server(
    former_rows: None, database_environment: Mapping[str, str]
) -> None:
    result = manage("migrate", environment=database_environment)

    assert result.returncode == EXIT_CODE
    assert UNKNOWN in result.stderr
    assert "La base de datos la hizo otra versión del proyecto" in result.stderr
    assert "dale a esta versión una base de datos vacía" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [["migrate"], ["makemigrations", "--check", "--dry-run"]])
def test_each_command_on_migrations_refuses(former_rows: None, command: list[str]) -> None:
    with pytest.raises(CommandError, match=r"tenants\.0001_user") as refused:
        call_command(*command, verbosity=0)

    assert refused.value.returncode == EXIT_CODE


def test_run_changes_nothing_and_says_how_to_begin_anew(tmp_path: Path) -> None:
    foreign = ("DATABASE", "TEST_DATABASE", "DJANGO_", "MAKE", "SECRET_KEY")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    with database.running(tmp_path / "postgres", fast=True) as server:
        owner = psycopg2.connect(server.owner_url)
        with owner, owner.cursor() as cursor:
            cursor.execute("CREATE TABLE django_migrations (id serial, app text, name text, applied timestamptz)")
            cursor.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", FORMER)
        owner.close()

        result = manage("run", environment={**own, "VAR_DIR": str(tmp_path)})
        after = tables_and_rows(server.owner_url)

    assert result.returncode == EXIT_CODE
    assert UNKNOWN in result.stderr
    assert f"mv {tmp_path}/postgres {tmp_path}/postgres-anterior" in result.stderr
    assert "manage.py backup" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert after == (["django_migrations"], FORMER)
