"""`stayInConversation`: the person is still there."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.chatting import changed
from api.schema.types.conversations import ConversationAccess, ConversationPayload
from assistance.chat import visitors


class StayInConversationInput(ConversationAccess, graphene.InputObjectType):
    """A conversation in which nobody has written for a while."""


class StayInConversationPayload(ConversationPayload, graphene.ObjectType):
    """What became of it."""


class StayInConversation(graphene.Mutation):
    """Go on with a conversation that is nearly inactive. Needs the scope `CHAT`."""

    class Arguments:
        input = StayInConversationInput(required=True, description="Which one.")

    Output = StayInConversationPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> StayInConversationPayload:
        return changed(StayInConversationPayload, info, input, visitors.stay)
