"""Opening and closing the reviews of what the library has changed or withdrawn.

Nothing else opens one, and only what a state decides of a withdrawn text closes one elsewhere (`withdrawn.py`).

A task is open exactly while `concerns_of` finds something. So every order of national edits, adaptations and decisions
leads to the same open tasks, and no caller has to close tasks itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from content_models.kinds import ItemKind
from publishing.models import ContentItem, ReviewOutcome, ReviewReason, ReviewTask
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from . import decisions
from .decisions import Decision
from .deriving import Concern, Where, concerns_of
from .due import due_on
from .withdrawals import OVERTAKEN, WITHDRAWAL

DERIVED = (ReviewReason.CHANGED, ReviewReason.WITHDRAWN)
"""The reasons of the tasks that `concerns_of` decides about. A text is served or not, so that never both are right."""

_Place = tuple[Where, str]
"""A state's text in a language, and a reason."""


def sync_review_tasks(
    keys: Collection[str], *, tenants: Collection[int] | None = None, by_id: int | None = None
) -> None:
    """Make the open tasks of some texts agree with what the library serves and the states have published.

    To be called within the transaction that changed either, after the change (pins included), with `hold_reviews` taken
    before it: a national text published or withdrawn; an adaptation published or withdrawn; a pin set or let go.

    Args:
        keys: of the national texts.
        tenants: primary keys of the states; None means all of them.
        by_id: who did what is the reason.
    """
    wanted = set(keys)
    if not wanted:
        return
    states = Tenant.objects.states() if tenants is None else Tenant.objects.filter(pk__in=tenants)
    ids = [state.pk for state in states] if tenants is None else sorted(tenants)
    with tenant_scope(ids), override(settings.LANGUAGE_CODE):
        concerns = concerns_of(wanted, ids)
        tasks = (
            ReviewTask.objects.open()
            .filter(reason__in=DERIVED, key__in=wanted, tenant_id__in=ids)
            .select_for_update()
            .order_by("pk")
        )
        known = {_place(task): task for task in tasks}
        act = _Act(timezone.now(), by_id, states)
        new = [act.opened(one) for where, one in concerns.items() if one.addresses and (where, one.reason) not in known]
        before = {place: _fields(task) for place, task in known.items()}
        for (where, _reason), task in known.items():
            act.bring_up_to_date(task, concerns.get(where))
        ReviewTask.objects.bulk_create(new)
        changed = [task for place, task in known.items() if _fields(task) != before[place]]
        ReviewTask.objects.bulk_update(changed, CHANGING)


def wrongly_open(tenants: Collection[int]) -> list[Where]:
    """Where the open tasks of some states are not what they should be. Changes nothing."""
    with tenant_scope(tenants):
        tasks = ReviewTask.objects.open().filter(reason__in=DERIVED, tenant_id__in=tenants)
        found = {_place(task): set(task.addresses) for task in tasks}
        adapted = ContentItem.objects.live().filter(kind=ItemKind.ADAPTATION, tenant_id__in=tenants)
        keys = set(adapted.values_list("document__adaptsKey", flat=True)) | {where.key for where, _ in found}
        concerns = concerns_of(keys, tenants)
    right: dict[_Place, set[str]] = {
        (where, one.reason): set(one.addresses) for where, one in concerns.items() if one.addresses
    }
    return sorted({place[0] for place in found.keys() | right.keys() if found.get(place) != right.get(place)})


PROBLEMS = "problems"
"""In a task's details: sentences about what the state's changes leave incomplete in a script."""

CHANGING = (
    "title",
    "from_number",
    "to_number",
    "addresses",
    "decisions",
    "details",
    "is_urgent",
    "due_on",
    "closed_at",
    "closed_by_id",
    "outcome",
)


def _place(task: ReviewTask) -> _Place:
    return Where(task.tenant_id, task.key, task.locale), task.reason


