"""What the loader wrote: an entry in each page's own history, with the digest of the content and the revision.

An editor who saves a page makes a newer revision, and from then on the page is the editor's. No table is needed, and
the history says in plain words where a page came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

ACTION = "publishing.load_starter"


@dataclass(frozen=True)
class Entry:
    """The last time the loader wrote a page."""

    key: UUID
    digest: str
    page_id: int
    revision_id: int | None


@dataclass(frozen=True)
class Written:
    """A page just written, with its new revision, for the ledger."""

    page: Page
    revision_id: int | None
    digest: str


def read_ledger() -> dict[UUID, Entry]:
    """The last entry for each key, also of pages that have been deleted since."""
    rows = PageLogEntry.objects.filter(action=ACTION).order_by("timestamp", "pk")
    return {
        UUID(data["key"]): Entry(UUID(data["key"]), data["digest"], page_id, revision_id)
        for page_id, revision_id, data in rows.values_list("page_id", "revision_id", "data")
    }


def write_ledger(pages: Iterable[Written]) -> None:
    """Note in the history of each page that it was loaded."""
    now = timezone.now()
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=written.page.pk,
            content_type=ContentType.objects.get_for_model(written.page),
            label=str(written.page),
            action=ACTION,
            timestamp=now,
            revision_id=written.revision_id,
            content_changed=True,
            data={"key": str(written.page.translation_key), "digest": written.digest},
        )
        for written in pages
    )
