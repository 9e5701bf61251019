"""Guides: scripts that citizens walk by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, published
from content_models.choices import Channel as ChannelOfContent
from content_models.shapes.documents import ScriptItem

from .enums import Role, Urgency
from .guidance import GuidancePage
from .items import Item, Node
from .values import LegalReference, listed
from .walks import ANSWERS, ChannelNode, ScriptResolvers, Walk, walked


class Guide(ScriptResolvers, graphene.ObjectType):
    """Guided questions: a script in the words of the web, which is complete there in this state."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    digest = graphene.String(
        required=True,
        description="`digest` of the script that it is in this state: an inquiry names it as `scriptDigest`, "
        "with the node at which the run ended.",
    )
    role = graphene.Field(Role, description="Whom it is for; null: anybody.")
    urgency = graphene.Field(Urgency, required=True, description="How soon to act.")
    topic = graphene.Field(GuidancePage, description="The page on the same situation; null: none.")
    start = graphene.Field(ChannelNode, required=True, description="The node to begin with.")
    nodes = listed(ChannelNode, description="All nodes that can be reached, as they were written.")
    legal_references = listed(LegalReference, description="What it rests on as a whole.")
    walk = graphene.Field(Walk, description="Where a run stands; null: the answers are refused.", answers=ANSWERS)

    @staticmethod
    def resolve_digest(guide: InState, _info: GraphQLResolveInfo) -> str:
        return guide.view.pinned_script(cast(ScriptItem, guide.view[guide.value["key"]])).digest

    @staticmethod
    def resolve_walk(guide: InState, _info: GraphQLResolveInfo, answers: Sequence[Mapping[str, str]]) -> InState:
        return walked(guide, answers, ChannelOfContent.WEB)
