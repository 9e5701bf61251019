"""Working on the database as its owner: the application's own role owns nothing and may change no table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections


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
