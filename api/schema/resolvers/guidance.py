"""Home, sections, guidance, glossary and notices of a state."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, each_in
from api.schema import arguments
from api.schema.connections import BACKWARD_ARGUMENTS, FORWARD_ARGUMENTS, connection_of, listing_of, paginate
from api.schema.types.enums import Role, Stage, Urgency
from api.schema.types.guidance import GlossaryTerm, GuidancePage, HomePage, Notice, Section
from api.schema.types.values import looked_up_list, refusable_list
from content_models.kinds import ItemKind
from delivery.state_view import StateView

from .languages import LOCALE

GuidanceConnection = connection_of(GuidancePage, name="Guidance")
GlossaryTermConnection = connection_of(GlossaryTerm)
SLUG = graphene.String(required=True, description="Last part of its path.")


def one_by_slug(
    view: StateView, info: GraphQLResolveInfo, kind: ItemKind, slug: str, locale: str | None
) -> InState | None:
    """Return the item of a kind with a slug, in a language of the state; None when nothing of the kind has it."""
    view = arguments.in_locale(view, locale, info.context)
    item = view.by_slug(kind, slug)
    return InState(view, item) if item is not None else None


def connection_over(
    view: StateView, info: GraphQLResolveInfo, items: Any, filters: dict[str, Any], paging: dict[str, Any]
) -> dict[str, Any]:
    """Return a page of a list of items."""
    return paginate(
        items,
        listing=listing_of(info, view.tenant.code, view.locale, filters),
        order_of=lambda item: view.order_of(item["key"]),
        node_of=lambda item: InState(view, item),
        **paging,
    )


class GuidanceFields:
    """Fields of `State`: what citizens read."""

    home = graphene.Field(HomePage, description="The home page; null: none is published.", locale=LOCALE)
    sections = refusable_list(Section, description="The sections of the home page, in published order.", locale=LOCALE)
    guidance = graphene.Field(
        GuidanceConnection,
        description="Guidance pages, in published order.",
        role=Role(description="For this role; absent: any."),
        stage=Stage(description="At this stage, or at any; absent: all."),
        urgency=Urgency(description="This urgent; absent: any."),
        locale=LOCALE,
        **FORWARD_ARGUMENTS,
        **BACKWARD_ARGUMENTS,
    )
    guidance_page = graphene.Field(GuidancePage, description="Null: no such page.", slug=SLUG, locale=LOCALE)
    glossary = graphene.Field(
        GlossaryTermConnection,
        description="Terms in Spanish alphabetical order.",
        starts_with=graphene.String(description="Beginning of the term, accents ignored; absent: all."),
        locale=LOCALE,
        **FORWARD_ARGUMENTS,
    )
    term = graphene.Field(GlossaryTerm, description="Null: no such term.", slug=SLUG, locale=LOCALE)
    terms = looked_up_list(
        GlossaryTerm,
        description="Terms by key, such as those that texts mark, in the order asked; null for what is no term here.",
        keys=graphene.List(graphene.NonNull(graphene.String), required=True, description="100 at most."),
        locale=LOCALE,
    )
    notices = refusable_list(Notice, description="Notices in force now, the most severe first.", locale=LOCALE)

    @staticmethod
    def resolve_home(view: StateView, info: GraphQLResolveInfo, locale: str | None = None) -> InState | None:
        view = arguments.in_locale(view, locale, info.context)
        home = view.home()
        return InState(view, home) if home is not None else None

    @staticmethod
    def resolve_sections(view: StateView, info: GraphQLResolveInfo, locale: str | None = None) -> list[InState]:
        view = arguments.in_locale(view, locale, info.context)
        return each_in(view, view.sections())

    @staticmethod
    def resolve_guidance(
        view: StateView,
        info: GraphQLResolveInfo,
        role: str | None = None,
        stage: str | None = None,
        urgency: str | None = None,
        locale: str | None = None,
        **paging: Any,
    ) -> dict[str, Any]:
        view = arguments.in_locale(view, locale, info.context)
        filters = {"role": role, "stage": stage, "urgency": urgency}
        return connection_over(view, info, view.guidance(**filters), filters, paging)

    @staticmethod
    def resolve_guidance_page(
        view: StateView, info: GraphQLResolveInfo, slug: str, locale: str | None = None
    ) -> InState | None:
        return one_by_slug(view, info, ItemKind.GUIDANCE, slug, locale)

    @staticmethod
    def resolve_glossary(
        view: StateView,
        info: GraphQLResolveInfo,
        starts_with: str | None = None,
        locale: str | None = None,
        **paging: Any,
    ) -> dict[str, Any]:
        view = arguments.in_locale(view, locale, info.context)
        filters = {"starts_with": arguments.text(starts_with, field="startsWith")}
        return connection_over(view, info, view.glossary(**filters), filters, paging)

    @staticmethod
    def resolve_term(view: StateView, info: GraphQLResolveInfo, slug: str, locale: str | None = None) -> InState | None:
        return one_by_slug(view, info, ItemKind.TERM, slug, locale)

    @staticmethod
    def resolve_terms(
        view: StateView, info: GraphQLResolveInfo, keys: list[str], locale: str | None = None
    ) -> list[InState | None]:
        view = arguments.in_locale(view, locale, info.context)
        items = [view.item(key) for key in arguments.looked_up(keys, field="keys")]
        return [InState(view, item) if item is not None and item["kind"] == ItemKind.TERM else None for item in items]

    @staticmethod
    def resolve_notices(view: StateView, info: GraphQLResolveInfo, locale: str | None = None) -> list[InState]:
        view = arguments.in_locale(view, locale, info.context)
        return each_in(view, view.notices(info.context.now))
