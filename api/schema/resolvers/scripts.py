"""Operators' scripts of a state. Every field needs the scope `SCRIPTS`."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState
from api.schema import arguments
from api.schema.access import require_scope
from api.schema.connections import FORWARD_ARGUMENTS, connection_of
from api.schema.types.enums import Channel, Role
from api.schema.types.scripts import Script
from content_models.kinds import ItemKind
from delivery.state_view import StateView
from tenants.models import Scope

from .guidance import SLUG, connection_over, one_by_slug
from .languages import LOCALE

ScriptConnection = connection_of(Script)


class ScriptFields:
    """Fields of `State`: what operators read."""

    scripts = graphene.Field(
        ScriptConnection,
        description="Scripts, in published order. Needs the scope `SCRIPTS`.",
        role=Role(description="For callers in this role; absent: any."),
        channel=Channel(description="For this channel; absent: any."),
        locale=LOCALE,
        **FORWARD_ARGUMENTS,
    )
    script = graphene.Field(
        Script, description="Null: no such script. Needs the scope `SCRIPTS`.", slug=SLUG, locale=LOCALE
    )

    @staticmethod
    def resolve_scripts(
        view: StateView,
        info: GraphQLResolveInfo,
        role: str | None = None,
        channel: str | None = None,
        locale: str | None = None,
        **paging: Any,
    ) -> dict[str, Any]:
        require_scope(info.context.viewer, Scope.SCRIPTS, field="scripts")
        view = arguments.in_locale(view, locale, info.context)
        filters = {"role": role, "channel": channel}
        return connection_over(view, info, view.scripts(**filters), filters, paging)

    @staticmethod
    def resolve_script(
        view: StateView, info: GraphQLResolveInfo, slug: str, locale: str | None = None
    ) -> InState | None:
        require_scope(info.context.viewer, Scope.SCRIPTS, field="script")
        return one_by_slug(view, info, ItemKind.SCRIPT, slug, locale)
