"""The buttons under a page's form: to save the draft, and the next act, both in sight; the others behind a menu."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import (
    ActionMenuItem,
    PageLockedMenuItem,
    PublishMenuItem,
    RestartWorkflowMenuItem,
    SaveDraftMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)
from wagtail.models import WorkflowState

from editorial.imports.belonging import returned_import_of

SEND = _("Send for review")
SEND_AGAIN = _("Send for review again")


class SaveDraft(SaveDraftMenuItem):
    """The same act as Wagtail's, less loud than the next one."""

    template_name = "editorial/approving/save_draft.html"


class SendForReview(SubmitForModerationMenuItem):
    """The same act as Wagtail's, without the name of the workflow."""

    label = SEND

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the label: whether it was sent back is all that it says."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        page = parent_context.get("page")
        state = page.current_workflow_state if page is not None else None
        is_sent_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        return {**context, "label": SEND_AGAIN if is_sent_back else SEND}


class BothActions(ActionMenuItem):
    """Two buttons in the place of one: Wagtail shows the first item of the menu, and hides the others."""

    name = "action-both"
    template_name = "editorial/approving/actions.html"

    def __init__(self, items: Sequence[ActionMenuItem]) -> None:
        super().__init__(order=0)
        self._items = items

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the buttons as they are drawn."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "actions": [item.render_html(parent_context) for item in self._items]}

    @property
    def media(self) -> Media:
        """What the buttons need."""
        return sum((item.media for item in self._items), Media())


def arrange(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Put the draft and the next act in sight: approving what waits for the person, publishing, or sending it.

    Args:
        items: what Wagtail offers the person, in its order; changed in place.
    """
    offered = [_own(item) for item in items if not isinstance(item, RestartWorkflowMenuItem)]
    page = context.get("page")
    if page is not None and _first(offered, SendForReview) and returned_import_of(page) is not None:
        offered = [item for item in offered if not isinstance(item, SendForReview)]  # it goes with the others
    if any(not isinstance(item, PageLockedMenuItem) for item in offered):
        offered = [item for item in offered if not isinstance(item, PageLockedMenuItem)]
    shown = [item for item in (_first(offered, SaveDraft), _next_act(offered)) if item is not None]
    rest = [item for item in offered if item not in shown and not _is_said_twice(item)]
    if any(isinstance(item, WorkflowMenuItem) for item in shown):  # publishing beside the review would only end it
        rest = sorted(
            (item for item in rest if not isinstance(item, PublishMenuItem)),
            key=lambda item: not isinstance(item, WorkflowMenuItem),
        )
    items[:] = [BothActions(shown), *rest] if shown else rest


def _own(item: ActionMenuItem) -> ActionMenuItem:
    if type(item) is SaveDraftMenuItem:
        return SaveDraft(item.order)
    return SendForReview(item.order) if type(item) is SubmitForModerationMenuItem else item


def _next_act(offered: Iterable[ActionMenuItem]) -> ActionMenuItem | None:
    items = list(offered)
    approving = (item for item in items if isinstance(item, WorkflowMenuItem) and item.name == "approve")
    return next(approving, None) or _first(items, PublishMenuItem) or _first(items, SendForReview)


def _is_said_twice(item: ActionMenuItem) -> bool:
    """Whether it is approving with a comment: the screen that shows what changed has room for one."""
    return isinstance(item, WorkflowMenuItem) and item.name == "approve"


def _first(items: Iterable[ActionMenuItem], kind: type[ActionMenuItem]) -> ActionMenuItem | None:
    return next((item for item in items if isinstance(item, kind)), None)
