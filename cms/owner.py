"""Working on the database as its owner: the application's own roles own nothing and may change no table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from cms.roles import reading_rights, writing_rights
from tenants.databases import READER


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Sign in as `settings.DATABASE_OWNER` on this thread's connection `alias` for the length of a block.

    The connection is closed before and after, so a transaction that was open is rolled back and nothing of the
    owner's rights remains.
    """
    connection = connections[alias]
    before = connection.settings_dict
    connection.close()
    # A copy: the original is shared with the connections of all other threads.
    connection.settings_dict = {**before, **settings.DATABASE_OWNER}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def grant_rights(alias: str = "default") -> None:
    """Give the application and the reader their rights on the tables that there are now; called within `as_owner`.

    Without a reader of its own (`cms.E006`) the application's alone are changed.
    """
    app, reader = settings.DATABASES[DEFAULT_DB_ALIAS]["USER"], settings.DATABASES[READER]["USER"]
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for statement in writing_rights(tables, app=app):
            cursor.execute(statement)
        if reader != app:
            cursor.execute(reading_rights(tables, reader=reader))
