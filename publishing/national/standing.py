"""How the states stand to one national text now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from content_models.paths import root_path_of
from publishing.models import ContentItem, Pin, ReviewReason, ReviewTask
from publishing.review.reconsidering import DERIVED
from tenants.models import Adoption, Tenant

from .types import Pinned, State

ReasonOf = tuple[int, str]
"""A state's primary key, and the reason of a task of it."""


@dataclass(frozen=True, slots=True)
class Standing:
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


def standing_of(key: str, locale: str) -> Standing:
    """How the states stand to a national text in a language. The scope must hold them. Six statements."""
    tenants = list(Tenant.objects.states().order_by("pk"))
    ids = [tenant.pk for tenant in tenants]
    adapting, hiding = _published(key, ids)
    pins = Pin.objects.holding().filter(key=key, locale=locale, tenant_id__in=ids).values_list("tenant_id", "number")
    tasks = ReviewTask.objects.open().filter(key=key, tenant_id__in=ids).exclude(reason=ReviewReason.LAW)
    in_language = tasks.filter(Q(locale=locale) | Q(reason__in=DERIVED))
    return Standing(
        states={tenant.pk: State(tenant.name, tenant.code) for tenant in tenants},
        adapting=adapting,
        hiding=hiding,
        drafting=_drafting(key),
        reviewing=frozenset(tenant.pk for tenant in tenants if tenant.adoption == Adoption.REVIEWED),
        pinned={tenant_id: number or 0 for tenant_id, number in pins},
        open=frozenset(in_language.values_list("tenant_id", "reason")),
    )


def _published(key: str, ids: list[int]) -> tuple[frozenset[int], frozenset[int]]:
    rows = ContentItem.objects.live().filter(
        kind=ItemKind.ADAPTATION, tenant_id__in=ids, document__adaptsKey=key, document__operations__0__isnull=False
    )
    operations: dict[int, bool] = {}
    for tenant_id, made in rows.values_list("tenant_id", "document__operations"):
        hides_all = any(one["op"] == "hide" and not one.get("target") for one in made)
        operations[tenant_id] = operations.get(tenant_id, False) or hides_all
    hiding = frozenset(tenant_id for tenant_id, hides_all in operations.items() if hides_all)
    return frozenset(operations) - hiding, hiding


def _drafting(key: str) -> frozenset[int]:
    waiting = AdaptationPage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), adapts_key=key)
    roots = {root_path_of(page) for page in waiting.only("path")}
    if not roots:
        return frozenset()
    homes = Page.objects.filter(path__in=roots).values("translation_key")
    return frozenset(Tenant.objects.states().filter(root_page__translation_key__in=homes).values_list("pk", flat=True))
