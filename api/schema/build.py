"""The schema. `schema.graphql` beside it is printed from here by `manage.py export_schema`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import graphene
from graphql import GraphQLSchema, print_schema

from .mutations import Mutation
from .query import Query
from .types.blocks import BLOCKS
from .types.guidance import GlossaryTerm, GuidancePage, HomePage, Notice, Section
from .types.offices import Office, Organization
from .types.scripts import Script

PRINTED = Path(__file__).parents[1] / "schema.graphql"
ITEMS = (HomePage, Section, GuidancePage, GlossaryTerm, Organization, Office, Script, Notice)


@cache
def schema() -> GraphQLSchema:
    """Return the schema, made on first use."""
    return graphene.Schema(query=Query, mutation=Mutation, types=[*ITEMS, *BLOCKS]).graphql_schema


def printed() -> str:
    """Return the schema in GraphQL's own language."""
    return print_schema(schema()) + "\n"
