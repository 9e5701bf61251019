"""The offices that belong to something: to a page, to a node of a script, to a block."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, OfficeInState
from api.schema import arguments

from .offices import Office
from .values import refusable_list

if TYPE_CHECKING:
    from delivery.directory import OfficeHit


class Near(graphene.InputObjectType):
    """A point, and how far around it to look."""

    latitude = graphene.Float(required=True, description="WGS 84 degrees, from -90 to 90.")
    longitude = graphene.Float(required=True, description="WGS 84 degrees, from -180 to 180.")
    within_meters = graphene.Int(description="From 1 to 500,000 meters; absent: any distance.")


FAR = float("inf")
"""The sort value of an office without a known place."""


def _nearest_first(hit: OfficeHit, *, open_now: bool) -> tuple[bool, float]:
    return (open_now and hit.is_open is None, FAR if hit.distance_meters is None else hit.distance_meters)


def offices_of_kinds(
    kinds_of: Callable[[InState], list[str]], *, connects: Callable[[InState], bool] = lambda _owner: False
) -> graphene.Field:
    """Return a field with the offices that answer for some kinds, nearest first where a place is given.

    See `StateDirectory.offices_for_kinds`.

    Args:
        kinds_of: reads the kinds from the object that has the field.
        connects: whether the person is put through now, so that offices with a telephone come first.
    """

    def resolve(
        owner: InState, info: GraphQLResolveInfo, near: Any = None, open_now: bool = False, first: int | None = None
    ) -> list[InState]:
        info.context.check_time()
        here = arguments.near(near)
        size = arguments.size_of_page(first)
        filters: dict[str, Any] = {"near": here.point, "within_meters": here.within_meters} if here is not None else {}
        if open_now:
            filters |= {"open_now": True, "now": info.context.now}
        hits = owner.view.directory.offices_for_kinds(kinds_of(owner), **filters)
        if here is not None:
            hits = tuple(sorted(hits, key=lambda hit: _nearest_first(hit, open_now=open_now)))
        if connects(owner):
            hits = owner.view.directory.callable_first(kinds_of(owner), hits)
        return [OfficeInState(owner.view, hit.item, hit) for hit in hits[:size]]

    return refusable_list(
        Office,
        description="Where to go. The emergency number and what never closes come first, then the kinds in order, "
        "confirmed offices first; under `openNow` known open ones; under `near` the nearest. Where the state has no "
        "office of a kind another answers: see `Office.isSubstitute`. Of a hand-over, those with a "
        "telephone come first.",
        resolver=resolve,
        near=Near(description="Nearest first; confidential places match no point."),
        open_now=graphene.Boolean(
            default_value=False, description="Leave out those known to be closed; known open ones come first."
        ),
        first=graphene.Int(description="How many: from 1 to 100; 20 when absent."),
    )
