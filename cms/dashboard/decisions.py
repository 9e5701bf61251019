"""What was decided about the texts that somebody sent for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.models import Page, WorkflowState

from editorial.reviewers import name_of
from tenants.models import User

from .trees import Tree, within

SHOWN_FOR = timedelta(days=7)
SHOWN = 5


class Outcome(StrEnum):
    """What became of a text."""

    PUBLISHED = "published"
    PLANNED = "planned"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Decision:
    """A text that does not wait any more.

    Attributes:
        by: the name of who decided; empty: it is not known.
        comment: what they wrote beside it.
        goes_live_at: when it is published, where that is planned.
    """

    page_id: int
    title: str
    outcome: Outcome
    by: str
    at: datetime
    comment: str
    goes_live_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The latest ones, and how many there are in all."""

    shown: tuple[Decision, ...]
    total: int
    days: int = SHOWN_FOR.days


def decisions_for(user: User | AbstractBaseUser | AnonymousUser, trees: tuple[Tree, ...], now: datetime) -> Decisions:
    """Return what others decided in the last days about what somebody had sent, the latest first. Two queries.

    What was sent back waits for them until they send it again: it is not among these.
    """
    if not isinstance(user, User):
        return Decisions((), 0)
    ended = (WorkflowState.STATUS_APPROVED, WorkflowState.STATUS_CANCELLED)
    states = (
        WorkflowState.objects.filter(
            requested_by=user, status__in=ended, current_task_state__finished_at__gte=now - SHOWN_FOR
        )
        .exclude(current_task_state__finished_by=user)
        .select_related("current_task_state__finished_by", "current_task_state__revision")
        .order_by("-current_task_state__finished_at")
    )
    found = list(states)
    ids = {int(state.object_id) for state in found}
    pages = Page.objects.filter(within(trees), pk__in=ids).select_related("latest_revision").in_bulk() if ids else {}
    latest: dict[int, Decision] = {}
    for state in found:
        page = pages.get(int(state.object_id))
        decision = _decision(state, page) if page is not None else None
        if decision is not None:
            latest.setdefault(decision.page_id, decision)
    decisions = tuple(latest.values())
    return Decisions(decisions[:SHOWN], len(decisions))


def _decision(state: WorkflowState, page: Page) -> Decision | None:
    """What became of a text; None: it was approved, and somebody has withdrawn it since."""
    step = state.current_task_state
    is_published = page.live and (page.live_revision_id or 0) >= step.revision_id
    goes_live_at = None if page.latest_revision is None else page.latest_revision.approved_go_live_at
    outcome = Outcome.PUBLISHED if is_published else Outcome.PLANNED if goes_live_at else Outcome.ENDED
    if outcome is Outcome.ENDED and state.status == WorkflowState.STATUS_APPROVED:
        return None
    return Decision(
        page_id=page.pk,
        title=page.draft_title,
        outcome=outcome,
        by=name_of(step.finished_by) if step.finished_by else "",
        at=step.finished_at,
        comment=step.comment,
        goes_live_at=goes_live_at if outcome is Outcome.PLANNED else None,
    )
