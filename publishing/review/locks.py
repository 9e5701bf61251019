"""The order of locks for changes of the library and of states that depend on each other.

A transaction that writes takes, in this order: rows of pages; the lock of reviews; the versions of tenants, the
library's first. It reads what it decides by after that, so that no other transaction is changing it, and there are no
deadlocks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, connection
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from publishing.errors import StoreBusy
from tenants.models import LIBRARY_ID

REVIEWS = 7_301_866_525
"""The number of the advisory lock; any that nothing else in this database uses."""


def lock_reviews(tenant_id: int) -> None:
    """Keep the library from publishing while a state changes its adaptations, and the other way round.

    Otherwise what is derived from both would be derived from an outdated state of one. States do not wait for each
    other. It is held until the end of the transaction, and taken before any tenant's version is raised, which avoids
    deadlocks.

    Raises:
        StoreBusy: others held it for too long; the transaction must not be committed.
    """
    function = "pg_advisory_xact_lock" if tenant_id == LIBRARY_ID else "pg_advisory_xact_lock_shared"
    with limited_wait(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [REVIEWS])


def lock_tenants(tenant_ids: Collection[int]) -> None:
    """Lock what these tenants publish until the end of the transaction; called within their scope.

    A transaction that writes for the library and for states locks all of them in one call: two that locked a state
    first and the library then would wait for each other.

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
    """Turn a wait for a lock that PostgreSQL has ended (`lock_timeout`, or a deadlock) into an error for people.

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
    """Return whether PostgreSQL has ended a wait for a lock; also for an error that this caused later on.

    A statement after that, in the transaction that was rolled back, raises an error with it as the cause.
    """
    while isinstance(error, DatabaseError):
        error = error.__cause__
    return isinstance(error, (LockNotAvailable, DeadlockDetected))
