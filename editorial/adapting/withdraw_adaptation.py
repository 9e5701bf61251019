"""Undoing all that a state changed of a national text at once, while there is no workbench to undo it on."""

from __future__ import annotations

from content_models.models import AdaptationPage
from publishing.services.publish import unpublish_page
from tenants.models import User

from .draft import changed_to
from .pages import latest


def withdraw_adaptation(page: AdaptationPage, by: User) -> AdaptationPage:
    """Withdraw an adaptation and leave it without changes; its history keeps what they were.

    Raises:
        UnpublishPagePermissionError: `by` may not.
    """
    if page.current_workflow_state is not None:
        page.current_workflow_state.cancel(by)
    if page.live:
        unpublish_page(page=page, by=by)
    return emptied(AdaptationPage.objects.get(pk=page.pk), by)


def emptied(page: AdaptationPage, by: User, *, log_action: bool | str = True) -> AdaptationPage:
    """Leave an adaptation that is not published without changes; its history keeps what they were."""
    draft = latest(page)
    changed_to(draft, [], draft.base_number)
    draft.examples = []  # type: ignore[assignment]  # a stream takes what it stores
    draft.go_live_at = draft.expire_at = None
    draft.save_revision(user=by, log_action=log_action, changed=False)
    draft.has_unpublished_changes = False
    draft.save(
        update_fields=["changes", "examples", "base_number", "go_live_at", "expire_at", "has_unpublished_changes"]
    )
    return draft
