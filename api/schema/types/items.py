"""What every published item carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphene
from graphql import GraphQLResolveInfo

from api import object_ids
from api.schema.access import require_kind
from content_models.kinds import ItemKind
from delivery.guides import KIND as GUIDE_KIND
from delivery.state_view import StateView

from .enums import Origin
from .scalars import Date, DateTime

if TYPE_CHECKING:
    from api.in_state import InState

TYPE_NAMES: dict[str, str] = {
    ItemKind.HOME: "HomePage",
    ItemKind.SECTION: "Section",
    ItemKind.GUIDANCE: "GuidancePage",
    ItemKind.TERM: "GlossaryTerm",
    ItemKind.ORGANIZATION: "Organization",
    ItemKind.OFFICE: "Office",
    ItemKind.SCRIPT: "Script",
    GUIDE_KIND: "Guide",
    ItemKind.NOTICE: "Notice",
}
STATE_KIND = "STATE"


def type_named(name: str, info: GraphQLResolveInfo) -> type[graphene.ObjectType]:
    """Return graphene's type of a name: graphene takes no names where a type is to be resolved."""
    found: Any = info.schema.get_type(name)
    return found.graphene_type


STATE = "api.schema.resolvers.state.State"
"""Graphene imports it when it makes the schema: a state holds items, and an item names its state."""


class Node(graphene.Interface):
    """An object that can be asked for again by its id."""

    id = graphene.ID(
        required=True,
        description="Opaque; another one for each state and language, so that a client's cache never merges two.",
    )

    @staticmethod
    def resolve_type(instance: Any, info: GraphQLResolveInfo) -> type[graphene.ObjectType]:
        """Return the type of a state or an item."""
        if isinstance(instance, StateView):
            return type_named("State", info)
        return Item.resolve_type(instance, info)


class Item(graphene.Interface):
    """A published item of a state, in one language."""

    id = graphene.ID(required=True, description="Opaque; encodes state, language asked for, kind and key.")
    key = graphene.String(required=True, description="The stable address: the same in every state and language.")
    slug = graphene.String(required=True, description="Last part of the path; unique by state, language and kind.")
    path = graphene.String(required=True, description="Address within the state's site, such as /victima/denunciar/.")
    title = graphene.String(required=True, description="As menus and lists show it.")
    locale = graphene.String(
        required=True,
        description="The language that the item is read in, a BCP 47 tag: the one asked for, or the variety of it that "
        "the state serves (`es-MX` for `es-ES`).",
    )
    served_locale = graphene.String(required=True, description="The language that the item is served in.")
    is_fallback = graphene.Boolean(
        required=True,
        description="Whether `servedLocale` is another language than `locale`, for want of a translation. A variety of "
        "the same language is none; `extensions.locales` of the answer names it.",
    )
    origin = graphene.Field(Origin, required=True, description="Whether it is the library's, adapted, or local.")
    state = graphene.Field(STATE, required=True, description="The state that publishes it, in the same language.")
    published_at = DateTime(required=True, description="When this text was published.")
    version = graphene.String(required=True, description="Opaque; changes whenever this content does.")
    in_force_on = Date(description="Day from which the law it tells of is in force; null: not stated.")
    reviewed_on = Date(description="Day of the last legal review; null: not reviewed yet.")
    review_due_on = Date(description="Day by which it must be reviewed again; null: none is set.")
    is_review_overdue = graphene.Boolean(
        required=True, description="Whether `reviewDueOn` has passed, by the state's calendar."
    )
    legal_reviewer = graphene.String(description="Who reviewed it; null: nobody yet.")
    is_sensitive = graphene.Boolean(
        required=True, description="Whether the page needs a quick way out and no trace, as for violence at home."
    )

    @staticmethod
    def resolve_type(instance: InState, info: GraphQLResolveInfo) -> type[graphene.ObjectType]:
        """Return the item's type; a kind that the key may not read is refused here at the latest."""
        kind = instance["kind"]
        require_kind(info.context.viewer, kind)
        return type_named(TYPE_NAMES[kind], info)

    @staticmethod
    def resolve_id(item: InState, _info: GraphQLResolveInfo) -> str:
        return object_ids.encode(item.view.tenant.code, item.view.locale, item.value["kind"], item.value["key"])

    @staticmethod
    def resolve_state(item: InState, _info: GraphQLResolveInfo) -> object:
        return item.view

    @staticmethod
    def resolve_is_review_overdue(item: InState, info: GraphQLResolveInfo) -> bool:
        return item.view.is_review_overdue(item.value, info.context.now)

    @staticmethod
    def resolve_legal_reviewer(item: InState, _info: GraphQLResolveInfo) -> object:
        return item["legalReviewer"] or None
