"""What stages and urgencies are called, for menus and filters."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from content_models.vocabulary import Label

from .enums import Stage, Urgency


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
