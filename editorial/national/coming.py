"""The review tasks that will be open once national texts are published, by the rules that open them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from content_models.adaptable import ADAPTABLE
from content_models.piece_labels import in_words
from content_models.shapes.parts import JsonObject
from publishing.conflicts import yielding_to
from publishing.models import ContentItem, ReviewReason
from publishing.page_rows import PageRow
from publishing.review.deriving import AffectedAdaptation, TextRef, affected_adaptations

from .state_usage import StateUsage, Text
from .types import ComingTask, Conflict, State


@dataclass(frozen=True, slots=True)
class Affected:
    """By key, what is concerned of the states' adaptations.

    Attributes:
        ahead: of those that are served the coming editions.
        behind: of those that keep the edition they have.
    """

    ahead: Mapping[str, list[AffectedAdaptation]]
    behind: Mapping[str, list[AffectedAdaptation]]


def affected_after(rows: Collection[PageRow], usages: Mapping[Text, StateUsage]) -> Affected:
    """What is concerned once some rows are published. The scope must hold the states."""
    keys = {row.key for row in rows}
    coming = {(row.key, row.locale): cast(JsonObject, row.document) for row in rows}
    states = {tenant_id for usage in usages.values() for tenant_id in usage.states}
    behind = {tenant_id for usage in usages.values() for tenant_id in (*usage.pinned, *usage.reviewing)}
    return Affected(
        ahead=_by_key(affected_adaptations(keys, states, coming=coming)),
        behind=_by_key(affected_adaptations(keys, behind) if behind else {}),
    )


def tasks_after(
    row: PageRow,
    usage: StateUsage,
    conflicts: Collection[Conflict],
    affected: Affected,
    *,
    is_arriving: bool,
    is_changed: bool,
    is_urgent: bool = False,
) -> tuple[ComingTask, ...]:
    """The tasks on a text that are open after its row is published, by state and reason. The scope holds the states.

    Args:
        is_arriving: whether the text comes to its path, so that states that keep a page of theirs get a task.
        is_changed: whether the document is another than before.
    """
    tasks = [
        *_changed(row, usage, affected, is_changed=is_changed, is_urgent=is_urgent),
        *_adoptions(row, usage, is_changed=is_changed, is_urgent=is_urgent),
        *_paths(usage, conflicts, is_arriving=is_arriving),
    ]
    return tuple(sorted(tasks, key=lambda task: (task.state, task.reason)))


def conflicts_with(row: PageRow, stored: ContentItem | None, usage: StateUsage) -> tuple[tuple[Conflict, ...], bool]:
    """The states whose own page keeps the path, and whether the text is only now coming to it."""
    is_arriving = stored is None or not stored.is_live or stored.path != row.path
    locals_ = yielding_to(row, list(usage.states))
    titles = dict(
        ContentItem.objects.filter(pk__in=[one.pk for one in locals_]).values_list("pk", "document__title")
        if locals_
        else ()
    )
    conflicts = [Conflict(usage.states[one.tenant_id], one.path, str(titles[one.pk])) for one in locals_]
    return tuple(sorted(conflicts, key=lambda conflict: conflict.state)), is_arriving


def _changed(
    row: PageRow, usage: StateUsage, affected: Affected, *, is_changed: bool, is_urgent: bool
) -> Iterator[ComingTask]:
    behind = frozenset() if is_urgent else frozenset(usage.pinned) | _held_back(row, usage, is_changed=is_changed)
    served_now = [one for one in affected.ahead.get(row.key, ()) if one.ref.tenant_id not in behind]
    kept = [one for one in affected.behind.get(row.key, ()) if one.ref.tenant_id in behind]
    by_state: dict[int, list[AffectedAdaptation]] = defaultdict(list)
    for adaptation in (*served_now, *kept):
        by_state[adaptation.ref.tenant_id].append(adaptation)
    for tenant_id, of_state in by_state.items():
        if any(adaptation.walks for adaptation in of_state):
            yield about_walks(usage.states[tenant_id], of_state, is_open=(tenant_id, ReviewReason.WALK) in usage.open)
        if not any(adaptation.addresses for adaptation in of_state):
            continue
        addresses = tuple(dict.fromkeys(address for adaptation in of_state for address in adaptation.addresses))
        labels = {address: label for adaptation in of_state for address, label in adaptation.labels.items()}
        yield ComingTask(
            usage.states[tenant_id],
            ReviewReason.CHANGED,
            addresses,
            tuple(in_words(labels.get(address)) for address in addresses),
            (tenant_id, ReviewReason.CHANGED) in usage.open,
            tuple(dict.fromkeys(problem for adaptation in of_state for problem in adaptation.problems)),
        )


def about_walks(state: State, affected: Iterable[AffectedAdaptation], *, is_open: bool) -> ComingTask:
    """Return the task about the test walks that break in a state, in whichever of its languages."""
    walks = {walk.name: walk for adaptation in affected for walk in adaptation.walks}
    sentences = tuple(walk.sentence for walk in walks.values())
    return ComingTask(state, ReviewReason.WALK, tuple(walks), tuple(walks), is_open, sentences)


def _adoptions(row: PageRow, usage: StateUsage, *, is_changed: bool, is_urgent: bool) -> Iterator[ComingTask]:
    open_now = {tenant_id for tenant_id, reason in usage.open if reason == ReviewReason.ADOPTION}
    waiting = set() if is_urgent else open_now | _held_back(row, usage, is_changed=is_changed)
    for tenant_id in waiting:
        yield ComingTask(usage.states[tenant_id], ReviewReason.ADOPTION, is_open=tenant_id in open_now)


def _paths(usage: StateUsage, conflicts: Collection[Conflict], *, is_arriving: bool) -> Iterator[ComingTask]:
    open_now = {usage.states[tenant_id] for tenant_id, reason in usage.open if reason == ReviewReason.PATH}
    for conflict in conflicts:
        if is_arriving or conflict.state in open_now:
            yield ComingTask(conflict.state, ReviewReason.PATH, is_open=conflict.state in open_now)


def _held_back(row: PageRow, usage: StateUsage, *, is_changed: bool) -> frozenset[int]:
    """The states that a publish which is not urgent pins to what they serve."""
    return usage.reviewing if is_changed and row.kind in ADAPTABLE else frozenset()


def _by_key(found: Mapping[TextRef, AffectedAdaptation]) -> Mapping[str, list[AffectedAdaptation]]:
    by_key: dict[str, list[AffectedAdaptation]] = defaultdict(list)
    for ref, adaptation in found.items():
        by_key[ref.key].append(adaptation)
    return by_key
