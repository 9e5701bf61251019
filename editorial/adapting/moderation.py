"""Moderation of adaptations by the state's publishers: Wagtail's workflow, as the workbench shows it."""

from __future__ import annotations

from django.utils.translation import gettext
from wagtail.log_actions import LogContext
from wagtail.models import TaskState, WorkflowState

from content_models.models import AdaptationPage
from editorial.reviewers import name_of, step_awaited
from editorial.sender_messages import message_of, returned_before
from publishing.store import check_publishable
from tenants.models import User

from .draft import Draft
from .errors import AdaptationInvalid, NothingToSend, NotWaiting
from .scheduling import check_not_planned
from .types import Moderation


def moderation_of(draft: Draft, by: User) -> Moderation | None:
    """Return the draft's state in the workflow; None when it was not sent. One statement, more when it was."""
    state = _state_of(draft.stored_page)
    if state is None:
        return None
    is_sent_back = state.status == WorkflowState.STATUS_NEEDS_CHANGES
    task_state = state.current_task_state if is_sent_back else None
    who = task_state.finished_by if task_state is not None else None
    can_decide = _awaited(draft.stored_page, by) is not None
    return Moderation(
        is_sent_back=is_sent_back,
        by=name_of(who) if who else "",
        comment=task_state.comment if task_state is not None else "",
        can_cancel=not is_sent_back and state.user_can_cancel(by),
        can_decide=can_decide,
        sent_by=name_of(state.requested_by) if state.requested_by else "",
        message="" if is_sent_back else message_of(state),
        returned=returned_before(state) if can_decide else None,
    )


def is_locked(draft: Draft, moderation: Moderation | None, by: User) -> bool:
    """Whether somebody may not change the draft's page: it waits for approval, or somebody has locked it."""
    page = draft.stored_page
    if page is None or not (page.locked or moderation is not None):
        return False
    lock = page.get_lock()
    return lock is not None and lock.for_user(by)


def send(draft: Draft, by: User) -> None:
    """Send the draft to the state's publishers, again if they asked for changes; what waits already stays so.

    Raises:
        NothingToSend, AdaptationPlanned.
    """
    check_not_planned(draft)
    page = draft.stored_page
    workflow = page.get_workflow() if page is not None else None
    if page is None or workflow is None or not page.has_unpublished_changes:
        raise NothingToSend
    state = _state_of(page)
    if state is None:
        workflow.start(page, by)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(by)


def cancel(draft: Draft, by: User) -> None:
    """End the draft's workflow.

    Raises:
        NotWaiting: it does not, or the user is neither its author nor a publisher.
    """
    state = _state_of(draft.stored_page)
    if state is None or not state.user_can_cancel(by):
        raise NotWaiting
    state.cancel(by)


def approve(draft: Draft, by: User) -> None:
    """Approve the draft as it is now, which publishes it.

    Raises:
        NotWaiting: it does not, or the user does not approve it.
        DomainError: it cannot be published. Nothing has changed.
    """
    waiting, page = _awaited(draft.stored_page, by), draft.draft_page
    if waiting is None or page is None:
        raise NotWaiting
    check_publishable(page)
    # A publisher may have corrected it since it was sent: approved is what they have seen.
    waiting.revision = page.latest_revision
    waiting.save(update_fields=["revision"])
    with LogContext(user=by):
        waiting.task.specific.on_action(waiting, by, "approve")


def ask_for_changes(draft: Draft, by: User, comment: str) -> None:
    """Send the draft back to its editors, with what is to be changed.

    Raises:
        AdaptationInvalid: the comment says nothing.
        NotWaiting: it does not, or the user does not approve it.
    """
    waiting = _awaited(draft.stored_page, by)
    if waiting is None:
        raise NotWaiting
    if not comment.strip():
        raise AdaptationInvalid(sentence=gettext("Say what is to be changed: its editors read it."))
    waiting.task.specific.on_action(waiting, by, "reject", comment=comment.strip())


def _awaited(page: AdaptationPage | None, by: User) -> TaskState | None:
    """What waits for somebody's approval; None when nothing does."""
    return None if page is None else step_awaited(page, by)


def end(draft: Draft, by: User) -> None:
    """End the workflow of a draft that is discarded."""
    state = _state_of(draft.stored_page)
    if state is not None:
        state.cancel(by)


def _state_of(page: AdaptationPage | None) -> WorkflowState | None:
    state: WorkflowState | None = None if page is None else page.current_workflow_state
    return state
