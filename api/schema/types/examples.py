"""What people say when they need an item: search learns from it."""

from __future__ import annotations

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, published
from api.schema.access import require_scope
from content_models.shapes.parts import Examples as PublishedExamples
from tenants.models import Scope

from .enums import ExampleSource, Voice
from .values import listed, refusable_list


class Examples(graphene.ObjectType):
    """What people say when they need an item, all in one way. Search learns from it; it is not for readers."""

    class Meta:
        default_resolver = published

    phrases = listed(graphene.String, description="What they say, one phrase each.")
    voice = graphene.Field(Voice, required=True, description="How it is said.")
    source = graphene.Field(ExampleSource, required=True, description="Where it comes from.")
    is_danger = graphene.Boolean(required=True, description="Whether who says it may be in danger now.")


def examples_of_item() -> graphene.Field:
    """Return a field with the examples of an item: those of its text, and those that the state adds."""

    def resolve(item: InState, info: GraphQLResolveInfo) -> Sequence[PublishedExamples]:
        require_scope(info.context.viewer, Scope.EXAMPLES, field="examples")
        return item.view.examples.all(item["key"])

    return refusable_list(
        Examples,
        description="What people say when they need it, the national examples before those that the state adds; search "
        "learns from them. Needs the scope `EXAMPLES`: without it null, with an error.",
        resolver=resolve,
    )
