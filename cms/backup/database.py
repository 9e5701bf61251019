"""The database's part: dumped and restored by the owner, within row-level security and not around it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg2 import sql

from assistance.models import ConversationKey, SourceSalt
from cms.backup.manifest import BackupRefused
from cms.embedded.files import packaged_programs
from cms.roles import schema_rights
from tenants.databases import READER
from tenants.models import Tenant
from tenants.scope import VARIABLE

PACKAGED_MAJOR = 18

# Written by newer clients into every dump, and unknown to servers before 17.
UNKNOWN_TO_OLD_SERVERS = b"SET transaction_timeout = 0;"

WITHOUT_ROWS = (ConversationKey, SourceSalt)
"""What a backup has no rows of: what was erased after it was made would come back with it.

Without its key no message of a chat can be read, and without its salt no digest be told from which network it is.
"""


def dump(path: Path) -> list[str]:
    """Write the whole database but `WITHOUT_ROWS` to `path`, in PostgreSQL's custom format, as of one instant.

    Returns:
        The migrations that it had at that instant, as `app.name`.

    Raises:
        BackupRefused: `pg_dump` failed; the message carries what it said.
    """
    program = _program("pg_dump")
    with _snapshot() as snapshot:
        # The owner is subject to row-level security like everybody: its scope is all tenants of that instant.
        scope = ",".join(str(pk) for pk in Tenant.objects.order_by("pk").values_list("pk", flat=True))
        migrations = applied_migrations()
        options = ["--format=custom", "--enable-row-security", "--no-owner", "--no-acl"]
        options += [f"--exclude-table-data=public.{model._meta.db_table}" for model in WITHOUT_ROWS]
        _run([program, *options, f"--snapshot={snapshot}", f"--file={path}"], scope=scope)
    return migrations


@contextmanager
def _snapshot() -> Iterator[str]:
    """Read at one instant within the block; yield the name under which another session reads at the same."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def restore(dump_file: IO[bytes]) -> None:
    """Replace everything in the database by a dump, in one transaction: all of it or nothing.

    Raises:
        BackupRefused: the dump could not be restored; the database is as it was.
    """
    with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.VAR_DIR) as folder:
        custom, script = Path(folder, "database.dump"), Path(folder, "database.sql")
        with custom.open("wb") as file:
            shutil.copyfileobj(dump_file, file)
        _run([_program("pg_restore"), "--no-owner", "--no-acl", f"--file={script}", str(custom)], connected=False)
        whole = Path(folder, "whole.sql")
        _write_script(whole, script)
        _run(
            [_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "-v", "ON_ERROR_STOP=1", f"-f{whole}"]
        )


def is_empty() -> bool:
    """Whether nothing but the tables' first rows would be lost: no table at all, or no state and no page of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return bool(cursor.fetchone()[0] == 0) or not Tenant.objects.states().exists()


def other_sessions() -> int:
    """Count the sessions of others on this database, such as a web process or a worker that still runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def applied_migrations() -> list[str]:
    """Return the migrations that the database has, as `app.name`."""
    applied = MigrationLoader(connection).applied_migrations
    return sorted(f"{app}.{name}" for app, name in applied)


def known_migrations() -> set[str]:
    """Return the migrations that this version of the code has."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def server_major() -> int:
    """Return the major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _write_script(whole: Path, restored: Path) -> None:
    roles = {
        "owner": str(settings.DATABASE_OWNER["USER"]),
        "app": str(settings.DATABASES[DEFAULT_DB_ALIAS]["USER"]),
        "reader": str(settings.DATABASES[READER]["USER"]),
    }
    connection.ensure_connection()
    prelude = ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public", *_as_text(schema_rights(**roles))]
    with whole.open("wb") as script, restored.open("rb") as lines:
        script.writelines(f"{statement};\n".encode() for statement in prelude)
        script.writelines(line for line in lines if _is_wanted(line))


def _as_text(statements: Iterable[sql.Composed]) -> list[str]:
    return [statement.as_string(connection.connection) for statement in statements]


def _is_wanted(line: bytes) -> bool:
    # The schema is made before, since the rights of the application's role belong to it.
    return line.strip() != UNKNOWN_TO_OLD_SERVERS and not line.startswith(b"CREATE SCHEMA public")


def _program(name: str) -> str:
    """Return the packaged client program; the machine's own where there is none, or the server is newer."""
    packaged = packaged_programs()
    if packaged is not None and server_major() <= PACKAGED_MAJOR:
        return str(packaged / name)
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(f"The server is PostgreSQL {server_major()}: install its client programs ({name}) first.")
    return found


def _run(command: list[str], *, scope: str = "", connected: bool = True) -> None:
    result = subprocess.run(
        command,
        env=_environment(scope) if connected else dict(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode:
        raise BackupRefused(f"{Path(command[0]).name} failed:\n{result.stderr.strip()}")


def _environment(scope: str) -> dict[str, str]:
    """The connection by environment, so that no password stands on a command line."""
    target: dict[str, Any] = {**connection.settings_dict, **settings.DATABASE_OWNER}
    options: dict[str, Any] = target["OPTIONS"]
    variables = {
        "PGHOST": target["HOST"],
        "PGPORT": target["PORT"],
        "PGDATABASE": target["NAME"],
        "PGUSER": target["USER"],
        "PGPASSWORD": target["PASSWORD"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
        "PGOPTIONS": f"-c {VARIABLE}={scope}" if scope else "",
    }
    return {**os.environ, **{name: str(value) for name, value in variables.items() if value}}
