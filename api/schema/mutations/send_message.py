"""`sendMessage`: what the person writes, stored once."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.chatting import access_in, chatting, client_id_in
from api.schema.types.conversations import ChatPayload, ConversationAccess, SentMessage
from assistance.chat import visitors
from assistance.chat.message_text import LONGEST_TEXT


class SendMessageInput(ConversationAccess, graphene.InputObjectType):
    """A message of the person's."""

    client_id = graphene.ID(
        required=True, description="A UUID that the client makes for each message. Send the same again to try again."
    )
    text = graphene.String(
        required=True, description=f"Of {LONGEST_TEXT:,} characters at most. Whatever it looks like, it is plain text."
    )


class SendMessagePayload(ChatPayload, graphene.ObjectType):
    """What became of a message."""

    message = graphene.Field(SentMessage, description="Null: it was not stored, and `errors` say why.")


class SendMessage(graphene.Mutation):
    """Write in a conversation, once: the same message again gets the first answer. Send one at a time, in order: the
    order in which they are answered is the conversation's. Needs the scope `CHAT`.
    """

    class Arguments:
        input = SendMessageInput(required=True, description="The message.")

    Output = SendMessagePayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> SendMessagePayload:
        def write() -> SendMessagePayload:
            sent = visitors.send(
                access=access_in(info, input["conversation_id"], input["secret"]),
                client_id=client_id_in(input["client_id"]),
                text=input["text"],
                now=info.context.requested_at,
            )
            return SendMessagePayload(message=sent, errors=[])

        return chatting(SendMessagePayload, info, write)
