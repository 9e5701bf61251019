"""What can be asked of the service: who asks, which states, one object by its id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api import object_ids
from api.context import RequestContext
from api.errors.coded_error import CodedError, ErrorCode
from api.in_state import InState
from assistance.chat.errors import ChatRefused
from assistance.chat.visitors import read, seen
from content_models.kinds import ItemKind
from delivery.guides import KIND as GUIDE_KIND
from delivery.state_view import StateView, tenants_of
from publishing.errors import NotVisible, StoreUnavailable
from tenants.models import Scope as KeyScope
from tenants.viewer import Viewer as Asking

from .access import require_kind, require_scope
from .arguments import looked_up, place, view_of
from .chatting import access_in, new_connection_after_failure
from .resolvers.scripts import snapshot_in
from .resolvers.state import State
from .types.conversations import ConversationSince, since
from .types.enums import KINDS, Scope, StateCode
from .types.items import STATE_KIND, Node
from .types.scalars import DateTime
from .types.values import listed, looked_up_list, refusable_list

Found = StateView | InState | None
"""What stands under an id."""


def states_of(context: RequestContext) -> list[StateView]:
    """Return the states that a viewer may read, by code."""
    context.has_read_directory = True
    views = (_visible(context, tenant.code) for tenant in tenants_of(context.viewer))
    return [view for view in views if view is not None]


class Viewer(graphene.ObjectType):
    """What the key of this request may do."""

    name = graphene.String(required=True, description="Name of the client that the key belongs to.")
    scopes = listed(Scope, description="What the key may do.")
    states = listed(State, description="States that the key may read, by code.")
    budget_per_minute = graphene.Int(required=True, description="In points of cost; 0: none is set.")
    expires_at = DateTime(description="When the key expires; null: never.")

    @staticmethod
    def resolve_scopes(viewer: Asking, _info: GraphQLResolveInfo) -> list[str]:
        return sorted(viewer.scopes)

    @staticmethod
    def resolve_states(_viewer: Asking, info: GraphQLResolveInfo) -> list[StateView]:
        return states_of(info.context)


class Query(graphene.ObjectType):
    """Everything that can be read. Content hangs under `state`."""

    viewer = graphene.Field(Viewer, description="What the key of this request may do.")
    states = refusable_list(State, description="States that the key may read, by code.")
    state = graphene.Field(
        State,
        description="A state; null: the key can read no such state.",
        code=StateCode(description="Absent: the key's own state; a key of several states must name one."),
    )
    node = graphene.Field(
        Node,
        description="An object by its id; null: the key can read no such object.",
        id=graphene.ID(required=True, description="As it was given."),
    )
    nodes = looked_up_list(
        Node,
        description="Objects by their ids, in the order asked; null for each that the key cannot read.",
        ids=graphene.List(graphene.NonNull(graphene.ID), required=True, description="As they were given; 100 at most."),
    )

    conversation = graphene.Field(
        ConversationSince,
        description="A conversation of the online chat; null: the key has none such, or the secret is another. Needs "
        "the scope `CHAT`; by POST only, with the secret in variables.",
        conversation_id=graphene.ID(required=True, name="id", description="As `startConversation` answered it."),
        secret=graphene.String(required=True, description="As `startConversation` answered it."),
        after_seq=graphene.Int(
            name="after", default_value=0, description="`seq` of the last message that the client has; 0: none."
        ),
    )

    @staticmethod
    def resolve_conversation(
        _root: None, info: GraphQLResolveInfo, conversation_id: str, secret: str, after_seq: int | None
    ) -> ConversationSince | None:
        info.context.has_read_directory = True
        require_scope(info.context.viewer, KeyScope.CHAT, field="conversation")
        after = place(after_seq or 0, field="after")
        try:
            with new_connection_after_failure():
                access = access_in(info, conversation_id, secret)
                seen(access=access, now=info.context.requested_at)
                return since(read(access=access, after=after))
        except ChatRefused:  # `NOT_FOUND`, and no other
            return None

    @staticmethod
    def resolve_viewer(_root: None, info: GraphQLResolveInfo) -> Asking:
        info.context.has_read_directory = True
        return info.context.viewer

    @staticmethod
    def resolve_states(_root: None, info: GraphQLResolveInfo) -> list[StateView]:
        return states_of(info.context)

    @staticmethod
    def resolve_state(_root: None, info: GraphQLResolveInfo, code: Any = None) -> StateView | None:
        viewer = info.context.viewer
        state_code = code.value if code is not None else viewer.own_code
        if state_code is None and len(viewer.tenants) > 1:
            raise CodedError(ErrorCode.STATE_NOT_NAMED, field="code", states=", ".join(sorted(viewer.tenants)))
        return _visible(info.context, state_code) if state_code is not None else None

    @staticmethod
    def resolve_node(_root: None, info: GraphQLResolveInfo, id: str) -> Found:
        return _object(info.context, id, field="id")

    @staticmethod
    def resolve_nodes(
        _root: None, info: GraphQLResolveInfo, ids: Sequence[str]
    ) -> list[Found | CodedError | StoreUnavailable]:
        found: list[Found | CodedError | StoreUnavailable] = []
        for position, one in enumerate(looked_up(ids, field="ids")):
            info.context.check_time()
            try:
                found.append(_object(info.context, one, field=f"ids[{position}]"))
            except (CodedError, StoreUnavailable) as refused:
                found.append(refused)  # null in its place of the list, with an error of its own
        return found


def addressed(given: str, *, field: str) -> object_ids.ObjectId:
    """Return what an id says; one of a kind that nothing has is refused as one that was never given.

    Raises:
        CodedError: `INVALID_ID`.
    """
    address = object_ids.decode(given, field=field)
    if address.kind not in (STATE_KIND, GUIDE_KIND, object_ids.SNAPSHOT, *KINDS):
        raise CodedError(ErrorCode.INVALID_ID, field=field)
    return address


def _object(context: RequestContext, given: str, *, field: str) -> Found:
    """Return what an id names; None when the key can read no such object."""
    address = addressed(given, field=field)
    view = _visible(context, address.state, address.locale, field=field)
    if view is None or address.kind == STATE_KIND:
        return view if view is not None and address.key == address.state else None
    if address.kind == object_ids.SNAPSHOT:
        require_kind(context.viewer, ItemKind.SCRIPT, field=field)
        return snapshot_in(view, address.key, context)
    require_kind(context.viewer, address.kind, field=field)
    item = view.guide(address.key) if address.kind == GUIDE_KIND else view.item(address.key)
    return InState(view, item) if item is not None and item["kind"] == address.kind else None


def _visible(context: RequestContext, code: str, locale: str | None = None, *, field: str = "id") -> StateView | None:
    """Return a state's view; None for "not yours" and "does not exist" alike."""
    try:
        return view_of(context, code, locale, field=field)
    except NotVisible:
        return None