def _fields(task: ReviewTask) -> list[Any]:
    return [getattr(task, name) for name in CHANGING]


@dataclass(frozen=True)
class _Act:
    """What is done to tasks of some states at one instant by one person."""

    at: datetime
    by_id: int | None
    states: QuerySet[Tenant]

    def opened(self, concern: Concern) -> ReviewTask:
        task = ReviewTask(
            tenant_id=concern.where.tenant_id,
            reason=concern.reason,
            key=concern.where.key,
            locale=concern.where.locale,
            kind=concern.kind,
            from_number=concern.from_number,
            opened_at=self.at,
            opened_by_id=self.by_id,
            due_on=self._due_on(concern, is_urgent=concern.is_urgent),
        )
        _describe(task, concern)
        return task

    @cached_property
    def _tenants(self) -> Mapping[int, Tenant]:
        return {state.pk: state for state in self.states}

    def _due_on(self, concern: Concern, *, is_urgent: bool) -> date:
        return due_on(self._tenants[concern.where.tenant_id], self.at, is_urgent=is_urgent)

    def bring_up_to_date(self, task: ReviewTask, concern: Concern | None) -> None:
        """Extend, shrink or close a task; what the state itself has settled is noted as decided."""
        if concern is not None and concern.reason != task.reason:
            task.details = {**task.details, OVERTAKEN: str(concern.reason)}
            concern = None
        if concern is not None:
            self._note_decisions(task, concern)
        if concern is None or not concern.addresses:
            task.closed_at = self.at
            task.closed_by_id = self.by_id
            task.outcome = _outcome(task, concern)
            return
        task.from_number = min(task.from_number or concern.from_number, concern.from_number)
        if concern.is_urgent:
            task.due_on = min(task.due_on, self._due_on(concern, is_urgent=True))
        _describe(task, concern)

    def _note_decisions(self, task: ReviewTask, concern: Concern) -> None:
        for address in task.addresses:
            decision = None if address in concern.addresses else _decided(task, concern, address)
            if decision is not None:
                task.decisions = decisions.published(task.decisions, self._entry(task, address, decision))

    def _entry(self, task: ReviewTask, address: str, decision: Decision) -> decisions.Entry:
        known = decisions.waiting(task.decisions, address)
        if known is not None and (known["decision"] == Decision.TAKE) == (decision == Decision.TAKE):
            return known
        label = task.details.get("labels", {}).get(address)
        who = User.objects.filter(pk=self.by_id).first() if self.by_id else None
        name = (who.get_full_name() or who.get_username()) if who else ""
        return decisions.entry(address, label, decision, by=self.by_id, name=name, at=self.at, is_published=True)


def _decided(task: ReviewTask, concern: Concern, address: str) -> Decision | None:
    """What the state did about a piece that is no longer concerned; None: the library itself settled it."""
    base = concern.bases.get(address)
    if base is None:
        return Decision.TAKE
    return Decision.EDIT if base >= (task.to_number or 0) else None


def _outcome(task: ReviewTask, concern: Concern | None) -> ReviewOutcome:
    """Return the outcome of a task that no longer concerns anything, also of one about a withdrawn text."""
    if concern is None and task.reason == ReviewReason.CHANGED:
        return ReviewOutcome.SUPERSEDED
    return decisions.outcome_of(task.decisions)


def _describe(task: ReviewTask, concern: Concern) -> None:
    task.kind = concern.kind
    task.title = concern.title[:255]
    task.to_number = concern.number
    task.addresses = list(concern.addresses)
    task.details = {**task.details, "labels": {**task.details.get("labels", {}), **concern.labels}}
    if concern.problems or PROBLEMS in task.details:
        task.details = {**task.details, PROBLEMS: list(concern.problems)}
    if concern.withdrawal:
        task.details = {**task.details, WITHDRAWAL: concern.withdrawal}
    task.is_urgent = task.is_urgent or concern.is_urgent
