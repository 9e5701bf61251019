"""Publishing many pages in one act: they are gathered while Wagtail publishes them, and stored at once at its end.

So what the store needs is asked once for all of them, and they come under one version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from content_models.models import ContentPage

from .publication import Publication


@dataclass(frozen=True, slots=True)
class Published:
    """A page that has been published, and what is known of the act."""

    page: ContentPage
    publication: Publication


@dataclass(slots=True)
class Gathering:
    """The pages that wait to be stored, by primary key, in the order in which they were published."""

    waiting: dict[int, Published] = field(default_factory=dict)

    def forget(self, page_ids: Collection[int]) -> None:
        """Leave out pages that are not published any more, or whose publication was rolled back."""
        for pk in page_ids:
            self.waiting.pop(pk, None)

    def taken(self) -> Sequence[Published]:
        """Return the pages, which wait no longer."""
        taken = list(self.waiting.values())
        self.waiting.clear()
        return taken


_present: ContextVar[Gathering | None] = ContextVar("publishing_gathering", default=None)


@contextmanager
def gathering() -> Iterator[Gathering]:
    """Gather what is published until the end; whoever opens it stores it (`store.publish_all`) before they commit."""
    gathered = Gathering()
    token = _present.set(gathered)
    try:
        yield gathered
    finally:
        _present.reset(token)


def is_gathered(published: Published) -> bool:
    """Take a page that has been published into the present gathering; false if there is none."""
    present = _present.get()
    if present is None:
        return False
    present.forget([published.page.pk])
    present.waiting[published.page.pk] = published
    return True


def without_waiting(page_ids: Collection[int]) -> list[int]:
    """Return those of some pages that do not wait to be stored anyway."""
    present = _present.get()
    return [pk for pk in page_ids if present is None or pk not in present.waiting]


def forget(page_ids: Collection[int]) -> None:
    """Leave pages out of the present gathering, if there is one."""
    present = _present.get()
    if present is not None:
        present.forget(page_ids)
