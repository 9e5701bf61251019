"""`endConversation`: the person has nothing more to write."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.chatting import changed
from api.schema.types.conversations import ConversationAccess, ConversationPayload
from assistance.chat import visitors


class EndConversationInput(ConversationAccess, graphene.InputObjectType):
    """A conversation that the person ends."""


class EndConversationPayload(ConversationPayload, graphene.ObjectType):
    """What became of it."""


class EndConversation(graphene.Mutation):
    """End a conversation; of one that has ended, nothing changes. Needs the scope `CHAT`."""

    class Arguments:
        input = EndConversationInput(required=True, description="Which one.")

    Output = EndConversationPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> EndConversationPayload:
        return changed(EndConversationPayload, info, input, visitors.end)
