"""What was decided about the texts, and files of offices, that somebody sent for review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState

from editorial.approving.changes import changes_since_sent
from editorial.closings import has_ended
from editorial.imports.sent import DecidedImport, decided_since
from editorial.reviewers import name_of
from tenants.models import User

from .trees import Tree, within

SHOWN_FOR = timedelta(days=7)
SHOWN = 5


class ReviewOutcome(StrEnum):
    """What became of a text.

    Replaced: it was taken out of review, and something was published later. Withdrawn: it said that it exists no
    longer, and was approved. Rolled back: a file of offices was taken back.
    """

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    PLANNED = "planned"
    ENDED = "ended"
    REPLACED = "replaced"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True)
class Decision:
    """A text, or a file of offices, that does not wait any more.

    Attributes:
        url: where it is read.
        by: the name of who decided; empty: it is not known.
        comment: what they wrote beside it.
        goes_live_at: when it is published, where that is planned.
        sent_id, decided_id: the ids of the versions that were sent, and published or planned.
        is_changed: whether the latter says something else than the former.
        changed: what editors call the parts in which it does.
        is_replaced_since: whether another version was published after what was decided.
        over_since: of a published notice that nobody sees any more, when it ended.
        offices: how many a file adds, changes or withdraws.
        page_id: of a text.
    """

    title: str
    url: str
    outcome: ReviewOutcome
    by: str
    at: datetime
    comment: str
    goes_live_at: datetime | None
    sent_id: int | None = None
    decided_id: int | None = None
    is_changed: bool = False
    changed: tuple[str, ...] = ()
    is_replaced_since: bool = False
    over_since: datetime | None = None
    offices: int = 0
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The latest ones, and how many there are in all."""

    shown: tuple[Decision, ...]
    total: int
    days: int = SHOWN_FOR.days


def decisions_for(user: User | AbstractBaseUser | AnonymousUser, trees: tuple[Tree, ...], now: datetime) -> Decisions:
    """Return what others decided in the last days about what somebody had sent, the latest first.

    What was sent back waits for them until they send it again: it is not among these. Five queries, and some for each
    text that is shown and was published otherwise than it was sent.
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
        .annotate(sent_id=Subquery(_sent_then()))
        .order_by("-current_task_state__finished_at")
    )
    found = list(states)
    ids = {int(state.object_id) for state in found}
    those = Page.objects.filter(within(trees), pk__in=ids).select_related("latest_revision")
    pages = those.annotate(ends_at=F("noticepage__ends_at")).in_bulk() if ids else {}
    acts = _Acts(PageLogEntry.objects.filter(page__in=pages, action__in=_ACTIONS)) if pages else None
    latest: dict[int, Decision] = {}
    files = (_of_file(one) for one in decided_since(user, now - SHOWN_FOR))
    for state in found:
        page = pages.get(int(state.object_id))
        decision = _decision(state, page, acts) if page is not None and acts is not None else None
        if decision is not None:
            latest.setdefault(int(state.object_id), decision)
    decisions = sorted([*latest.values(), *files], key=lambda one: one.at, reverse=True)
    return Decisions(_compared(decisions[:SHOWN]), len(decisions))


def _sent_then() -> QuerySet[Revision]:
    """Return the version of a page that was its latest as the last step of its review began: what was sent."""
    of_page = Revision.objects.filter(
        object_id=OuterRef("object_id"), base_content_type=OuterRef("base_content_type_id")
    )
    earlier = of_page.filter(created_at__lte=OuterRef("current_task_state__started_at"))
    return earlier.order_by("-created_at", "-pk").values("pk")[:1]


def _compared(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions, each with what is different of what was sent."""
    shown = list(decisions)
    differ = {one.page_id for one in shown if one.decided_id is not None and one.decided_id != one.sent_id}
    ids = {pk for one in shown if one.page_id in differ for pk in (one.sent_id, one.decided_id)}
    revisions = Revision.objects.in_bulk(ids - {None}) if ids else {}
    return tuple(_with_changes(one, revisions) if one.page_id in differ else one for one in shown)


