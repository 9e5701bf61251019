"""Reading from a database that may have gone away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

from . import listening
from .errors import NO_ANSWER

Result = TypeVar("Result")


def asked(read: Callable[[], Result], *, away: type[Exception]) -> Result:
    """Read from the database; once more on a new connection when the old one turns out to be dead.

    Raises:
        Exception: of the type `away`, when the database does not answer.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    for _ in range(2):
        try:
            return read()
        except NO_ANSWER:
            if connection.in_atomic_block:
                break
            connection.close()
    listening.doubt()
    raise away
