"""What somebody writes to whoever reviews the page that they send: kept in the page's history."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page, PageLogEntry, WorkflowState

from tenants.models import User

MESSAGE = "review.message"
FIELD = "review-message"
"""The name of the field in the forms."""
MOST_CHARACTERS = 2000


class MessageFormatter(LogFormatter):
    """How the history shows a message."""

    label = _("Message with a review")

    def format_message(self, log_entry: Any) -> str:
        """Return the message."""
        return gettext("Wrote to whoever reviews it: “%(text)s”") % {"text": log_entry.data.get("text", "")}


def register_messages(actions: LogActionRegistry) -> None:
    """Say in words what the history tells of messages."""
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
    step = state.current_task_state
    entries = PageLogEntry.objects.filter(page_id=state.object_id, action=MESSAGE, timestamp__gte=step.started_at)
    entry = entries.order_by("-timestamp", "-pk").first()
    return "" if entry is None else str(entry.data.get("text", ""))
