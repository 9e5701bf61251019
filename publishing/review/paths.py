"""Reviews of paths: a national page has got the path of a state's own page, which keeps it in the state.

A task is opened when the national page arrives, and closed when either of them has gone elsewhere. A state that has
said that all is well is not asked again while both stay.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone

from publishing.models import ReviewOutcome, ReviewReason, ReviewTask
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

from .deriving import TextRef
from .due import due_on

_CONFLICTS = """
SELECT own.tenant_id, national.key, national.locale, national.kind, national.document ->> 'title', national.path,
       own.key, own.document ->> 'title'
  FROM publishing_contentitem national
  JOIN publishing_contentitem own ON own.locale = national.locale AND own.path = national.path
 WHERE national.tenant_id = %(library)s AND national.is_live AND national.key = ANY (%(keys)s)
   AND own.tenant_id = ANY (%(states)s) AND own.is_live AND own.kind <> 'ADAPTATION' AND own.key <> national.key
"""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A national page, and the state's own that keeps its path."""

    ref: TextRef
    kind: str
    title: str
    path: str
    local_key: str
    local_title: str

    def describe(self, task: ReviewTask) -> None:
        """Write it into a task."""
        task.kind = self.kind
        task.title = self.title[:255]
        task.details = {"path": self.path, "localKey": self.local_key, "localTitle": self.local_title}


def sync_after_national_change(keys: Collection[str], *, arrived: Collection[str], by_id: int | None = None) -> None:
    """Bring the reviews up to date after national pages were published, moved or withdrawn.

    Args:
        keys: of all of them.
        arrived: of those that have not been at their path before.
    """
    if keys:
        states = {state.pk: state for state in Tenant.objects.states()}
        with tenant_scope(states):
            _sync(keys, states, by_id, _Arrival(arrived, states))


def sync_after_local_change(tenant_id: int, *, by_id: int | None = None) -> None:
    """Bring the reviews up to date after a state's own pages were published, moved or withdrawn."""
    with tenant_scope([tenant_id]):
        waiting = ReviewTask.objects.open().filter(tenant_id=tenant_id, reason=ReviewReason.PATH)
        keys = set(waiting.values_list("key", flat=True))
        if keys:
            _sync(keys, [tenant_id], by_id)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """National pages that have just got their path, and the states that may have a page there."""

    keys: Collection[str] = ()
    states: Mapping[int, Tenant] = field(default_factory=dict)


def _sync(keys: Collection[str], states: Collection[int], by_id: int | None, arrival: _Arrival = _Arrival()) -> None:
    now = timezone.now()
    conflicts = {one.ref: one for one in _conflicts(keys, states)}
    open_tasks = {
        TextRef(task.tenant_id, task.key, task.locale): task
        for task in ReviewTask.objects.open()
        .filter(reason=ReviewReason.PATH, key__in=keys, tenant_id__in=states)
        .select_for_update()
        .order_by("pk")
    }
    ReviewTask.objects.bulk_create(
        _opened(one, arrival.states[ref.tenant_id], now, by_id)
        for ref, one in conflicts.items()
        if ref not in open_tasks and ref.key in arrival.keys
    )
    for ref, task in open_tasks.items():
        if ref in conflicts:
            conflicts[ref].describe(task)
        else:
            task.closed_at, task.closed_by_id, task.outcome = now, by_id, ReviewOutcome.SUPERSEDED
    fields = ("kind", "title", "details", "closed_at", "closed_by_id", "outcome")
    ReviewTask.objects.bulk_update(open_tasks.values(), fields)


def _conflicts(keys: Collection[str], states: Collection[int]) -> list[Conflict]:
    with connection.cursor() as cursor:
        cursor.execute(_CONFLICTS, {"library": LIBRARY_ID, "keys": sorted(keys), "states": sorted(states)})
        return [Conflict(TextRef(*row[:3]), *row[3:]) for row in cursor.fetchall()]


def _opened(conflict: Conflict, state: Tenant, now: datetime, by_id: int | None) -> ReviewTask:
    task = ReviewTask(
        tenant=state,
        reason=ReviewReason.PATH,
        key=conflict.ref.key,
        locale=conflict.ref.locale,
        opened_at=now,
        opened_by_id=by_id,
        due_on=due_on(state, now, is_urgent=False),
    )
    conflict.describe(task)
    return task
