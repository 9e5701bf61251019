"""Deciding a review of changed pieces: keeping the state's own texts, or taking the national ones."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from content_models.models import AdaptationPage
from editorial.adapting import drafting
from editorial.adapting.pages import lock_adaptations
from editorial.adapting.rules import check_fresh
from publishing.errors import DomainError, ScriptUnreachable
from publishing.models import ReviewReason, ReviewTask, TenantVersion
from publishing.review.decisions import Decision
from publishing.review.locks import lock_reviews
from publishing.services.publish import publish_page
from tenants.models import User
from tenants.scope import tenant_scope

from . import history
from .access import check_may_decide, task_of
from .draft_decisions import note_draft
from .errors import NotDecidableSo, PieceSettled, ReviewClosed, ReviewOutdated
from .review_draft import ReviewDraft, review_draft_of
from .types import Decided

ACTIONS = {Decision.KEEP: history.KEPT, Decision.TAKE: history.TAKEN}


def decide(
    task_id: int,
    decision: Decision,
    *,
    by: User,
    address: str | None,
    seen_revision: int | None,
    seen_edition: int | None,
) -> Decided:
    """Decide one piece, or all that are undecided, as a draft; publish it if that is all that waits and they may.

    To be called within a transaction.

    Raises:
        ReviewUnknown, AdaptationForbidden, NotDecidableSo, ReviewClosed, ReviewOutdated, StaleAdaptation,
        AdaptationLocked, PieceSettled: nothing has changed.
        ScriptUnreachable: what is to be kept leads to what the library's script no longer has.
    """
    task = task_of(task_id, by)
    rights = check_may_decide(task.tenant, by)
    if task.reason != ReviewReason.CHANGED:
        raise NotDecidableSo
    task = lock_task(task)
    review_draft = review_draft_of(task, by, to_change=True)
    _check_seen(review_draft, seen_revision, seen_edition)
    drafting.check_unlocked(review_draft.draft, by)
    addresses = _addresses(review_draft, decision, address)
    if decision is Decision.KEEP and set(addresses) & set(review_draft.incomplete.addresses):
        raise ScriptUnreachable(problems=review_draft.incomplete.problems)
    page_before = review_draft.live.stored_page
    had_changes = page_before is not None and page_before.has_unpublished_changes
    operations = review_draft.kept(addresses) if decision is Decision.KEEP else review_draft.taken(addresses)
    page = drafting.saved(review_draft.draft, operations, by, log_action=False)
    _note(task, decision, addresses, page, by)
    problem = ""
    if rights.can_publish and not had_changes:
        problem = _publish(page, by)
    return _outcome(task, is_published=rights.can_publish and not had_changes and not problem, problem=problem)


def lock_task(task: ReviewTask) -> ReviewTask:
    """The task as it is now, with its state, its text's reviews and itself held until the end of the transaction.

    In the order in which publishing takes them, so that there are no deadlocks: two people deciding at once wait for
    each other, and the library waits for both.

    Raises:
        ReviewClosed.
    """
    lock_adaptations(tenant=task.tenant, key=task.key)
    lock_reviews(task.tenant_id)
    with tenant_scope([task.tenant_id]):
        TenantVersion.objects.select_for_update().filter(tenant_id=task.tenant_id).first()
        found = ReviewTask.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=task.pk)
    check_open(found)
    return found


def check_open(task: ReviewTask) -> None:
    """Refuse to decide what has been closed meanwhile.

    Raises:
        ReviewClosed.
    """
    if task.closed_at is not None:
        raise ReviewClosed(title=task.title, outcome=task.get_outcome_display())


def _check_seen(review_draft: ReviewDraft, revision: int | None, edition: int | None) -> None:
    """Refuse to decide about texts other than those seen."""
    if revision is not None:
        check_fresh(review_draft.draft, revision)
    number = review_draft.task.to_number
    if review_draft.draft.base != number or edition not in (None, number):
        raise ReviewOutdated(title=review_draft.task.title)


def _addresses(review_draft: ReviewDraft, decision: Decision, address: str | None) -> Sequence[str]:
    if address is None:
        addresses = review_draft.undecided()
    else:
        is_open = address in review_draft.task.addresses and review_draft.decision(address) is not decision
        addresses = [address] if is_open else []
    if not addresses:
        raise PieceSettled
    return addresses


def _note(task: ReviewTask, decision: Decision, addresses: Sequence[str], page: AdaptationPage, by: User) -> None:
    note_draft(task, by)
    with tenant_scope([task.tenant_id]):
        task.save(update_fields=["decisions"])
    all_labels = task.details.get("labels", {})
    labels = [all_labels[address] for address in addresses if address in all_labels]
    history.record(page, ACTIONS[decision], by=by, labels=labels, task_id=task.pk)


def _publish(page: AdaptationPage, by: User) -> str:
    """Publish the draft; where it cannot be published it stays one, and the reason is returned."""
    try:
        with transaction.atomic():
            publish_page(page=page, by=by)
    except DomainError as error:
        return error.message
    return ""


def _outcome(task: ReviewTask, *, is_published: bool, problem: str) -> Decided:
    with tenant_scope([task.tenant_id]):
        fresh = ReviewTask.objects.select_related("tenant", "opened_by", "closed_by").get(pk=task.pk)
    return Decided(fresh, is_published, problem)
