"""The two database roles and what each may do: the grants stand here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2
from psycopg2 import extensions, sql


@dataclass(frozen=True)
class Role:
    """A database role and its password."""

    name: str
    password: str


def prepare_roles(superuser_url: str, *, owner: Role, app: Role, database: str) -> None:
    """Create both roles and the database where they are missing, and set their passwords and rights.

    Args:
        superuser_url: a superuser's connection to any database of the server.
        owner: runs migrations, owns the database, may create others; is subject to row-level security.
        app: runs the application and owns nothing.
    """
    with _autocommit(superuser_url) as cursor:
        _set_role(cursor, owner, "CREATEDB")
        _set_role(cursor, app, "NOCREATEDB")
        # So that the owner may end the application's sessions, as restoring a database must.
        cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(app.name), sql.Identifier(owner.name)))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner.name))
            )
    grant_rights(superuser_url, database=database, owner=owner.name, app=app.name)


def grant_rights(url: str, *, database: str, owner: str, app: str) -> None:
    """Give `app` its rights in one database: rows of the owner's tables, and nothing else.

    Args:
        url: a connection to the server, as superuser or as the owner of `database`.
    """
    with _autocommit(url, dbname=database) as cursor:
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        cursor.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(app))
        )
        for statement in schema_rights(owner=owner, app=app):
            cursor.execute(statement)


def schema_rights(*, owner: str, app: str) -> list[sql.Composed]:
    """Return the statements that give `app` its rights on all tables that `owner` will create in schema public."""
    names = {"owner": sql.Identifier(owner), "app": sql.Identifier(app)}
    return [
        sql.SQL(statement).format(**names)
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {app}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        )
    ]


def _set_role(cursor: extensions.cursor, role: Role, databases: str) -> None:
    name = sql.Identifier(role.name)
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.name])
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("CREATE ROLE {}").format(name))
    cursor.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {} PASSWORD {}").format(
            name, sql.SQL(databases), sql.Literal(role.password)
        )
    )


@contextmanager
def _autocommit(url: str, **options: str) -> Iterator[extensions.cursor]:
    """A cursor outside transactions, on a connection closed at the end."""
    connection = psycopg2.connect(url, connect_timeout=5, **options)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
