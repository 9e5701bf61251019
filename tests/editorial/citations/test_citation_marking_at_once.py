"""Two people who mark the same texts at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections, transaction

from editorial.citations.services import mark_for_review
from editorial.citations.types import Marked
from publishing.models import ReviewTask
from tenants.models import LIBRARY_ID, User
from tenants.scope import tenant_scope
from tests.waiting import eventually

WAITING = """SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
  WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted)"""


@pytest.mark.usefixtures("committed_db")
def test_the_second_waits_for_the_first_and_marks_nothing_twice() -> None:
    user = User.objects.create_superuser("raiz", "raiz@example.org", "x")
    has_marked = Event()

    def first() -> tuple[Marked, bool]:
        try:
            with transaction.atomic():
                marked = mark_for_review(law="CNPP", article="187", note="Reforma", by=user)
                has_marked.set()
                return marked, _is_waited_for()
        finally:
            connections.close_all()

    def second() -> Marked:
        try:
            assert has_marked.wait(30)
            return mark_for_review(law="CNPP", article="187", note="Reforma", by=user)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        waiting, other = pool.submit(first), pool.submit(second)
        marked, was_waited_for = waiting.result(60)
        again = other.result(60)

    with tenant_scope([LIBRARY_ID]):
        stored = ReviewTask.objects.count()
    assert was_waited_for
    assert (marked.opened, marked.already, again.opened, again.already) == (7, 0, 0, 7)
    assert stored == 7


def _is_waited_for() -> bool:
    """Whether somebody comes to wait for what this transaction holds."""
    return eventually(_somebody_waits)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
