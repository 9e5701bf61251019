"""What the roles are called."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from content_models.starter.vocabulary import RoleVocabulary

from .enums import Role
from .values import LegalReference, listed


class RoleInfo(graphene.ObjectType):
    """Who a person is in a criminal case, in words for people."""

    role = graphene.Field(Role, required=True, description="The role.")
    name = graphene.String(required=True, description="As menus show it.")
    tagline = graphene.String(required=True, description="In the citizen's words.")
    definition = graphene.String(required=True, description="What the law means by it.")
    legal_references = listed(LegalReference, description="Where the law says so.")
    audience_note = graphene.String(required=True, description="For those who write: whom it includes.")

    @staticmethod
    def resolve_legal_references(role: RoleVocabulary, _info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return [reference.as_document() for reference in role.legal_references]
