"""`eraseConversation`: nobody reads it any more, at once."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.chatting import changed
from api.schema.types.conversations import ConversationAccess, ConversationPayload
from assistance.chat import visitors


class EraseConversationInput(ConversationAccess, graphene.InputObjectType):
    """A conversation whose text is to go."""


class EraseConversationPayload(ConversationPayload, graphene.ObjectType):
    """What became of it."""


class EraseConversation(graphene.Mutation):
    """Remove the whole text of a conversation, for both sides and for good; one that is open ends with it. Needs the
    scope `CHAT`.
    """

    class Arguments:
        input = EraseConversationInput(required=True, description="Which one.")

    Output = EraseConversationPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> EraseConversationPayload:
        return changed(EraseConversationPayload, info, input, visitors.erase)
