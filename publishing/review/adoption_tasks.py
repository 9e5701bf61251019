"""The tasks of states that review first: a new national edition waits for them, and how that ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from publishing.models import ReviewOutcome, ReviewReason, ReviewTask
from publishing.new_edition import NewEdition
from tenants.models import Tenant, User

from .due import due_on

ACCEPT = "accept"
"""The decision that a task keeps, with who and when."""

URGENT_REASON = "urgentReason"
"""In a task's details: why the library marked the correction as legal and urgent, in its publisher's words."""

WHOLE_TEXT = ""
"""A new edition is accepted or not as a whole."""


def wait(
    waiting: Iterable[tuple[Tenant, NewEdition]],
    served: Mapping[tuple[int, str, str], int],
    *,
    by_id: int | None,
    at: datetime,
) -> None:
    """Open a task for each state and new edition, or let the one that is open grow.

    Args:
        waiting: states, and what waits for each.
        served: the edition that a state still serves, by its primary key, key and language.
        by_id: who published.
    """
    waiting = list(waiting)
    open_tasks = {_place(task): task for task in _open({edition.text for _, edition in waiting})}
    new = []
    for state, edition in waiting:
        place = (state.pk, *edition.text)
        task = open_tasks.get(place)
        if task is None:
            task = _task(state, edition, by_id=by_id, at=at)
            task.from_number = served[place]
            open_tasks[place] = task
            new.append(task)
        task.to_number, task.title = edition.number, edition.title[:255]
    ReviewTask.objects.bulk_create(new)
    grown = [open_tasks[state.pk, *edition.text] for state, edition in waiting]
    ReviewTask.objects.bulk_update([task for task in grown if task not in new], ["to_number", "title"])


def log_passed(passed: Iterable[tuple[Tenant, NewEdition]], *, by_id: int | None, reason: str) -> None:
    """Note that an urgent correction passed at once: on what was waiting, or as a task that is closed already."""
    passed = list(passed)
    now = timezone.now()
    open_tasks = {_place(task): task for task in _open({edition.text for _, edition in passed})}
    new = []
    for state, edition in passed:
        task = open_tasks.pop((state.pk, *edition.text), None)
        if task is None:
            task = _task(state, edition, by_id=by_id, at=now)
            task.from_number = edition.number_before
            new.append(task)
        task.to_number, task.title, task.is_urgent = edition.number, edition.title[:255], True
        task.details = {**task.details, URGENT_REASON: reason}
        _end(task, ReviewOutcome.PASSED, by_id, now)
        if task.pk:
            task.save()
    ReviewTask.objects.bulk_create(new)


def close(texts: Collection[tuple[str, str]], *, outcome: ReviewOutcome, by_id: int | None) -> None:
    """Close what waits of some texts, in all states of the scope."""
    tasks = _open(texts)
    now = timezone.now()
    for task in tasks:
        _end(task, outcome, by_id, now)
    ReviewTask.objects.bulk_update(tasks, ["closed_at", "closed_by_id", "outcome"])


def accept(tenant_id: int, texts: Collection[tuple[str, str]], *, by: User) -> None:
    """Close what waits of some texts in one state, as its people have accepted it."""
    tasks = [task for task in _open(texts) if task.tenant_id == tenant_id]
    now = timezone.now()
    for task in tasks:
        task.decisions = [*task.decisions, _accepted(by, now)]
        _end(task, ReviewOutcome.ACCEPTED, by.pk, now)
    ReviewTask.objects.bulk_update(tasks, ["closed_at", "closed_by_id", "outcome", "decisions"])


def _open(texts: Collection[tuple[str, str]]) -> list[ReviewTask]:
    tasks: QuerySet[ReviewTask] = ReviewTask.objects.open().filter(
        reason=ReviewReason.ADOPTION, key__in={key for key, _ in texts}
    )
    return [task for task in tasks.order_by("pk") if (task.key, task.locale) in texts]


def _place(task: ReviewTask) -> tuple[int, str, str]:
    return task.tenant_id, task.key, task.locale


def _task(state: Tenant, edition: NewEdition, *, by_id: int | None, at: datetime) -> ReviewTask:
    return ReviewTask(
        tenant=state,
        reason=ReviewReason.ADOPTION,
        key=edition.key,
        locale=edition.locale,
        kind=edition.kind,
        addresses=[WHOLE_TEXT],
        opened_at=at,
        opened_by_id=by_id,
        due_on=due_on(state, at, is_urgent=False),
    )


def _end(task: ReviewTask, outcome: ReviewOutcome, by_id: int | None, at: datetime) -> None:
    task.closed_at, task.closed_by_id, task.outcome = at, by_id, outcome


def _accepted(by: User, at: datetime) -> dict[str, object]:
    return {
        "address": WHOLE_TEXT,
        "label": "",
        "decision": ACCEPT,
        "by": by.pk,
        "name": by.display_name,
        "at": at.isoformat(),
        "isPublished": True,
    }
