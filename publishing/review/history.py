"""What was decided, in the history of the page that it is about: who, when, and which pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page

from tenants.models import User

KEPT = "publishing.review.keep"
TAKEN = "publishing.review.take"
ADOPTED = "publishing.review.adopt"
REVIEWED = "publishing.review.done"

LABELS = {
    KEPT: _("Keep own text"),
    TAKEN: _("Take the national text"),
    ADOPTED: _("Adopt a new national edition"),
    REVIEWED: _("Review done"),
}


def record(page: Page, action: str, *, by: User, labels: Sequence[str] = (), note: str = "", task_id: int) -> None:
    """Write a decision into a page's history.

    Args:
        action: `KEPT`, `TAKEN`, `ADOPTED` or `REVIEWED`.
        labels: what the pieces are called.
    """
    details = {"task": task_id, "labels": list(labels), "note": note}
    log(instance=page, action=action, user=by, data=details, revision=page.latest_revision)


def register(actions: LogActionRegistry) -> None:
    """Say in words what these actions are: for Wagtail's hook `register_log_actions`."""
    for name in LABELS:
        actions.register_action(name)(_formatter(name))


def _formatter(name: str) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = LABELS[name]

        def format_message(self, log_entry: Any) -> str:
            """Return the sentence of the history."""
            return _sentence(name, log_entry.data or {})

    return Formatter


def _sentence(action: str, details: dict[str, Any]) -> str:
    pieces = ", ".join(str(label) for label in details.get("labels") or ())
    if action == REVIEWED:
        return ": ".join(filter(None, [gettext("Reviewed"), details.get("note") or ""]))
    told = {
        KEPT: gettext("Kept the state’s own text: %(pieces)s"),
        TAKEN: gettext("Took the national text: %(pieces)s"),
        ADOPTED: gettext("Adopted the new national edition"),
    }
    return told[action] % {"pieces": pieces} if action != ADOPTED else told[action]
