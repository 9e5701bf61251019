"""Who decides about what is sent for review, by name; and what was sent to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.messages import add_message, constants, get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import GroupApprovalTask, Page, TaskState

from tenants.models import User

from .closings import has_ended

MOST_NAMES = 3
"""With more people than these the rest are counted: a sentence, not a list."""

SENT = _("“%(title)s” was sent for review to %(names)s. What they decide is on your start page.")
ASKED_TO_WITHDRAW = _(
    "%(names)s were asked to withdraw “%(title)s”: people see it until that is approved. What they decide is on your "
    "start page."
)
SENT_TO_NOBODY = _(
    "“%(title)s” was sent for review, but nobody here may publish yet. Ask whoever coordinates your state to invite "
    "somebody who does."
)


def sentence_of_sending(page: Page, by: object, *, title: str = "") -> str:
    """Return that a page was sent, or that it was asked to withdraw it, and who was. At most five queries.

    Args:
        title: what editors call the page, where that is not its title.
    """
    names = in_words([name_of(user) for user in reviewers_of(page, by)])
    draft = page.latest_revision if page.live else None
    sent = ASKED_TO_WITHDRAW if draft is not None and has_ended(draft.content.get("expire_at")) else SENT
    return str(sent if names else SENT_TO_NOBODY) % {"title": title or page.get_admin_display_title(), "names": names}


def show_reviewers(request: HttpRequest, page: Page) -> None:
    """Show who reads a page that was sent, in the place of Wagtail's message, which only says that it was sent."""
    kept = [message for message in get_messages(request) if message.level != constants.SUCCESS]
    see = messages.button(reverse("approving:changes", args=[page.pk]), gettext("See what changed"))
    messages.success(request, sentence_of_sending(page, request.user), buttons=[see])
    for message in kept:
        add_message(request, message.level, message.message, message.extra_tags)


def reviewers_of(page: Page, by: object = None) -> list[User]:
    """Return who may decide about a page at the first step of its review, without the person who sends it."""
    workflow = page.get_workflow()
    task = workflow.tasks.first() if workflow is not None else None
    specific = task.specific if task is not None else None
    if not isinstance(specific, GroupApprovalTask):
        return []
    users = User.objects.filter(is_active=True, groups__in=specific.groups.all()).distinct().order_by("pk")
    return [user for user in users if user != by]


def step_awaited(page: Page, by: User) -> TaskState | None:
    """Return the step at which a page waits for somebody's approval; None: it does not wait for theirs."""
    waiting: TaskState | None = page.current_workflow_task_state
    if waiting is None:
        return None
    acts = {name for name, _label, _has_comment in waiting.task.specific.get_actions(page, by)}
    return waiting if "approve" in acts else None


def name_of(user: User) -> str:
    """Return what somebody is called."""
    return user.display_name


def in_words(names: list[str]) -> str:
    """Return names as a sentence has them: “Ana”, “Ana y Luis”, “Ana, Luis, Eva y 4 más”."""
    if len(names) > MOST_NAMES + 1:
        more = gettext("%(count)d more") % {"count": len(names) - MOST_NAMES}
        names = [*names[:MOST_NAMES], more]
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@dataclass(frozen=True, slots=True)
class Sent:
    """A page that waits for somebody's decision; `is_closing`: once approved, it is withdrawn."""

    page_id: int
    title: str
    by: str
    since: datetime
    is_closing: bool = False


def sent_to(user: User) -> list[Sent]:
    """Return what waits for somebody's decision, the longest first. One query."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__active=True)
    if not user.is_superuser:
        waiting = waiting.filter(task__groupapprovaltask__groups__in=user.groups.all()).distinct()
    states = waiting.select_related("revision", "workflow_state__requested_by").order_by("started_at", "pk")
    return [
        Sent(
            page_id=int(state.revision.object_id),
            title=state.revision.object_str,
            by=name_of(state.workflow_state.requested_by) if state.workflow_state.requested_by else "",
            since=state.started_at,
            is_closing=has_ended(state.revision.content.get("expire_at")),
        )
        for state in states
    ]


def buttons_to_next(user: object, page_id: int | None) -> list[tuple[str, str, bool]]:
    """Return the way to what waits longest for somebody's decision, but for the page just decided about; or none."""
    waiting = sent_to(user) if isinstance(user, User) else []
    following = next((one.page_id for one in waiting if one.page_id != page_id), None)
    if following is None:
        return []
    return [messages.button(reverse("approving:changes", args=[following]), gettext("Next"))]
