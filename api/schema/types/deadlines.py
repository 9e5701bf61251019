"""The deadlines that apply at nodes of a script."""

from __future__ import annotations

from collections.abc import Iterable

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, NodeInState

from .blocks import DeadlineBlock
from .values import listed


def deadlines_in(script: InState, ids: Iterable[str]) -> list[InState]:
    """Return the deadlines with these ids on the page of a script's topic; those that the state hid are left out.

    Of a snapshot they are those of its own time.
    """
    pinned = script["deadlineBlocks"]
    found = script.view.deadlines_of(script.value) if pinned is None else pinned
    return [InState(script.view, found[one]) for one in ids if one in found]


def deadlines_of_node() -> graphene.Field:
    """Return a field with the deadlines that apply once a run has come to a node."""

    def resolve(node: NodeInState, _info: GraphQLResolveInfo) -> list[InState]:
        return deadlines_in(node.script, node["deadlines"])

    return listed(
        DeadlineBlock,
        description="Deadlines of the topic's page that apply from here on, as the state has them; those that it hid "
        "are left out.",
        resolver=resolve,
    )
