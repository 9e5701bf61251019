"""Publishing and withdrawing many offices in one act: each by the services, all of them stored together at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from publishing.errors import DomainError
from publishing.gathering import Gathering, gathering
from publishing.publication import acting_id
from publishing.store import publish_all, withdraw_pages


class StoreRefused(Exception):
    """Something that was published cannot stand beside the others; the transaction must be rolled back.

    Attributes:
        reasons: for people, by primary key of the page.
    """

    def __init__(self, reasons: dict[int, str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@contextmanager
def stored_together() -> Iterator[None]:
    """Store at the end what is published or withdrawn within the block, at once.

    Raises:
        StoreRefused.
    """
    with gathering() as gathered:
        yield
    withdraw_pages(gathered.withdrawn.values(), by_id=acting_id())
    published = list(gathered.waiting.values())
    try:
        with transaction.atomic():
            publish_all(published)
    except (DomainError, IntegrityError) as error:
        raise StoreRefused(_reasons(gathered)) from error


def _reasons(gathered: Gathering) -> dict[int, str]:
    """Store one by one what cannot be stored together, so that each reason has its page."""
    reasons = {}
    for one in gathered.waiting.values():
        try:
            with transaction.atomic():
                publish_all([one])
        except DomainError as error:
            reasons[one.page.pk] = error.message
    return reasons
