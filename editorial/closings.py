"""What has ended by what it says of itself, as an office that closed for good; and asking that a page is withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision, WorkflowState

from content_models.models import ContentPage
from tenants.models import User


def is_closing(page: Page) -> bool:
    """Whether a draft says that it is over by now: once published with its end, it is withdrawn at once."""
    return has_ended(page.expire_at)


def has_ended(expire_at: datetime | str | None, *, at: datetime | None = None) -> bool:
    """Whether a moment at which something ends has passed.

    Args:
        expire_at: as a page has it, or as a revision stores it.
        at: by when; None: by now.
    """
    ends_at = parse_datetime(expire_at) if isinstance(expire_at, str) else expire_at
    return ends_at is not None and ends_at <= (at or timezone.now())


def save_closing(published: ContentPage, by: User) -> Revision:
    """Save a draft of what is published that ends now: people see the page until it is approved, which withdraws it.

    Args:
        published: as the database has it, not as a draft says it: what nobody has read is never published with its end.
    """
    published.expire_at = timezone.now()
    revision: Revision = published.save_revision(user=by, log_action=True, clean=False)
    return revision


def send_draft(page: ContentPage, by: User) -> bool:
    """Send a page's draft to review, again if it was sent back; False: the person publishes it themselves.

    Args:
        page: as the database has it.
    """
    workflow, state = page.get_workflow(), page.current_workflow_state
    if workflow is None or page.permissions_for_user(by).can_publish():
        return False
    if state is None:
        workflow.start(page, by)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(by)
    return True
