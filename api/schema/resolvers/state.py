"""A state, and all that it publishes."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api import object_ids
from api.schema.types.enums import StateCode
from api.schema.types.items import STATE_KIND, Node
from api.schema.types.values import Locale, Phone, SpokenLanguage, Theme, listed
from api.schema.types.vocabulary import RoleInfo, StageInfo, UrgencyInfo, role_infos
from content_models import vocabulary
from delivery.state_view import StateView

from .guidance import GuidanceFields
from .guides import GuideFields
from .offices import DirectoryFields
from .scripts import ScriptFields
from .search import SearchFields


class StateFacts:
    """Fields of `State`: what it is."""

    code = graphene.Field(StateCode, required=True, description="Last part of its ISO 3166-2 code.")
    inegi_code = graphene.String(required=True, description="Two digits by INEGI, such as 27.")
    name = graphene.String(required=True, description="As people say it.")
    official_name = graphene.String(required=True, description="In full.")
    slug = graphene.String(required=True, description="For addresses, such as tabasco.")
    capital = graphene.String(required=True, description="Its capital; may be empty.")
    time_zone = graphene.String(required=True, description="IANA name; offices may have another one.")
    locales = listed(Locale, description="Languages that the state serves, in the order in which they stand in.")
    languages = listed(SpokenLanguage, description="Languages spoken in the state, served or not.")
    default_locale = graphene.String(required=True, description="BCP 47 tag of the first of them.")
    version = graphene.String(
        required=True, description="Opaque; changes whenever anything that the state serves does."
    )
    theme = graphene.Field(Theme, required=True, description="How its pages look.")
    help_lines = listed(Phone, description="Emergency and help numbers, in the order to show them.")
    roles = listed(RoleInfo, description="All roles, in the order to show them.")
    stages = listed(StageInfo, description="All stages, in the order of the procedure.")
    urgencies = listed(UrgencyInfo, description="All urgencies, the most urgent first.")

    @staticmethod
    def resolve_id(view: StateView, _info: GraphQLResolveInfo) -> str:
        return object_ids.encode(view.tenant.code, view.locale, STATE_KIND, view.tenant.code)

    @staticmethod
    def resolve_locales(view: StateView, _info: GraphQLResolveInfo) -> tuple[str, ...]:
        return view.locales

    @staticmethod
    def resolve_version(view: StateView, _info: GraphQLResolveInfo) -> str:
        return view.version

    @staticmethod
    def resolve_roles(_view: StateView, _info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return list(role_infos().values())

    @staticmethod
    def resolve_stages(_view: StateView, _info: GraphQLResolveInfo) -> list[vocabulary.Label]:
        return list(vocabulary.stages().values())

    @staticmethod
    def resolve_urgencies(_view: StateView, _info: GraphQLResolveInfo) -> list[vocabulary.Label]:
        return list(vocabulary.urgencies().values())

    @staticmethod
    def resolve_help_lines(view: StateView, _info: GraphQLResolveInfo) -> Any:
        return view.tenant.phones


def of_tenant(attribute: str, _default: object, view: StateView, _info: GraphQLResolveInfo) -> Any:
    """Resolve a field to the fact of the same name about the state."""
    return getattr(view.tenant, attribute)


class State(StateFacts, SearchFields, ScriptFields, GuideFields, DirectoryFields, GuidanceFields, graphene.ObjectType):
    """One of the 32 federative entities, and all that it publishes, in one language."""

    class Meta:
        interfaces = (Node,)
        default_resolver = of_tenant
