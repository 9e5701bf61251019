"""Walking a script: where a run stands that has given some answers, in the words of one channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, NodeInState, published
from api.schema import arguments
from content_models import script_walk
from content_models.choices import NodeKind as NodeKindOfContent
from content_models.kinds import ItemKind
from content_models.shapes.blocks import ScriptNode

from .blocks import DeadlineBlock
from .enums import NodeKind, OrganizationKind, Origin, StopReason
from .guidance import related_of
from .offices_nearby import offices_of_kinds
from .values import LegalReference, RichText, listed


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


class AnswerInput(graphene.InputObjectType):
    """One answer of a run."""

    node = graphene.String(required=True, description="Key of the node that was answered.")
    option = graphene.String(required=True, description="Key of the option that was chosen.")


ANSWERS = graphene.List(
    graphene.NonNull(AnswerInput),
    required=True,
    description="The answers of the run from its beginning, in order; 100 at most. Empty: nothing is answered yet.",
)


class ChannelOption(graphene.ObjectType):
    """An answer that a person may give, in the words of one channel."""

    class Meta:
        default_resolver = published

    key = graphene.String(required=True, description="Stable within the node; what `AnswerInput.option` names.")
    label = graphene.String(
        description="The answer; null: the channel has no words for it, which does not happen in guides."
    )
    to = graphene.String(required=True, description="Key of the node that follows.")


class NodeFields:
    """Fields of a step of a script, whatever words it has."""

    key = graphene.String(required=True, description="Stable within the script, in every language.")
    kind = graphene.Field(NodeKind, required=True, description="What the node does.")
    organization_kind = graphene.Field(OrganizationKind, description="Where to refer to; null: nowhere.")
    offices = offices_of_kinds(
        lambda node: [node["organizationKind"]] if node["organizationKind"] else [],
        connects=lambda node: node["kind"] == NodeKindOfContent.HANDOFF.value,
    )
    deadlines = deadlines_of_node()
    legal_references = listed(LegalReference, description="What it rests on; empty: nothing is cited.")
    verified = graphene.Boolean(description="Whether somebody compared it with the law; null: it states no law.")
    locale = graphene.String(required=True, description="The language that this node is served in.")
    is_fallback = graphene.Boolean(required=True, description="Whether that is another one than the script's `locale`.")
    origin = graphene.Field(Origin, required=True, description="Whether it is the library's, adapted, or local.")


class ScriptResolvers:
    """Resolvers of what is walked: a script, or a guide."""

    @staticmethod
    def resolve_topic(script: InState, info: GraphQLResolveInfo) -> InState | None:
        topics = related_of(script, info, filter(None, [script["topicKey"]]), ItemKind.GUIDANCE)
        return topics[0] if topics else None

    @staticmethod
    def resolve_start(script: InState, _info: GraphQLResolveInfo) -> NodeInState:
        start = script["start"]
        return next(NodeInState(script.view, node, script) for node in script["nodes"] if node["key"] == start)

    @staticmethod
    def resolve_nodes(script: InState, _info: GraphQLResolveInfo) -> list[NodeInState]:
        return [NodeInState(script.view, node, script) for node in script["nodes"]]


class ChannelNode(NodeFields, graphene.ObjectType):
    """One step of a script, in the words of one channel."""

    class Meta:
        default_resolver = published

    text = graphene.Field(
        RichText, description="What to say or show; null: the channel has no words for it, which no guide's node lacks."
    )
    options = listed(ChannelOption, description="Empty where the script ends.")


class WalkAnswer(graphene.ObjectType):
    """An answer that holds."""

    class Meta:
        default_resolver = published

    node = graphene.String(required=True, description="Key of the node.")
    option = graphene.String(required=True, description="Key of the option.")


class WalkTurn(graphene.ObjectType):
    """One node that the run has come through, and what was answered."""

    class Meta:
        default_resolver = published

    node = graphene.String(required=True, description="Key of the node.")
    kind = graphene.Field(NodeKind, required=True, description="What the node does.")
    text = graphene.Field(RichText, description="What is said or shown; null: the channel has no words for it.")
    answer = graphene.String(
        description="The option that was taken, in words; null at the current node, or without words for the channel."
    )


class WalkOutcome(graphene.ObjectType):
    """How a run ends."""

    class Meta:
        default_resolver = published

    kind = graphene.Field(NodeKind, required=True, description="ANSWER, REFERRAL or HANDOFF.")
    organization_kind = graphene.Field(OrganizationKind, description="Where it refers to; null: nowhere.")
    is_final = graphene.Boolean(required=True, description="False: the run may end here, or go on by an option.")


class WalkStop(graphene.ObjectType):
    """Up to where the answers hold; those from there on are ignored."""

    class Meta:
        default_resolver = published

    position = graphene.Int(required=True, description="Place in `answers` of the first that does not, from 0.")
    reason = graphene.Field(StopReason, required=True, description="Why it does not.")


class Walk(graphene.ObjectType):
    """Where a run stands. Answers that do not hold (any more) are no error: `stop` says which, and the rest counts."""

    class Meta:
        default_resolver = published

    current = graphene.Field(ChannelNode, required=True, description="The node to show now.")
    path = listed(WalkAnswer, description="The answers that hold, in order.")
    turns = listed(WalkTurn, description="The nodes of the path and the current one, in order.")
    warnings = listed(graphene.String, description="Keys of the warnings among them, which must be read in full.")
    deadlines = listed(DeadlineBlock, description="The deadlines that apply at all these nodes, each once.")
    outcome = graphene.Field(WalkOutcome, description="How the run ends; null: it cannot end here.")
    stop = graphene.Field(WalkStop, description="Up to where the answers hold; null: all do.")

    @staticmethod
    def resolve_current(walk: InState, _info: GraphQLResolveInfo) -> NodeInState:
        return NodeInState(walk.view, walk["current"], walk["script"])

    @staticmethod
    def resolve_deadlines(walk: InState, _info: GraphQLResolveInfo) -> list[InState]:
        return deadlines_in(walk["script"], walk["deadlines"])


def walked(script: InState, given: Sequence[Mapping[str, str]], channel: str) -> InState:
    """Return where a run stands, as `Walk` has it.

    Raises:
        CodedError: `INVALID_ARGUMENT`, for more than 100 answers.
    """
    walk = script_walk.walk(script["nodes"], script["start"], arguments.answers(given), channel=channel)
    outcome, stop = walk.outcome, walk.stop
    return InState(
        script.view,
        {
            "script": script,
            "current": next(_in_words(node, channel) for node in script["nodes"] if node["key"] == walk.current),
            "path": [{"node": one.node, "option": one.option} for one in walk.path],
            "turns": [
                {"node": turn.node, "kind": turn.kind, "text": turn.text, "answer": turn.answer} for turn in walk.texts
            ],
            "warnings": walk.warnings,
            "deadlines": walk.deadlines,
            "outcome": outcome
            and {
                "kind": outcome.kind,
                "organizationKind": outcome.organization_kind,
                "isFinal": outcome.is_final,
            },
            "stop": stop and {"position": stop.position, "reason": stop.reason},
        },
    )


def _in_words(node: ScriptNode, channel: str) -> dict[str, Any]:
    """Return a node in the words of a channel, and in no others."""
    return {
        **node,
        "text": script_walk.words_of_node(node, channel),
        "options": [
            {"key": option["key"], "label": script_walk.words_of_option(option, channel), "to": option["to"]}
            for option in node["options"]
        ],
    }
