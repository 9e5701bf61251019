"""Opening and closing the reviews of what the library has changed or withdrawn, and of test walks that it has broken.

Nothing else opens one, and only what a state decides of a withdrawn text closes one elsewhere
(`editorial/review/withdrawn_decisions.py`).

A task is open exactly while `affected_adaptations` finds something. So every order of national edits, adaptations and
decisions leads to the same open tasks, and no caller has to close tasks itself.
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
from .adoption_tasks import URGENT_REASON
from .decisions import Decision
from .deriving import AffectedAdaptation, TextRef, affected_adaptations
from .due import due_on
from .settled_withdrawals import OVERTAKEN, WITHDRAWAL

DERIVED = (ReviewReason.CHANGED, ReviewReason.WITHDRAWN, ReviewReason.WALK)
"""The reasons of the tasks that `affected_adaptations` decides about; as a text is served or not, never both of two."""

_Place = tuple[TextRef, str]
"""A state's text in a language, and a reason."""


def sync_review_tasks(
    keys: Collection[str],
    *,
    tenants: Collection[int] | None = None,
    by_id: int | None = None,
    urgent_reason: str | None = None,
) -> None:
    """Make the open tasks of some texts agree with what the library serves and the states have published.

    To be called within the transaction that changed either, after the change (pins included), with `lock_reviews` taken
    before it: a national text published or withdrawn; an adaptation published or withdrawn; a pin set or released.

    Args:
        keys: of the national texts.
        tenants: primary keys of the states; None means all of them.
        by_id: who did what is the reason.
        urgent_reason: why the library published an urgent legal correction, if it did: kept with the tasks about it.
    """
    wanted = set(keys)
    if not wanted:
        return
    states = Tenant.objects.states() if tenants is None else Tenant.objects.filter(pk__in=tenants)
    ids = [state.pk for state in states] if tenants is None else sorted(tenants)
    with tenant_scope(ids), override(settings.LANGUAGE_CODE):
        affected = affected_adaptations(wanted, ids)
        tasks = (
            ReviewTask.objects.open()
            .filter(reason__in=DERIVED, key__in=wanted, tenant_id__in=ids)
            .select_for_update()
            .order_by("pk")
        )
        open_tasks = {_place(task): task for task in tasks}
        act = _Act(timezone.now(), by_id, states, urgent_reason)
        new = [
            act.opened(one, reason)
            for ref, one in affected.items()
            for reason in one.reasons
            if (ref, reason) not in open_tasks
        ]
        before = {place: _fields(task) for place, task in open_tasks.items()}
        for (ref, _reason), task in open_tasks.items():
            act.bring_up_to_date(task, affected.get(ref))
        ReviewTask.objects.bulk_create(new)
        changed = [task for place, task in open_tasks.items() if _fields(task) != before[place]]
        ReviewTask.objects.bulk_update(changed, CHANGING)


def wrongly_open(tenants: Collection[int]) -> list[TextRef]:
    """Where the open tasks of some states are not what they should be. Changes nothing."""
    with tenant_scope(tenants):
        tasks = ReviewTask.objects.open().filter(reason__in=DERIVED, tenant_id__in=tenants)
        found = {_place(task): set(task.addresses) for task in tasks}
        adapted = ContentItem.objects.live().filter(kind=ItemKind.ADAPTATION, tenant_id__in=tenants)
        keys = set(adapted.values_list("document__adaptsKey", flat=True)) | {ref.key for ref, _ in found}
        affected = affected_adaptations(keys, tenants)
    right: dict[_Place, set[str]] = {
        (ref, reason): set(_concerned(one, reason)) for ref, one in affected.items() for reason in one.reasons
    }
    return sorted({place[0] for place in found.keys() | right.keys() if found.get(place) != right.get(place)})


PROBLEMS = "problems"
"""In a task's details: sentences about what the state's changes leave incomplete in a script, or why walks break."""

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
    return TextRef(task.tenant_id, task.key, task.locale), task.reason


def _fields(task: ReviewTask) -> list[Any]:
    return [getattr(task, name) for name in CHANGING]


