"""How the states use national texts now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from content_models.kinds import ItemKind
from content_models.overlay import hides_item
from publishing.adaptations import operations_in
from publishing.adapting_states import states_with
from publishing.models import ContentItem, Pin, ReviewReason, ReviewTask
from publishing.review.syncing import DERIVED
from tenants.models import Adoption, Tenant

from .types import Pinned, State

ReasonOf = tuple[int, str]
"""A state's primary key, and the reason of a task of it."""

Text = tuple[str, str]
"""The key and the language of a national text."""


@dataclass(frozen=True, slots=True)
class StateUsage:
    """By primary key of the states: who is who, and what each does with the text.

    Attributes:
        adapting, hiding: those with a published adaptation, in whichever language; a text is adapted or hidden.
        drafting: those with an adaptation that waits to be published.
        reviewing: those that review first.
        pinned: the editions that states hold, 0 for none at all.
        open: states and reasons of the open tasks on the text: adoptions and paths in this language, others in any.
    """

    states: Mapping[int, State]
    adapting: frozenset[int]
    hiding: frozenset[int]
    drafting: frozenset[int]
    reviewing: frozenset[int]
    pinned: Mapping[int, int]
    open: frozenset[ReasonOf]

    def pins(self) -> tuple[Pinned, ...]:
        """The states that hold an edition, by name."""
        pins = [Pinned(self.states[tenant_id], number) for tenant_id, number in self.pinned.items()]
        return tuple(sorted(pins, key=lambda pin: pin.state))


def usage_of_texts(texts: Collection[Text]) -> dict[Text, StateUsage]:
    """Return how the states use some national texts. The scope must hold them. Six statements."""
    tenants = list(Tenant.objects.states().order_by("pk"))
    ids = [tenant.pk for tenant in tenants]
    keys = {key for key, _ in texts}
    states = {tenant.pk: State(tenant.name, tenant.code) for tenant in tenants}
    reviewing = frozenset(tenant.pk for tenant in tenants if tenant.adoption == Adoption.REVIEWED)
    hides_all, drafting, pinned, tasks = _published(keys, ids), _drafting(keys), _pinned(keys, ids), _open(keys, ids)
    return {
        (key, locale): StateUsage(
            states=states,
            adapting=frozenset(tenant_id for tenant_id, hides in hides_all[key].items() if not hides),
            hiding=frozenset(tenant_id for tenant_id, hides in hides_all[key].items() if hides),
            drafting=frozenset(drafting[key]),
            reviewing=reviewing,
            pinned=pinned[key, locale],
            open=frozenset((task.tenant_id, task.reason) for task in tasks[key] if _is_about(task, locale)),
        )
        for key, locale in texts
    }


def _published(keys: Collection[str], ids: list[int]) -> dict[str, dict[int, bool]]:
    """By key, the states with a published adaptation: whether it hides all of the text."""
    rows = ContentItem.objects.live().filter(
        kind=ItemKind.ADAPTATION, tenant_id__in=ids, document__adaptsKey__in=keys, document__operations__0__isnull=False
    )
    hiding: dict[str, dict[int, bool]] = defaultdict(dict)
    for tenant_id, locale, key, made in rows.values_list(
        "tenant_id", "locale", "document__adaptsKey", "document__operations"
    ):
        hides = hides_item(operations_in(made, locale))
        hiding[key][tenant_id] = hiding[key].get(tenant_id, False) or hides
    return hiding


def _drafting(keys: Collection[str]) -> dict[str, set[int]]:
    """By key, the states with an adaptation that waits to be published."""
    drafting = states_with(Q(live=False) | Q(has_unpublished_changes=True), keys)
    return defaultdict(set, {key: {state.pk for state in states} for key, states in drafting.items()})


def _pinned(keys: Collection[str], ids: list[int]) -> dict[Text, dict[int, int]]:
    """By text, the editions that states hold."""
    pinned: dict[Text, dict[int, int]] = defaultdict(dict)
    for pin in Pin.objects.holding().filter(key__in=keys, tenant_id__in=ids):
        pinned[pin.key, pin.locale][pin.tenant_id] = pin.number or 0
    return pinned


def _open(keys: Collection[str], ids: list[int]) -> dict[str, list[ReviewTask]]:
    """By key, the open tasks on the text."""
    tasks: dict[str, list[ReviewTask]] = defaultdict(list)
    found = ReviewTask.objects.open().filter(key__in=keys, tenant_id__in=ids).exclude(reason__in=UNRELATED)
    for task in found.only("tenant_id", "key", "locale", "reason"):
        tasks[task.key].append(task)
    return tasks


UNRELATED = (ReviewReason.LAW, ReviewReason.REPORTED)
"""Reviews that neither open nor close with what the library publishes or withdraws."""


def _is_about(task: ReviewTask, locale: str) -> bool:
    return task.locale == locale or task.reason in DERIVED
