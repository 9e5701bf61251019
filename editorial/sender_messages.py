"""What somebody writes to whoever reviews the page that they send: kept in the page's history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page, PageLogEntry, TaskState, WorkflowState

from tenants.models import User

MESSAGE = "review.message"
FIELD = "review-message"
"""The name of the field in the forms."""
MOST_CHARACTERS = 2000
COMMENT_MISSING = _("Say what is to be changed: its editors read it.")
"""Said to whoever sends something back without a word."""


class MessageFormatter(LogFormatter):
    """How the history shows a message."""

    label = _("Message with a review")

    def format_message(self, log_entry: Any) -> str:
        """Return the message."""
        return gettext("Wrote to whoever reviews it: “%(text)s”") % {"text": log_entry.data.get("text", "")}


def register_messages(actions: LogActionRegistry) -> None:
    """Register the names of what the history has of messages."""
    actions.register_action(MESSAGE)(MessageFormatter)


def keep_message(page: Page, by: User, text: str) -> None:
    """Keep what was written beside a page that has just been sent; nothing, where nothing was."""
    written = text.strip()[:MOST_CHARACTERS]
    if written:
        log(instance=page, action=MESSAGE, user=by, data={"text": written})


def message_of(state: WorkflowState | None) -> str:
    """Return what was written when the page was sent last; empty: nothing. One query."""
    if state is None or state.current_task_state is None:
        return ""
    page_id = int(state.object_id)
    return messages_of({page_id: state.current_task_state.started_at}).get(page_id, "")


def returned_before(state: WorkflowState | None) -> TaskState | None:
    """Return how what waits was sent back the last time, with the comment; None: it was not. One query.

    It is for whoever decides now: what was asked for is not asked any more.
    """
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    returned = state.task_states.filter(status=TaskState.STATUS_REJECTED).exclude(comment="")
    last: TaskState | None = returned.select_related("finished_by").order_by("finished_at").last()
    return last


def messages_of(sent_at: Mapping[int, datetime]) -> dict[int, str]:
    """Return what was written when pages were sent last, by page; pages without a message are left out. One query.

    Args:
        sent_at: when each page was sent, by its id.
    """
    entries = PageLogEntry.objects.filter(page_id__in=sent_at, action=MESSAGE).order_by("timestamp", "pk")
    return {
        entry.page_id: str(entry.data.get("text", "")) for entry in entries if entry.timestamp >= sent_at[entry.page_id]
    }
