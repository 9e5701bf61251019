"""Deleting pages, whole subtrees mostly: what the store needs is asked once for all that go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import Page, ReferenceIndex

from content_models.models import ConfidentialPlace

from . import store
from .adapting_states import check_none_adapted
from .publication import acting_id

_NAME = "_deletion"


@dataclass(slots=True)
class Deletion:
    """Pages that are deleted together.

    Attributes:
        page_ids: of all of them.
        referring: the pages that refer to one of them, which are stored again when all are gone.
    """

    page_ids: frozenset[int]
    referring: list[int]
    is_finished: bool = False

    def finish(self) -> None:
        """Store the pages again that referred to what is gone, and forget where offices were that are gone; once."""
        if self.is_finished:
            return
        self.is_finished = True
        store.refresh(self.referring)
        ConfidentialPlace.objects.exclude(key__in=Page.objects.values("translation_key")).delete()


_present: ContextVar[Deletion | None] = ContextVar("publishing_deletion", default=None)


def withdraw_for_deletion(pages: Sequence[Page]) -> Deletion:
    """Withdraw pages that are about to be deleted, and record who refers to them before Wagtail removes that.

    Raises:
        LibraryPageAdapted: states have adapted one of them.
    """
    check_none_adapted(pages)
    page_ids = frozenset(page.pk for page in pages)
    referring = [pk for pk in pages_referring_to(Page, page_ids) if pk not in page_ids]
    store.withdraw_pages(pages, by_id=acting_id())
    return Deletion(page_ids, referring)


@contextmanager
def deleting(pages: Sequence[Page]) -> Iterator[None]:
    """Delete some pages within it, in as many acts as it takes: what the store needs of all of them is done once.

    Raises:
        LibraryPageAdapted: states have adapted one of them.
    """
    deletion = withdraw_for_deletion(pages)
    token = _present.set(deletion)
    try:
        yield
    finally:
        _present.reset(token)
    deletion.finish()


def begin(page: Page, origin: object) -> None:
    """Begin a deletion, for which Django sends a signal for each page, unless another page of it has begun it.

    Args:
        origin: what Django is deleting.

    Raises:
        LibraryPageAdapted: states have adapted one of the pages.
    """
    present = _present.get()
    if present is not None and page.pk in present.page_ids:
        return
    whole = _whole(page, origin)
    if _NAME not in whole.__dict__:
        pages = list(Page.objects.filter(pk__in=whole.values("pk"))) if isinstance(whole, QuerySet) else [page]
        setattr(whole, _NAME, withdraw_for_deletion(pages))


def finish(page: Page, origin: object) -> None:
    """Finish it with the first signal after the deletion: all of its pages are deleted then."""
    deletion = _whole(page, origin).__dict__.get(_NAME)
    if deletion is not None:
        deletion.finish()


def pages_referring_to(model: type[Model], ids: Sequence[int] | frozenset[int]) -> list[int]:
    """Return the pages that refer to some pages, images or files."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model, for_concrete_model=False),
        to_object_id__in=[str(pk) for pk in ids],
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    return [int(object_id) for object_id in references.values_list("object_id", flat=True).distinct()]


def _whole(page: Page, origin: object) -> Page | QuerySet[Page]:
    """What is the same for all pages that go together: the query that deletes them, or the page by itself."""
    return origin if isinstance(origin, QuerySet) and issubclass(origin.model, Page) else page
