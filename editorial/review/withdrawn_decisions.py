"""Deciding about a text that the library has withdrawn: the state's changes wait for it to come back, or they go."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from content_models.models import AdaptationPage
from content_models.overlay import WHOLE
from editorial.adapting.errors import AdaptationForbidden
from editorial.adapting.pages import adaptation_page
from editorial.adapting.withdraw_adaptation import withdraw_adaptation
from publishing.models import ReviewOutcome, ReviewTask
from publishing.review import decisions
from publishing.review.decisions import Decision
from tenants.models import User
from tenants.scope import tenant_scope

from . import history
from .access import check_may_decide
from .deciding import lock_task
from .errors import ReviewClosed
from .types import Decided


def wait_on(task: ReviewTask, *, by: User) -> Decided:
    """Close a review of a withdrawn text: what the state wrote waits until the library publishes the text again.

    To be called within a transaction.

    Raises:
        AdaptationForbidden, ReviewClosed: nothing has changed.
    """
    check_may_decide(task.tenant, by)
    task, page = _locked(task)
    now = timezone.now()
    task.closed_at, task.closed_by, task.outcome = now, by, ReviewOutcome.KEPT
    _note(task, Decision.KEEP, by, now)
    history.record(page, history.WAITING, by=by, task_id=task.pk)
    return Decided(task, is_published=True)


def undo(task: ReviewTask, *, by: User) -> Decided:
    """Withdraw what a state wrote into a withdrawn text; history keeps it. That closes the review.

    It cannot wait in a draft, since a withdrawn text has no workbench: only publishers do it.

    To be called within a transaction.

    Raises:
        AdaptationForbidden, ReviewClosed: nothing has changed.
    """
    if not check_may_decide(task.tenant, by).can_publish:
        raise AdaptationForbidden(state=task.tenant.name)
    task, page = _locked(task)
    _note(task, Decision.LET_GO, by, timezone.now())
    history.record(page, history.LET_GO, by=by, task_id=task.pk)
    withdraw_adaptation(page, by)
    with tenant_scope([task.tenant_id]):
        fresh = ReviewTask.objects.select_related("tenant", "opened_by", "closed_by").get(pk=task.pk)
    return Decided(fresh, is_published=True)


def _locked(task: ReviewTask) -> tuple[ReviewTask, AdaptationPage]:
    """The task and the adaptation as they are now, held until the end of the transaction."""
    task = lock_task(task)
    page = adaptation_page(tenant=task.tenant, key=task.key, locale=task.locale)
    if page is None:
        raise ReviewClosed(title=task.title, outcome=task.get_outcome_display())
    return task, page


def _note(task: ReviewTask, decision: Decision, by: User, at: datetime) -> None:
    name = by.display_name
    entry = decisions.entry(WHOLE, None, decision, by=by.pk, name=name, at=at, is_published=True)
    task.decisions = decisions.with_entry(task.decisions, entry)
    with tenant_scope([task.tenant_id]):
        task.save(update_fields=["decisions", "closed_at", "closed_by", "outcome"])
