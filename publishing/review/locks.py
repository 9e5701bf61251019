"""In which order the library's changes and the states' happen where one is judged by the other.

Whoever writes takes, in this order: rows of pages; the lock of reviews; the versions of tenants, the library's first.
What is judged is read after that, so that nobody decides by what another is just changing, and none waits in a circle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, connection
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from publishing.errors import StoreBusy
from tenants.models import LIBRARY_ID

REVIEWS = 7_301_866_525
"""The number of the lock; any will do that nothing else in this database uses."""


def lock_reviews(tenant_id: int) -> None:
    """Keep the library from publishing while a state changes its adaptations, and the other way round.

    What is derived from both would else be derived from one of them as it was. States do not wait for each other. It is
    held until the end of the transaction, and taken before any tenant's version is raised, so that nobody waits in a
    circle.

    Raises:
        StoreBusy: others held it for too long; the transaction must not be committed.
    """
    function = "pg_advisory_xact_lock" if tenant_id == LIBRARY_ID else "pg_advisory_xact_lock_shared"
    with limited_wait(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [REVIEWS])


def lock_tenants(tenant_ids: Collection[int]) -> None:
    """Let nobody else change what these tenants publish until the end of the transaction; called within their scope.

    A transaction that writes for the library and for states names all of them at once: whoever held a state first, and
    asked for the library then, would wait for another one that does the same.

    Raises:
        StoreBusy: others held them for too long; the transaction must not be committed.
    """
    if not tenant_ids:
        return
    lock_reviews(LIBRARY_ID if LIBRARY_ID in tenant_ids else min(tenant_ids))
    with limited_wait(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id FROM publishing_tenantversion WHERE tenant_id = ANY (%s) ORDER BY tenant_id FOR UPDATE",
            [sorted(tenant_ids)],
        )


@contextmanager
def limited_wait() -> Iterator[None]:
    """Turn a wait for a lock that PostgreSQL has ended (`lock_timeout`, or in a circle) into a sentence for people.

    Raises:
        StoreBusy: the transaction must not be committed.
    """
    try:
        yield
    except OperationalError as error:
        if is_ended_wait(error):
            raise StoreBusy from error
        raise


def is_ended_wait(error: BaseException | None) -> bool:
    """Whether PostgreSQL has ended a wait for what others held; also of an error that came of it later on.

    Whoever writes after that, in the transaction that it undid, gets an error whose cause it is.
    """
    while isinstance(error, DatabaseError):
        error = error.__cause__
    return isinstance(error, (LockNotAvailable, DeadlockDetected))
