"""Closed reviews: there are more of them every day, so they are read a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from publishing.models import ReviewTask
from publishing.models.review_task import ReviewTaskQuerySet
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class ClosedTasks:
    """The closed reviews of some tenants, the latest first; what a paginator counts and cuts.

    Args:
        reason: one of `ReviewReason`; None means all.
    """

    tenant_ids: Collection[int]
    reason: str | None = None

    def count(self) -> int:
        """How many there are. One statement in a scope."""
        with tenant_scope(self.tenant_ids):
            return self._tasks().count()

    def __getitem__(self, place: slice) -> tuple[ReviewTask, ...]:
        """Some of them. One statement in a scope."""
        with tenant_scope(self.tenant_ids):
            return tuple(self._tasks().select_related("tenant", "opened_by", "closed_by")[place])

    def _tasks(self) -> ReviewTaskQuerySet:
        tasks = ReviewTask.objects.closed().filter(tenant_id__in=self.tenant_ids)
        return tasks.filter(reason=self.reason) if self.reason else tasks
