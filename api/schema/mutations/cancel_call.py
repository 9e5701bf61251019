"""`cancelCall`: nobody is to make the call that a conversation promises."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.chatting import changed
from api.schema.types.conversations import ConversationAccess, ConversationPayload
from assistance.chat import call_requests


class CancelCallInput(ConversationAccess, graphene.InputObjectType):
    """A conversation whose promised call is not wanted any more."""


class CancelCallPayload(ConversationPayload, graphene.ObjectType):
    """What became of it."""


class CancelCall(graphene.Mutation):
    """Call off the call that a conversation promises, and delete its number at once; of one that promises none, nothing
    changes. `INVALID`, without a field: it was made, or its time is over. `TAKEN`: an operator makes it at this moment.
    Needs the scope `CHAT`.
    """

    class Arguments:
        input = CancelCallInput(required=True, description="Which one.")

    Output = CancelCallPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> CancelCallPayload:
        return changed(CancelCallPayload, info, input, call_requests.cancel_call)
