"""`startConversation`: somebody waits for an operator."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.schema.chatting import chatting, client_id_in, source_of
from api.schema.types.conversations import ChatPayload, Conversation, StartConversationInput
from assistance.chat import starting
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.starting import StartInput
from assistance.inquiries.errors import NO_STATE
from assistance.models import Transport
from tenants.models import Tenant
from tenants.viewer import Viewer


class StartConversationPayload(ChatPayload, graphene.ObjectType):
    """A conversation that has begun."""

    conversation = graphene.Field(Conversation, description="Null: none has begun, and `errors` say why.")
    secret = graphene.String(
        description="Whoever has it, and a key of the state, reads the conversation and writes in it. It is answered "
        "once, and kept nowhere here: keep it in memory. Null: none has begun."
    )


class StartConversation(graphene.Mutation):
    """Begin a conversation; it waits in the queue. Needs the scope `CHAT`."""

    class Arguments:
        input = StartConversationInput(required=True, description="What the person says first.")

    Output = StartConversationPayload

    @staticmethod
    def mutate(_root: None, info: GraphQLResolveInfo, input: dict[str, Any]) -> StartConversationPayload:
        return chatting(StartConversationPayload, info, lambda: _started(info, input))


def _started(info: GraphQLResolveInfo, given: dict[str, Any]) -> StartConversationPayload:
    context = info.context
    started = starting.start(
        tenant=_tenant_of(context.viewer, given["state"].value),
        given=StartInput(
            text=given.get("text") or "",
            client_id=None if given.get("client_id") is None else client_id_in(given["client_id"]),
            role=given["role"].value if given.get("role") is not None else "",
            topic_key=given.get("topic_key") or "",
            language=given.get("language"),
            is_in_danger=bool(given.get("is_in_danger")),
            is_unsure=bool(given.get("is_unsure")),
            secret=given.get("secret"),
            proof=given.get("proof"),
        ),
        key_id=context.viewer.key_id,
        source=source_of(info),
        transport=Transport.API,
        now=context.requested_at,
    )
    return StartConversationPayload(conversation=started.conversation, secret=started.secret, errors=[])


def _tenant_of(viewer: Viewer, code: str) -> Tenant:
    tenant_id = viewer.tenants.get(code)
    if tenant_id is None:
        raise ChatRefused(ChatErrorCode.NOT_FOUND, "state", sentence=NO_STATE, state=code)
    return Tenant.objects.get(pk=tenant_id)
