"""The review tasks that will be open once a national text is published, by the rules that open them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from publishing.adoption import PINNABLE
from publishing.conflicts import yielding_to
from publishing.models import ContentItem, ReviewReason
from publishing.page_rows import PageRow
from publishing.review.deriving import Concern, concerns_of

from .standing import Standing
from .types import ComingTask, Conflict


def tasks_after(
    row: PageRow,
    standing: Standing,
    conflicts: Collection[Conflict],
    *,
    is_arriving: bool,
    is_changed: bool,
    is_urgent: bool = False,
) -> tuple[ComingTask, ...]:
    """The tasks on a text that are open after its row is published, by state and reason. The scope holds the states.

    Args:
        is_arriving: whether the text comes to its path, so that the states that keep theirs are told.
        is_changed: whether the document is another than before.
    """
    tasks = [
        *_changed(row, standing, is_changed=is_changed, is_urgent=is_urgent),
        *_adoptions(row, standing, is_changed=is_changed, is_urgent=is_urgent),
        *_paths(standing, conflicts, is_arriving=is_arriving),
    ]
    return tuple(sorted(tasks, key=lambda task: (task.state, task.reason)))


def conflicts_with(row: PageRow, stored: ContentItem | None, standing: Standing) -> tuple[tuple[Conflict, ...], bool]:
    """The states whose own page keeps the path, and whether the text is only now coming to it."""
    is_arriving = stored is None or not stored.is_live or stored.path != row.path
    locals_ = yielding_to(row, list(standing.states))
    titles = dict(
        ContentItem.objects.filter(pk__in=[one.pk for one in locals_]).values_list("pk", "document__title")
        if locals_
        else ()
    )
    conflicts = [Conflict(standing.states[one.tenant_id], one.path, str(titles[one.pk])) for one in locals_]
    return tuple(sorted(conflicts, key=lambda conflict: conflict.state)), is_arriving


def _changed(row: PageRow, standing: Standing, *, is_changed: bool, is_urgent: bool) -> Iterator[ComingTask]:
    behind = frozenset() if is_urgent else frozenset(standing.pinned) | _held_back(row, standing, is_changed=is_changed)
    ahead = frozenset(standing.states) - behind
    coming = {(row.key, row.locale): row.document}
    concerns: dict[int, list[Concern]] = {}
    for found in (concerns_of({row.key}, ahead, coming=coming), concerns_of({row.key}, behind) if behind else {}):
        for where, concern in found.items():
            if concern.addresses:
                concerns.setdefault(where.tenant_id, []).append(concern)
    for tenant_id, of_state in concerns.items():
        addresses = tuple(dict.fromkeys(address for concern in of_state for address in concern.addresses))
        labels = {address: label for concern in of_state for address, label in concern.labels.items()}
        yield ComingTask(
            standing.states[tenant_id],
            ReviewReason.CHANGED,
            addresses,
            tuple(labels.get(address, "") for address in addresses),
            (tenant_id, ReviewReason.CHANGED) in standing.open,
        )


def _adoptions(row: PageRow, standing: Standing, *, is_changed: bool, is_urgent: bool) -> Iterator[ComingTask]:
    open_now = {tenant_id for tenant_id, reason in standing.open if reason == ReviewReason.ADOPTION}
    waiting = set() if is_urgent else open_now | _held_back(row, standing, is_changed=is_changed)
    for tenant_id in waiting:
        yield ComingTask(standing.states[tenant_id], ReviewReason.ADOPTION, is_open=tenant_id in open_now)


def _paths(standing: Standing, conflicts: Collection[Conflict], *, is_arriving: bool) -> Iterator[ComingTask]:
    open_now = {standing.states[tenant_id] for tenant_id, reason in standing.open if reason == ReviewReason.PATH}
    for conflict in conflicts:
        if is_arriving or conflict.state in open_now:
            yield ComingTask(conflict.state, ReviewReason.PATH, is_open=conflict.state in open_now)


def _held_back(row: PageRow, standing: Standing, *, is_changed: bool) -> frozenset[int]:
    """The states that a publish which is not urgent pins to what they serve."""
    return standing.reviewing if is_changed and row.kind in PINNABLE else frozenset()
