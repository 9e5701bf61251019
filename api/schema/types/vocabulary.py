"""The names of roles, stages and urgencies."""

from __future__ import annotations

from functools import cache
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.in_state import published
from content_models import vocabulary
from content_models.vocabulary import Label

from .enums import Role, Stage, Urgency
from .values import LegalReference, listed


class RoleInfo(graphene.ObjectType):
    """Who a person is in a criminal case, in words for people."""

    class Meta:
        default_resolver = published

    role = graphene.Field(Role, required=True, description="The role.")
    name = graphene.String(required=True, description="As menus show it.")
    tagline = graphene.String(required=True, description="In the citizen's words.")
    definition = graphene.String(required=True, description="What the law means by it.")
    legal_references = listed(LegalReference, description="Where the law says so.")
    audience_note = graphene.String(required=True, description="For those who write: whom it includes.")


@cache
def role_infos() -> dict[str, dict[str, Any]]:
    """The roles by their names, in the order to show them, as documents."""
    return {
        name: {
            "role": role.role,
            "name": role.name,
            "tagline": role.tagline,
            "definition": role.definition,
            "legalReferences": [reference.as_document() for reference in role.legal_references],
            "audienceNote": role.audience_note,
        }
        for name, role in vocabulary.roles().items()
    }


class StageInfo(graphene.ObjectType):
    """A stage of the criminal procedure, in words for people."""

    stage = graphene.Field(Stage, required=True, description="The stage.")
    name = graphene.String(required=True, description="As menus show it.")

    @staticmethod
    def resolve_stage(label: Label, _info: GraphQLResolveInfo) -> Any:
        return label.value


class UrgencyInfo(graphene.ObjectType):
    """How soon to act, in words for people."""

    urgency = graphene.Field(Urgency, required=True, description="The urgency.")
    name = graphene.String(required=True, description="As lists show it, such as “Hoy mismo”.")

    @staticmethod
    def resolve_urgency(label: Label, _info: GraphQLResolveInfo) -> Any:
        return label.value