def _with_changes(decision: Decision, revisions: Mapping[int, Revision]) -> Decision:
    sent, decided = revisions.get(decision.sent_id or 0), revisions.get(decision.decided_id or 0)
    if sent is None or decided is None:
        return decision
    found = changes_since_sent(sent, decided)
    return replace(decision, is_changed=found.is_changed, changed=found.labels)


_PUBLISHED = frozenset({"wagtail.publish", "wagtail.publish.scheduled"})
_PLANNED, _CANCELLED = "wagtail.publish.schedule", "wagtail.workflow.cancel"
_APPROVED = "wagtail.workflow.approve"
_ENDING = (_CANCELLED, _APPROVED)
_ACTIONS = (*_PUBLISHED, _PLANNED, *_ENDING)


class _Acts:
    """What the history of some pages says of how a review ended. One query.

    Publishing a page ends its review as if somebody had cancelled it, and the last approval publishes it: both stand in
    the history as of one act.
    """

    def __init__(self, entries: Iterable[PageLogEntry]) -> None:
        read = list(entries)
        self._published = {entry.revision_id for entry in read if entry.action in _PUBLISHED}
        self._revisions = {
            (entry.page_id, entry.uuid): entry.revision_id
            for entry in read
            if entry.action not in _ENDING and entry.uuid
        }
        self._ended = {
            entry.data.get("workflow", {}).get("task_state_id"): (entry.page_id, entry.uuid)
            for entry in read
            if entry.action in _ENDING
        }

    def is_published(self, revision_id: int | None) -> bool:
        """Whether a revision was ever published."""
        return revision_id in self._published

    def revision_decided(self, state: WorkflowState) -> int | None:
        """Return the id of the revision that was published, or planned, as a review ended; None: it was given up."""
        step = state.current_task_state
        decided = self._revisions.get(self._ended.get(step.pk, (0, None)))
        if decided is None and state.status == WorkflowState.STATUS_APPROVED:
            approved: int = step.revision_id
            return approved
        return decided


def _of_file(decided: DecidedImport) -> Decision:
    return Decision(
        title=decided.file_name,
        url=decided.url,
        outcome=ReviewOutcome.PUBLISHED if decided.is_published else ReviewOutcome.ROLLED_BACK,
        by=decided.by,
        at=decided.at,
        comment="",
        goes_live_at=None,
        offices=decided.offices,
    )


def _decision(state: WorkflowState, page: Page, acts: _Acts) -> Decision | None:
    """What became of a text; None: it was approved, and is not so any more."""
    step = state.current_task_state
    decided = acts.revision_decided(state)
    goes_live_at = None
    if decided is None:
        is_later_published = page.live and (page.live_revision_id or 0) >= step.revision_id
        outcome = ReviewOutcome.REPLACED if is_later_published else ReviewOutcome.ENDED
    elif decided == step.revision_id and has_ended(step.revision.content.get("expire_at"), at=step.finished_at):
        if page.live and page.live_revision_id != decided:
            return None  # it was published again since
        outcome = ReviewOutcome.WITHDRAWN
    elif acts.is_published(decided):
        if not page.live:
            return None
        outcome = ReviewOutcome.PUBLISHED
    else:
        planned = page.latest_revision
        goes_live_at = planned.approved_go_live_at if planned is not None and planned.pk == decided else None
        if goes_live_at is None:
            return None
        outcome = ReviewOutcome.PLANNED
    return Decision(
        page_id=page.pk,
        title=page.draft_title,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        outcome=outcome,
        by=name_of(step.finished_by) if step.finished_by else "",
        at=step.finished_at,
        comment=step.comment,
        goes_live_at=goes_live_at,
        sent_id=getattr(state, "sent_id", None),
        decided_id=decided,
        over_since=page.ends_at if page.live and page.ends_at is not None and page.ends_at <= timezone.now() else None,
        is_replaced_since=outcome is ReviewOutcome.PUBLISHED and page.live_revision_id != decided,
    )
