"""What was decided, in the history of the page that it is about: who, when, and which pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page

from content_models.languages import bcp47
from content_models.models import AdaptationPage
from content_models.piece_labels import PieceLabel, all_in_words
from publishing.review.labels import lack_words, with_words
from tenants.models import User

KEPT = "publishing.review.keep"
TAKEN = "publishing.review.take"
REVIEWED = "publishing.review.done"
WAITING = "publishing.review.wait"
LET_GO = "publishing.review.let_go"

LABELS = {
    KEPT: _("Keep own text"),
    TAKEN: _("Take the national text"),
    REVIEWED: _("Review done"),
    WAITING: _("Keep own text of a withdrawn text"),
    LET_GO: _("Let own text of a withdrawn text go"),
}


def record(
    page: Page, action: str, *, by: User, labels: Sequence[PieceLabel] = (), note: str = "", task_id: int
) -> None:
    """Write a decision into a page's history.

    Args:
        action: one of `LABELS`.
        labels: what the pieces are called.
    """
    details = {"task": task_id, "labels": list(labels), "note": note}
    log(instance=page, action=action, user=by, data=details, revision=page.latest_revision)


def register(actions: LogActionRegistry) -> None:
    """Register the names of these actions: for Wagtail's hook `register_log_actions`."""
    for name in LABELS:
        actions.register_action(name)(_formatter(name))


def _formatter(name: str) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = LABELS[name]

        def format_message(self, log_entry: Any) -> str:
            """Return the sentence of the history."""
            return _sentence(name, log_entry.data or {}, log_entry.page_id)

    return Formatter


def _sentence(action: str, details: dict[str, Any], page_id: int) -> str:
    if action == REVIEWED:
        return ": ".join(filter(None, [gettext("Reviewed"), details.get("note") or ""]))
    if action == WAITING:
        return gettext("Kept what the state wrote, until the library publishes the text again.")
    if action == LET_GO:
        return gettext("Let go what the state wrote into a text that the library had withdrawn.")
    pieces = all_in_words(_with_words(details.get("labels") or (), page_id))
    sentence = gettext("Kept the state’s own text: %(pieces)s") if action == KEPT else None
    return (sentence or gettext("Took the national text: %(pieces)s")) % {"pieces": pieces}


def _with_words(labels: Sequence[PieceLabel], page_id: int) -> Sequence[PieceLabel | None]:
    if not lack_words(labels):
        return labels
    page = AdaptationPage.objects.select_related("locale").get(pk=page_id)
    return with_words(labels, key=page.adapts_key, locale=bcp47(page.locale.language_code))
