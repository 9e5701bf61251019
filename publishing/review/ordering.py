"""In which order the library's changes and the states' happen where one is judged by the other."""

from __future__ import annotations

from django.db import connection

from tenants.models import LIBRARY_ID

REVIEWS = 7_301_866_525
"""The number of the lock; any will do that nothing else in this database uses."""


def hold_reviews(tenant_id: int) -> None:
    """Keep the library from publishing while a state changes its adaptations, and the other way round.

    What is derived from both would else be derived from one of them as it was. States do not wait for each other. It is
    held until the end of the transaction, and taken before any tenant's version is raised, so that nobody waits in a
    circle.
    """
    function = "pg_advisory_xact_lock" if tenant_id == LIBRARY_ID else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [REVIEWS])
