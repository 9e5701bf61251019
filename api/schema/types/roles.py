"""What the roles are called."""

from __future__ import annotations

from functools import cache
from typing import Any

import graphene

from api.in_state import published
from content_models import vocabulary

from .enums import Role
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
