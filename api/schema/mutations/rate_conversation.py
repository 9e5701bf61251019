"""`rateConversation`: how good the help was."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.chatting import changed
from api.schema.types.conversations import ConversationAccess, ConversationPayload
from assistance.chat import visitors


class RateConversationInput(ConversationAccess, graphene.InputObjectType):
    """How good the help was."""

    rating = graphene.Int(required=True, description="From 1 to 5.")


class RateConversationPayload(ConversationPayload, graphene.ObjectType):
    """What became of it."""


class RateConversation(graphene.Mutation):
    """Rate a conversation; the last rating counts. Needs the scope `CHAT`."""

    class Arguments:
        input = RateConversationInput(required=True, description="Which one.")

    Output = RateConversationPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> RateConversationPayload:
        return changed(RateConversationPayload, info, input, visitors.rate, rating=input["rating"])