@dataclass(frozen=True)
class _Act:
    """What is done to tasks of some states at one instant by one person."""

    at: datetime
    by_id: int | None
    states: QuerySet[Tenant]
    urgent_reason: str | None = None

    def opened(self, adaptation: AffectedAdaptation, reason: ReviewReason) -> ReviewTask:
        is_urgent = adaptation.is_urgent or reason == ReviewReason.WALK
        task = ReviewTask(
            tenant_id=adaptation.ref.tenant_id,
            reason=reason,
            key=adaptation.ref.key,
            locale=adaptation.ref.locale,
            kind=adaptation.kind,
            from_number=adaptation.from_number,
            opened_at=self.at,
            opened_by_id=self.by_id,
            due_on=self._due_on(adaptation, is_urgent=is_urgent),
            is_urgent=is_urgent,
        )
        self._describe(task, adaptation)
        return task

    @cached_property
    def _tenants(self) -> Mapping[int, Tenant]:
        return {state.pk: state for state in self.states}

    def _due_on(self, adaptation: AffectedAdaptation, *, is_urgent: bool) -> date:
        return due_on(self._tenants[adaptation.ref.tenant_id], self.at, is_urgent=is_urgent)

    def bring_up_to_date(self, task: ReviewTask, adaptation: AffectedAdaptation | None) -> None:
        """Extend, shrink or close a task; what the state itself has settled is noted as decided."""
        if task.reason == ReviewReason.WALK:
            self._bring_walks_up_to_date(task, adaptation)
            return
        if adaptation is not None and adaptation.reason != task.reason:
            task.details = {**task.details, OVERTAKEN: str(adaptation.reason)}
            adaptation = None
        if adaptation is not None:
            self._note_decisions(task, adaptation)
        if adaptation is None or not adaptation.addresses:
            self._close(task, _outcome(task, adaptation))
            return
        task.from_number = min(task.from_number or adaptation.from_number, adaptation.from_number)
        if adaptation.is_urgent:
            task.due_on = min(task.due_on, self._due_on(adaptation, is_urgent=True))
        self._describe(task, adaptation)

    def _bring_walks_up_to_date(self, task: ReviewTask, adaptation: AffectedAdaptation | None) -> None:
        """Extend or shrink a task about test walks; it is closed once all of them hold, or are removed."""
        if adaptation is None or not adaptation.walks:
            self._close(task, ReviewOutcome.SUPERSEDED)
        else:
            self._describe(task, adaptation)

    def _describe(self, task: ReviewTask, adaptation: AffectedAdaptation) -> None:
        _describe(task, adaptation)
        if self.urgent_reason is not None and task.is_urgent:
            task.details = {**task.details, URGENT_REASON: self.urgent_reason}

    def _close(self, task: ReviewTask, outcome: ReviewOutcome) -> None:
        task.closed_at, task.closed_by_id, task.outcome = self.at, self.by_id, outcome

    def _note_decisions(self, task: ReviewTask, adaptation: AffectedAdaptation) -> None:
        for address in task.addresses:
            decision = None if address in adaptation.addresses else _decided(task, adaptation, address)
            if decision is not None:
                task.decisions = decisions.published(task.decisions, self._entry(task, address, decision))

    def _entry(self, task: ReviewTask, address: str, decision: Decision) -> decisions.Entry:
        known = decisions.waiting(task.decisions, address)
        if known is not None and (known["decision"] == Decision.TAKE) == (decision == Decision.TAKE):
            return known
        label = task.details.get("labels", {}).get(address)
        who = User.objects.filter(pk=self.by_id).first() if self.by_id else None
        name = who.display_name if who else ""
        return decisions.entry(address, label, decision, by=self.by_id, name=name, at=self.at, is_published=True)


def _decided(task: ReviewTask, adaptation: AffectedAdaptation, address: str) -> Decision | None:
    """What the state did about a piece that is no longer concerned; None: the library itself settled it."""
    base = adaptation.bases.get(address)
    if base is None:
        return Decision.TAKE
    return Decision.EDIT if base >= (task.to_number or 0) else None


def _outcome(task: ReviewTask, adaptation: AffectedAdaptation | None) -> ReviewOutcome:
    """Return the outcome of a task that no longer concerns anything, also of one about a withdrawn text."""
    if adaptation is None and task.reason == ReviewReason.CHANGED:
        return ReviewOutcome.SUPERSEDED
    return decisions.outcome_of(task.decisions)


def _describe(task: ReviewTask, adaptation: AffectedAdaptation) -> None:
    task.kind = adaptation.kind
    task.title = adaptation.title[:255]
    task.to_number = adaptation.number
    task.addresses = _concerned(adaptation, task.reason)
    if task.reason == ReviewReason.WALK:
        task.details = {**task.details, PROBLEMS: [walk.sentence for walk in adaptation.walks]}
        return
    task.details = {**task.details, "labels": {**task.details.get("labels", {}), **adaptation.labels}}
    if adaptation.problems or PROBLEMS in task.details:
        task.details = {**task.details, PROBLEMS: list(adaptation.problems)}
    if adaptation.withdrawal:
        task.details = {**task.details, WITHDRAWAL: adaptation.withdrawal}
    task.is_urgent = task.is_urgent or adaptation.is_urgent


def _concerned(adaptation: AffectedAdaptation, reason: str) -> list[str]:
    """Return what a task of a reason is about: names of test walks, or addresses."""
    if reason == ReviewReason.WALK:
        return [walk.name for walk in adaptation.walks]
    return list(adaptation.addresses)
