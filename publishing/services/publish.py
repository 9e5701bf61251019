"""Publishing, withdrawing, moving and deleting pages: code does it here and nowhere else.

Each is one transaction: the page, its history, the store, the outbox and the notification, or nothing. Wagtail's own
actions do the work and check the user's rights; the receivers write the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import LogContext
from wagtail.models import Page, Revision

from content_models.models import ContentPage
from content_models.revisions import has_same_content
from publishing.publication import mark
from publishing.store import check_publishable

if TYPE_CHECKING:
    from tenants.models import User


@transaction.atomic
def publish_page(*, page: ContentPage, by: User | None = None, urgent_reason: str | None = None) -> ContentPage:
    """Publish a page as given; its latest revision, if that says the same, else a new one.

    Args:
        by: who publishes; None for the service itself (commands, the worker), which may do anything.
        urgent_reason: why it is an urgent legal correction of a national text, which states that review first serve at
            once too; None: it is none.
    Returns:
        The published page, fresh from the database.
    Raises:
        UrgentReasonMissing, another DomainError: it cannot be published; nothing has changed.
        PublishPagePermissionError: `by` may not.
    """
    check_publishable(page, is_urgent=urgent_reason is not None)
    revision = _revision_of(page, by)
    mark(revision, by=by, urgent_reason=urgent_reason)
    revision.publish(user=by)
    return _fresh(page)


@transaction.atomic
def unpublish_page(*, page: Page, by: User | None = None, with_descendants: bool = False) -> Page:
    """Withdraw a page; readers get that it is gone.

    Args:
        by: as for `publish_page`.
        with_descendants: whether the pages below it are withdrawn, too; else they stay published.
    Raises:
        UnpublishPagePermissionError: `by` may not.
    """
    with LogContext(user=by):
        UnpublishPageAction(page.specific, user=by, include_descendants=with_descendants and by is not None).execute()
        if with_descendants and by is None:  # Wagtail would not check permissions
            for below in page.get_descendants().live().specific():
                UnpublishPageAction(below).execute()
    return _fresh(page)


@transaction.atomic
def move_page(*, page: Page, target: Page, position: str = "last-child", by: User | None = None) -> Page:
    """Move a page and all below it; their old paths lead to the new ones.

    Args:
        position: relative to `target`: `first-child`, `last-child`, `left` or `right`.
        by: as for `publish_page`.
    Raises:
        DomainError: one of the pages cannot stand there; nothing has moved.
        MovePagePermissionError: `by` may not.
    """
    MovePageAction(page, target, pos=position, user=by).execute()
    return _fresh(page)


@transaction.atomic
def delete_page(*, page: Page, by: User | None = None) -> None:
    """Delete a page and all below it; readers get that they are gone.

    Args:
        by: as for `publish_page`.
    Raises:
        DeletePagePermissionError: `by` may not.
    """
    with LogContext(user=by):
        DeletePageAction(page, user=by).execute()


def _revision_of(page: ContentPage, by: User | None) -> Revision:
    latest = page.get_latest_revision()
    if latest is not None and has_same_content(type(page), latest.content, page.serializable_data()):
        return latest
    return page.save_revision(user=by, changed=True)


def _fresh(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).specific
