"""Operators' scripts of a state. Every field needs the scope `SCRIPTS`."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import RequestContext
from api.errors.coded_error import CodedError, ErrorCode
from api.in_state import InState
from api.schema import arguments
from api.schema.access import require_scope
from api.schema.connections import FORWARD_ARGUMENTS, connection_of
from api.schema.types.enums import Channel, Role
from api.schema.types.scripts import Script
from assistance.selectors.snapshots import script_with_digest
from content_models.kinds import ItemKind
from delivery.state_view import StateView
from tenants.models import Scope

from .guidance import connection_over, one_by_slug
from .languages import LOCALE

ScriptConnection = connection_of(Script)


def snapshot_in(view: StateView, digest: str, context: RequestContext) -> InState | None:
    """Return a script of a state as it was; None when the state never served it.

    Offices and the topic's page are those of today, in the view's language.

    Raises:
        StoreUnavailable: the database does not answer, and the state does not serve it now.
    """
    script = script_with_digest(view, digest)
    if script is None:
        context.has_read_directory = True  # it may be written while the view stays current: the answer is not kept
        return None
    return InState(view, script)


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
        Script,
        description="A script as it is, by `slug`, or as it was, by `digest`: one of the two. Null: no such script, "
        "the state never served it, or no snapshot was written of it: one that was replaced within about a second, or "
        "while the service's worker did not run, has none. Needs the scope `SCRIPTS`.",
        slug=graphene.String(description="Last part of its path."),
        digest=graphene.String(description="`Script.digest`, as a run has kept it; in whatever language that was."),
        locale=LOCALE,
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
        view: StateView,
        info: GraphQLResolveInfo,
        slug: str | None = None,
        digest: str | None = None,
        locale: str | None = None,
    ) -> InState | None:
        require_scope(info.context.viewer, Scope.SCRIPTS, field="script")
        arguments.refuse_both(slug, digest, field="slug", other="digest")
        if digest is not None:
            return snapshot_in(arguments.in_locale(view, locale, info.context), digest, info.context)
        if slug is None:
            raise CodedError(ErrorCode.INVALID_ARGUMENT, field="slug", hint=arguments.ONE_OF, other="digest")
        return one_by_slug(view, info, ItemKind.SCRIPT, slug, locale)
