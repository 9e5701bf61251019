"""The database roles and what each may do: grants and revocations stand here and nowhere else."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2
from psycopg2 import extensions, sql

READABLE = frozenset(
    {
        # what is published
        "publishing_contentitem",
        "publishing_edition",
        "publishing_pathredirect",
        "publishing_pin",
        "publishing_searchmodel",
        "publishing_tenantholiday",
        "publishing_tenantversion",
        "assistance_scriptsnapshot",
        # how states are presented
        "media_statetheme",
        "tenants_tenant",
        "tenants_tenantlanguage",
        "tenants_tenantphone",
        # who asks, and what their programs stored
        "api_persistedquery",
        "api_trusteddocument",
        "tenants_apiclient",
        "tenants_apiclient_tenants",
        "tenants_apikey",
        "tenants_hostname",
    }
)
"""The tables that the API and the sites are made from: all that the reader sees. Of keys there are digests only."""

READABLE_COLUMNS = {
    "assistance_servicehours": ("id", "tenant_id", "channel", "schedule", "exceptions"),
}
"""The tables of which the reader sees some columns: when somebody answers, not who wrote it."""

READ_ONLY = {
    "assistance_inquiry": (
        "id",
        "tenant_id",
        "digest",
        "recorded_at",
        "channel",
        "contact_type",
        "role",
        "topic_key",
        "script_key",
        "script_digest",
        "end_node",
        "outcome",
        "referral_keys",
        "language",
        "started_at",
        "started_on",
        "started_hour",
        "duration_seconds",
        "after_call_seconds",
        "is_hung_up",
        "is_left_unread",
        "is_served",
        "unserved_reason",
        "campaign_id",
        "corrects_id",
        "reason",
        "operator_id",
        "client_id",
    ),
    "assistance_scriptsnapshot": ("tenant_id", "digest", "key", "locale", "document", "created_at"),
    "tenants_auditchain": (),
    "tenants_auditentry": (
        "tenant_id",
        "number",
        "at",
        "action",
        "person_id",
        "person_name",
        "subject_type",
        "subject_id",
        "subject",
        "details",
        "previous",
        "digest",
    ),
}
"""The tables in which `app` changes and deletes nothing, and the columns that it gives a new row.

The audit log is added to, and nobody chooses the ids of its entries; the database itself writes the ends of its chains.
What a run was told stays, too, and so does what was counted.
"""

LONGEST_IDLE = "20min"
"""How long a transaction of `app` may do nothing before the server ends it, and with it what it has locked.

Longer than a request's body may take (`cms.slow_bodies.LONGEST_SECONDS`), which is read within the transaction.
"""

MAKING_LARGE_OBJECTS = ("lo_creat", "lo_create", "lo_from_bytea")
"""PostgreSQL's functions that make large objects. Everybody may, until a superuser takes it from them in a database."""


@dataclass(frozen=True)
class Role:
    """A database role and its password."""

    name: str
    password: str


def prepare_roles(superuser_url: str, *, owner: Role, app: Role, reader: Role, database: str) -> None:
    """Create the roles and the database where they are missing, and set their passwords and rights.

    Args:
        superuser_url: a superuser's connection to any database of the server.
        owner: runs migrations, owns the database, may create others; is subject to row-level security.
        app: runs the administration and all that writes, and owns nothing.
        reader: reads for the API and the sites, and owns nothing.
    """
    with _autocommit(superuser_url, dbname="template1") as cursor:  # what databases are made from
        cursor.execute(large_object_rights())
    with _autocommit(superuser_url) as cursor:
        _set_role(cursor, owner, "CREATEDB")
        for role in (app, reader):
            _set_role(cursor, role, "NOCREATEDB")
            # So that the owner may end its sessions, as restoring a database must.
            cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role.name), sql.Identifier(owner.name)))
        cursor.execute(
            sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = {}").format(
                sql.Identifier(app.name), sql.Literal(LONGEST_IDLE)
            )
        )
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner.name))
            )
    with _autocommit(superuser_url, dbname=database) as cursor:
        cursor.execute(large_object_rights())
    grant_rights(superuser_url, database=database, owner=owner.name, app=app.name, reader=reader.name)


def large_object_rights() -> sql.Composed:
    """Return what takes from everybody in one database the right to make large objects; nobody here needs it."""
    return sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(
        sql.SQL(", ").join(sql.SQL("pg_catalog.{}").format(sql.Identifier(name)) for name in MAKING_LARGE_OBJECTS)
    )


def grant_rights(url: str, *, database: str, owner: str, app: str, reader: str) -> None:
    """Let `app` and `reader` into one database, and give `app` the rows of the owner's tables, and nothing else.

    What `reader` may read is granted once there are tables (`reading_rights`).

    Args:
        url: a connection to the server, as superuser or as the owner of `database`.
    """
    with _autocommit(url, dbname=database) as cursor:
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        cursor.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(*map(sql.Identifier, (database, app, reader)))
        )
        for statement in schema_rights(owner=owner, app=app, reader=reader):
            cursor.execute(statement)


def schema_rights(*, owner: str, app: str, reader: str) -> list[sql.Composed]:
    """Return the statements that give `app` its rights on all tables that `owner` will create in schema public.

    To `reader` they give the schema, and none of its tables.
    """
    names = {"owner": sql.Identifier(owner), "app": sql.Identifier(app), "reader": sql.Identifier(reader)}
    return [
        sql.SQL(statement).format(**names)
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {app}, {reader}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        )
    ]


def writing_rights(tables: Collection[str], *, app: str) -> list[sql.Composed]:
    """Return what leaves `app` no more than to read the tables that are `READ_ONLY`, and to add rows where it may.

    Args:
        tables: all there are in schema public.
    """
    statements = []
    for table, columns in READ_ONLY.items():
        if table not in tables:
            continue
        names = {"table": sql.Identifier(table), "app": sql.Identifier(app)}
        statements.append(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {app}").format(**names))
        if columns:
            given = sql.SQL(", ").join(map(sql.Identifier, columns))
            statements.append(sql.SQL("GRANT INSERT ({given}) ON {table} TO {app}").format(given=given, **names))
    return statements


def reading_rights(tables: Collection[str], *, reader: str) -> sql.Composed:
    """Return what lets `reader` select from those of the tables that are `READABLE`, and do nothing else.

    Of those in `READABLE_COLUMNS` it may select these columns.

    It is one string and so one transaction: who reads meanwhile is not refused.

    Args:
        tables: all there are in schema public.
    """
    role = sql.Identifier(reader)
    granted = sql.SQL(", ").join(map(sql.Identifier, sorted(READABLE.intersection(tables))))
    statements = [sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role)]
    if granted.seq:
        statements.append(sql.SQL("GRANT SELECT ON {} TO {}").format(granted, role))
    for table, columns in READABLE_COLUMNS.items():
        if table in tables:
            seen = sql.SQL(", ").join(map(sql.Identifier, columns))
            statements.append(sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(seen, sql.Identifier(table), role))
    return sql.SQL("; ").join(statements)


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
