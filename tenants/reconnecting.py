"""Reading for the caches from a database that may be unavailable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import connections
from psycopg2.errors import LockNotAvailable

from . import listening
from .databases import READER
from .errors import NO_ANSWER

Result = TypeVar("Result")


def with_reconnect(read: Callable[[], Result], *, unavailable: type[Exception]) -> Result:
    """Read from the database; once more on a new connection when the old one turns out to be dead.

    After a `lock_timeout` the read is not repeated: the database has answered.

    Args:
        read: reads over the connections of the alias `READER`.
    Raises:
        Exception: of the type `unavailable`, when the database does not answer, or what is read is locked.
    """
    connection = connections[READER]
    for _ in range(2):
        try:
            return read()
        except NO_ANSWER as error:
            if isinstance(error.__cause__ or error, LockNotAvailable):
                raise unavailable from error
            if connection.in_atomic_block:
                break
            connection.close()
    listening.mark_cut_off()
    raise unavailable
