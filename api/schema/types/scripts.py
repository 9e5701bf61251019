"""Operators' scripts: decision trees that are read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api import object_ids
from api.in_state import InState, published
from content_models.choices import Channel as ChannelOfContent
from content_models.kinds import ItemKind
from content_models.preamble import said_parts

from .enums import Channel, Role, Urgency
from .examples import examples_of_item
from .guidance import GuidancePage
from .items import Item, Node
from .values import LegalReference, RichText, listed
from .walks import ANSWERS, NodeFields, ScriptResolvers, Walk, walked


class OptionWording(graphene.ObjectType):
    """How one channel words an answer, in place of the option's label."""

    class Meta:
        default_resolver = published

    channel = graphene.Field(Channel, required=True, description="The channel.")
    label = graphene.String(required=True, description="The answer.")


class ScriptOption(graphene.ObjectType):
    """An answer that a person may give, and the node that follows."""

    class Meta:
        default_resolver = published

    key = graphene.String(required=True, description="Stable within the node.")
    label = graphene.String(required=True, description="The answer, as it is said aloud.")
    wordings = listed(OptionWording, description="Other words for some channels; empty: the label serves all.")
    to = graphene.String(required=True, description="Key of the node that follows.")


class Wording(graphene.ObjectType):
    """What to say on one channel in place of the node's text."""

    class Meta:
        default_resolver = published

    channel = graphene.Field(Channel, required=True, description="The channel.")
    text = graphene.Field(RichText, required=True, description="What to say.")


class ScriptNode(NodeFields, graphene.ObjectType):
    """One step of a script."""

    class Meta:
        default_resolver = published

    text = graphene.Field(RichText, required=True, description="What to say.")
    wordings = listed(Wording, description="Other words for some channels; empty: the text serves all.")
    options = listed(ScriptOption, description="Empty where the script ends.")


class Script(ScriptResolvers, graphene.ObjectType):
    """A script for operators; needs the scope `SCRIPTS`."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    digest = graphene.String(
        required=True,
        description="SHA-256, in hexadecimal, of all that the script tells. A run that keeps it finds the same words "
        "again by `State.script(digest:)`, whatever has changed since, if a snapshot was written: within about a "
        "second of being served, or when the service's worker starts again.",
    )
    role = graphene.Field(Role, description="Who is calling; null: anybody.")
    urgency = graphene.Field(Urgency, required=True, description="How soon to act.")
    topic = graphene.Field(GuidancePage, description="The page on the same situation; null: none.")
    channels = listed(Channel, description="Where it may be used.")
    opening_phrases = listed(graphene.String, description="How people begin when this script is the right one.")
    examples = examples_of_item()
    preamble = listed(
        RichText, description="What to say before any script, in order; not what tells the operator something."
    )
    start = graphene.Field(ScriptNode, required=True, description="The node to begin with.")
    nodes = listed(ScriptNode, description="All nodes, as they were written.")
    legal_references = listed(LegalReference, description="What it rests on as a whole.")
    walk = graphene.Field(
        Walk,
        description="Where a run stands; null: the answers are refused.",
        answers=ANSWERS,
        channel=Channel(description="In whose words; absent: PHONE."),
    )

    @staticmethod
    def resolve_id(script: InState, _info: GraphQLResolveInfo) -> str:
        code, locale, digest = script.view.tenant.code, script.value["locale"], script["digest"]
        kind, key = (ItemKind.SCRIPT.value, script.value["key"]) if digest is None else (object_ids.SNAPSHOT, digest)
        return object_ids.encode(code, locale, kind, key)

    @staticmethod
    def resolve_digest(script: InState, _info: GraphQLResolveInfo) -> str:
        digest: str | None = script["digest"]
        return digest if digest is not None else script.view.pinned_script(script.value).digest

    @staticmethod
    def resolve_preamble(script: InState, _info: GraphQLResolveInfo) -> list[Any]:
        return [part["text"] for part in said_parts(script["preamble"])]

    @staticmethod
    def resolve_walk(
        script: InState,
        _info: GraphQLResolveInfo,
        answers: Sequence[Mapping[str, str]],
        channel: str | None = None,
    ) -> InState:
        return walked(script, answers, channel or ChannelOfContent.PHONE)
