"""Who sees what a national publish does, and who publishes: the library's people and administrators."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.models import TaskState

from content_models.models import ContentPage
from content_models.paths import root_path_of
from editorial.reviewers import step_awaited
from publishing.errors import NotVisible
from tenants.models import LIBRARY_ID, User
from tenants.permissions import sees_all_states
from tenants.trees import tree_paths


def visible_among(*, pages: Iterable[ContentPage], by: User) -> list[ContentPage]:
    """Return those of the pages that are the library's and whose effect the user may see. One query."""
    if not sees_all_states(by):
        return []
    roots = tree_paths([LIBRARY_ID])
    return [page for page in pages if root_path_of(page) in roots and page.permissions_for_user(by).can_edit()]


def check_may_see(*, page: ContentPage, by: User) -> None:
    """Refuse users who are not of the library, and pages that are not.

    Raises:
        NotVisible: to a state's people none of this exists.
    """
    if not visible_among(pages=[page], by=by):
        raise NotVisible


def approval_awaited(*, page: ContentPage, by: User) -> TaskState | None:
    """Return the last step of approving a page, if it waits for this person: after it the page is published."""
    waiting = step_awaited(page, by)
    return waiting if waiting is not None and waiting.workflow_state.is_at_final_task else None


def may_decide_urgency(*, page: ContentPage, by: User) -> bool:
    """Whether somebody who publishes may say that it is urgent: not of what others sent for their approval."""
    return approval_awaited(page=page, by=by) is None


def can_publish(*, page: ContentPage, by: User) -> bool:
    """Whether somebody may publish the page."""
    return bool(page.permissions_for_user(by).can_publish())
