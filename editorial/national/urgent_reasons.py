"""Why a national text was published as an urgent legal correction: kept in the page's history."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

from content_models.models import ContentPage
from publishing.publication import URGENT


class UrgentFormatter(LogFormatter):
    """How the history shows the reason."""

    label = _("Urgent legal correction")

    def format_message(self, log_entry: Any) -> str:
        """Return the reason."""
        return gettext("Urgent legal correction: “%(reason)s”") % {"reason": log_entry.data.get("text", "")}


def register_urgent(actions: LogActionRegistry) -> None:
    """Register the names of what the history has of urgent corrections."""
    actions.register_action(URGENT)(UrgentFormatter)


def urgent_reasons(page: ContentPage, revisions: Collection[int | None]) -> dict[int, str]:
    """Return the reasons by revision, of some that were published as urgent. One query, none without revisions."""
    if not revisions:
        return {}
    entries = PageLogEntry.objects.filter(page_id=page.pk, action=URGENT, revision_id__in=revisions)
    return {entry.revision_id: str(entry.data.get("text", "")) for entry in entries.order_by("timestamp", "pk")}
