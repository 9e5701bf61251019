"""The tests' databases: a template with the starter content, built once, and a clone of it for each test process.

Templates are named by what they were built from and kept between runs. There are two, one on top of the other, since
migrations change more seldom than content: `jpt_migrated_…` and `jpt_loaded_…`. All of this is done as the owner role,
so that it works alike on the embedded server and on a given one.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psutil
import psycopg2
from django.conf import settings
from django.core.management import get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg2 import extensions, sql

from cms.roles import grant_rights
from tenants.databases import READER

ROLE_URLS = ("DATABASE_URL", "DATABASE_READER_URL", "DATABASE_OWNER_URL")
KEPT_TEMPLATES = 2
MIGRATED_FROM = ("*/migrations/*.py", "requirements-local.lock", "cms/roles.py", "tests/database.py")
LOADED_FROM = (
    "tenants/**/*.py",
    "media/**/*.py",
    "content_models/**/*",
    "publishing/**/*.py",
    "assistance/**/*.py",
    "delivery/search/*.py",
    "delivery/examples.py",
)
NOT_LOADED_FROM = {"admin"}
"""Folders of screens: what is loaded does not depend on them."""

KEEP = "KEEP_TEST_TEMPLATE"
"""Set in the environment by who knows that what they are changing changes no loaded content: the newest template that
was ever finished is used as it is, as long as the migrations are the same."""


_UNFINISHED = "_unfinished"
"""Ends the name of a template that somebody is making, or could not."""
_MIGRATING = "migrating"
_LOADING = "loading"
"""Two locks, so that who needs tables alone does not wait for the content."""


def template() -> str:
    """Return the name of the template database, built first if it is missing; one process builds, the others wait."""
    with _one_process(_LOADING):
        _drop_clones_of_dead_processes()
        kept = _kept(_migrated_name())
        if kept:
            return kept
        migrated = empty_template()
        loaded = f"{migrated.replace('migrated', 'loaded')}_{_digest(LOADED_FROM)}"
        commands = [["load_starter", "--demonstration"], ["train_search"]] if "load_starter" in get_commands() else []
        _build(loaded, on=migrated, commands=commands)
        _drop_old_templates()
    return loaded


def empty_template() -> str:
    """Return the name of the template that has tables and no content, built first if it is missing."""
    name = _migrated_name()
    with _one_process(_MIGRATING):
        _build(name, on=None, commands=[["migrate", "--verbosity=0", "--skip-checks"]])
    return name


def begin_template() -> subprocess.Popen[bytes]:
    """Build the template in a process of its own, and return at once; whoever asks for the template waits for it.

    What that process cannot do it does not say: who asks for the template tries again, and is told.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "tests.database"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def clone(source: str, name: str) -> None:
    """Make the database `name` anew as a copy of `source`, ending whatever sessions the old one still had."""
    drop(name)
    with _owner_cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
    _grant(name)


def drop(name: str) -> None:
    """Drop a database and end its sessions; a missing one is no error."""
    with _owner_cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def name_for(worker: str) -> str:
    """Return the name of this process's clone; it carries the pid, so that what a killed run left can be told."""
    return f"jpt_test_{os.getpid()}_{worker}"


def environment(name: str) -> dict[str, str]:
    """Return what a child process needs in its environment to work on the database `name`."""
    urls = {variable: _url(variable, name) for variable in ROLE_URLS}
    return urls | {f"TEST_{variable}": url for variable, url in urls.items()}


def address() -> tuple[str, int]:
    """Return host and port of the tests' server."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return url.hostname or "127.0.0.1", url.port or 5432


@contextmanager
def memory_within_the_transaction() -> Iterator[None]:
    """Let this thread fill memory over its own connection, and so see what its transaction has not committed."""
    own = connections[READER]
    connections[READER] = connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[READER] = own


@contextmanager
def reached_at(host: str, port: int) -> Iterator[None]:
    """Let this process reach its database at another address within the block, by whatever alias."""
    before = {alias: {name: value[name] for name in ("HOST", "PORT")} for alias, value in connections.settings.items()}
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict.update(HOST=host, PORT=port)
    try:
        yield
    finally:
        connections.close_all()
        for alias, address in before.items():
            connections[alias].settings_dict.update(address)


def _kept(migrated: str) -> str | None:
    """Return the newest template of these migrations, if that is what the environment asks for and there is one."""
    if not os.environ.get(KEEP):
        return None
    names = _names(migrated.replace("migrated", "loaded"))
    return next((name for name in names if not name.endswith(_UNFINISHED)), None)


def _migrated_name() -> str:
    return f"jpt_migrated_{_digest(MIGRATED_FROM)}"


def _build(name: str, *, on: str | None, commands: list[list[str]]) -> None:
    if _exists(name):
        return
    unfinished = f"{name}{_UNFINISHED}"
    drop(unfinished)
    with _owner_cursor() as cursor:
        source = sql.SQL(" TEMPLATE {}").format(sql.Identifier(on or "template1"))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)) + source)
    _grant(unfinished)
    for command in commands:
        _manage(command, unfinished)
    _vacuum(unfinished)
    with _owner_cursor() as cursor:
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )


def _manage(command: list[str], database: str) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment(database), "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"The tests' database cannot be built: manage.py {' '.join(command)} says\n{result.stdout}")


def _vacuum(name: str) -> None:
    """Leave statistics for the planner and no hint bits to set: the tests' server has no autovacuum."""
    with _owner_cursor(name) as cursor:
        cursor.execute("VACUUM (FREEZE, ANALYZE)")


def _grant(name: str) -> None:
    app, reader, owner = (urlsplit(os.environ[variable]).username or "" for variable in ROLE_URLS)
    grant_rights(os.environ["DATABASE_OWNER_URL"], database=name, owner=owner, app=app, reader=reader)


def _exists(name: str) -> bool:
    return name in _names("jpt_")


def _names(prefix: str) -> list[str]:
    """Return the databases whose names start so, newest first."""
    with _owner_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [prefix])
        return [name for (name,) in cursor.fetchall()]


def _drop_old_templates() -> None:
    for prefix in ("jpt_migrated_", "jpt_loaded_"):
        finished = [name for name in _names(prefix) if not name.endswith(_UNFINISHED)]
        for name in finished[KEPT_TEMPLATES:]:
            drop(name)


def _drop_clones_of_dead_processes() -> None:
    if "TEST_DATABASE_URL" in os.environ:
        return  # a given server may be shared with another machine, whose pids mean nothing here
    for name in _names("jpt_test_"):
        pid = re.fullmatch(r"jpt_test_(\d+)_\w+", name)
        if pid and not psutil.pid_exists(int(pid[1])):
            drop(name)


def _digest(patterns: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in settings.BASE_DIR.glob(pattern)}):
        if path.is_file() and _is_source(path):
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _is_source(path: Path) -> bool:
    ignored = {"__pycache__", ".venv", "var", "node_modules"} | NOT_LOADED_FROM
    return not ignored & set(path.parts[len(settings.BASE_DIR.parts) :])


def _url(variable: str, database: str) -> str:
    return urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{database}"))


@contextmanager
def _owner_cursor(database: str = "postgres") -> Iterator[extensions.cursor]:
    connection = psycopg2.connect(_url("DATABASE_OWNER_URL", database))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def _one_process(doing: str) -> Iterator[None]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / f"test-database-{doing}.lock").open("a", encoding="utf-8") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    django.setup()
    template()
