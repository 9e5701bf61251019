"""What is made once for a module: in a transaction that each test's own stands in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def module_transaction(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Undo at the end what is written within. For fixtures of a module, whose tests commit nothing."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
