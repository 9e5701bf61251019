"""Guided questions of a state."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState
from api.schema import arguments
from api.schema.connections import FORWARD_ARGUMENTS, connection_of
from api.schema.types.enums import Role
from api.schema.types.guides import Guide
from content_models.kinds import ItemKind
from delivery.state_view import StateView

from .guidance import SLUG, connection_over
from .languages import LOCALE

GuideConnection = connection_of(Guide)


class GuideFields:
    """Fields of `State`: what citizens are asked."""

    guides = graphene.Field(
        GuideConnection,
        description="Guided questions, in published order: the scripts that are offered on the web and complete there.",
        role=Role(description="For this role; absent: any."),
        locale=LOCALE,
        **FORWARD_ARGUMENTS,
    )
    guide = graphene.Field(Guide, description="Null: no such guide.", slug=SLUG, locale=LOCALE)

    @staticmethod
    def resolve_guides(
        view: StateView, info: GraphQLResolveInfo, role: str | None = None, locale: str | None = None, **paging: Any
    ) -> dict[str, Any]:
        view = arguments.in_locale(view, locale, info.context)
        filters = {"role": role}
        return connection_over(view, info, view.guides(**filters), filters, paging)

    @staticmethod
    def resolve_guide(
        view: StateView, info: GraphQLResolveInfo, slug: str, locale: str | None = None
    ) -> InState | None:
        view = arguments.in_locale(view, locale, info.context)
        script = view.by_slug(ItemKind.SCRIPT, slug)
        guide = None if script is None else view.guide(script["key"])
        return InState(view, guide) if guide is not None else None
