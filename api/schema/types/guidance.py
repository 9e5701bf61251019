"""Home, sections, guidance pages, terms of the glossary, notices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import InState, each_in, published
from api.schema.access import readable
from content_models.choices import Stage as StageOfContent
from content_models.kinds import ItemKind

from .blocks import Block
from .enums import OrganizationKind, Role, Severity, Stage, Urgency
from .examples import examples_of_item
from .items import Item, Node
from .offices_nearby import offices_of_kinds
from .scalars import DateTime
from .values import LegalReference, RichText, listed, refusable_list
from .vocabulary import RoleInfo, role_infos

ANY_STAGE = StageOfContent.ANY.value


def related_of(item: InState, info: GraphQLResolveInfo, keys: Iterable[str], kind: ItemKind) -> list[InState]:
    """Return the items that a document refers to, in its order; those not published in the state are left out."""
    info.context.check_time()
    found = (item.view.item(key) for key in keys)
    return each_in(item.view, (other for other in found if other is not None and other["kind"] == kind))


class HomePage(graphene.ObjectType):
    """Where a state's site begins."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    introduction = graphene.Field(RichText, required=True, description="May be empty.")
    urgent_notice = graphene.Field(RichText, description="To show above all else; null: none.")


class Section(graphene.ObjectType):
    """A part of the site that holds other items."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    introduction = graphene.Field(RichText, required=True, description="May be empty.")
    urgent_notice = graphene.Field(RichText, description="To show above all else; null: none.")
    role = graphene.Field(Role, description="Whom it is for; null: everybody.")
    children = refusable_list(
        Item,
        description="What it holds, in published order, without notices that are not in force. Scripts are left out "
        "for keys without their scope.",
    )

    @staticmethod
    def resolve_children(section: InState, info: GraphQLResolveInfo) -> list[InState]:
        info.context.check_time()
        children = section.view.children(section["path"])
        if any(child["kind"] == ItemKind.NOTICE for child in children):
            children = section.view.in_force(children, info.context.now)
        return each_in(section.view, readable(info.context.viewer, children))


class GlossaryTerm(graphene.ObjectType):
    """A word of the law in plain language."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    term = graphene.String(required=True, description="The word.")
    definition = graphene.Field(RichText, required=True, description="What it means.")
    synonyms = listed(graphene.String, description="Other words that people use; empty: none.")
    related = refusable_list(lambda: GlossaryTerm, description="Terms to read with it.")
    legal_references = listed(LegalReference, description="Where the law has it; empty: nothing is cited.")
    stage = graphene.Field(Stage, required=True, description="Where one meets it first; `ANY`: anywhere.")
    examples = examples_of_item()

    @staticmethod
    def resolve_stage(term: InState, _info: GraphQLResolveInfo) -> str:
        return term["stage"] or ANY_STAGE

    @staticmethod
    def resolve_related(term: InState, info: GraphQLResolveInfo) -> list[InState]:
        return related_of(term, info, term["relatedKeys"], ItemKind.TERM)


class GuidancePage(graphene.ObjectType):
    """What to do in one situation."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    roles = listed(RoleInfo, description="Whom it is for.")
    stage = graphene.Field(Stage, required=True, description="When in the procedure.")
    urgency = graphene.Field(Urgency, required=True, description="How soon to act.")
    question = graphene.String(required=True, description="The situation in the citizen's words.")
    first_step = graphene.String(required=True, description="What to do first, in one or two sentences.")
    summary = graphene.String(required=True, description="The answer in short; may be empty.")
    body = listed(Block, description="The answer, block by block.")
    legal_references = listed(LegalReference, description="What the page rests on as a whole; blocks have their own.")
    terms = refusable_list(GlossaryTerm, description="Words of the law that the page uses.")
    related = refusable_list(lambda: GuidancePage, description="Pages to read next.")
    office_kinds = listed(OrganizationKind, description="Kinds of office to go to, the most important first.")
    offices = offices_of_kinds(lambda page: page["officeKinds"])
    examples = examples_of_item()

    @staticmethod
    def resolve_roles(page: InState, _info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        infos = role_infos()
        return [infos[role] for role in page["roles"]]

    @staticmethod
    def resolve_body(page: InState, _info: GraphQLResolveInfo) -> list[InState]:
        return each_in(page.view, page["body"])

    @staticmethod
    def resolve_terms(page: InState, info: GraphQLResolveInfo) -> list[InState]:
        return related_of(page, info, page["termKeys"], ItemKind.TERM)

    @staticmethod
    def resolve_related(page: InState, info: GraphQLResolveInfo) -> list[InState]:
        return related_of(page, info, page["relatedKeys"], ItemKind.GUIDANCE)


class Notice(graphene.ObjectType):
    """Something that holds for some days."""

    class Meta:
        interfaces = (Node, Item)
        default_resolver = published

    text = graphene.Field(RichText, required=True, description="What to know.")
    severity = graphene.Field(Severity, required=True, description="How much it matters.")
    starts_at = DateTime(description="From when it is shown; null: since it was published.")
    ends_at = DateTime(description="Until when; null: until it is withdrawn.")
