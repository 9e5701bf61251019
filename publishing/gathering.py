"""Bulk actions: pages are collected while Wagtail publishes or unpublishes them, and stored together at the end.

So what the store needs is read once for all of them, and they get one version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from wagtail.models import Page

from content_models.models import ContentPage

from .publication import Publication


@dataclass(frozen=True, slots=True)
class Published:
    """A page that has been published, and how."""

    page: ContentPage
    publication: Publication


@dataclass(slots=True)
class Gathering:
    """The pages that wait to be stored, or withdrawn, by primary key, in the order of their signals."""

    waiting: dict[int, Published] = field(default_factory=dict)
    withdrawn: dict[int, Page] = field(default_factory=dict)

    def discard(self, page_ids: Collection[int]) -> None:
        """Leave out pages that were changed again since, or whose change was rolled back."""
        for pk in page_ids:
            self.waiting.pop(pk, None)
            self.withdrawn.pop(pk, None)


_present: ContextVar[Gathering | None] = ContextVar("publishing_gathering", default=None)


@contextmanager
def gathering() -> Iterator[Gathering]:
    """Gather what is published or withdrawn until the end.

    The caller stores it then (`store.publish_all`, `store.withdraw_pages`), before the commit.
    """
    gathered = Gathering()
    token = _present.set(gathered)
    try:
        yield gathered
    finally:
        _present.reset(token)


def try_gather(published: Published) -> bool:
    """Take a page that has been published into the present gathering; false if there is none."""
    present = _present.get()
    if present is None:
        return False
    present.discard([published.page.pk])
    present.waiting[published.page.pk] = published
    return True


def try_gather_withdrawn(withdrawn: Collection[Page]) -> bool:
    """Take pages that have been withdrawn into the present gathering; false if there is none."""
    present = _present.get()
    if present is None:
        return False
    present.discard([page.pk for page in withdrawn])
    present.withdrawn.update({page.pk: page for page in withdrawn})
    return True


def without_waiting(page_ids: Collection[int]) -> list[int]:
    """Return those of some pages that do not wait to be stored anyway."""
    present = _present.get()
    return [pk for pk in page_ids if present is None or pk not in present.waiting]


def discard(page_ids: Collection[int]) -> None:
    """Leave pages out of the present gathering, if there is one."""
    present = _present.get()
    if present is not None:
        present.discard(page_ids)
