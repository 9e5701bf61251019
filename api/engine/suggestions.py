"""What errors say of the schema beyond the query: only to keys of a sandbox, since the whole can be guessed by it."""

from __future__ import annotations

from collections.abc import Iterable

from graphql import GraphQLError

from tenants.viewer import Viewer

from .validation import SchemaError


def for_key(errors: Iterable[GraphQLError], viewer: Viewer | None) -> list[GraphQLError]:
    """Return the errors of a document; names of the schema are suggested only to keys of a sandbox."""
    is_in_sandbox = viewer is not None and viewer.is_in_sandbox
    return list(errors) if is_in_sandbox else [_without(each) for each in errors]


def _without(error: GraphQLError) -> GraphQLError:
    original = error.original_error
    if not isinstance(original, SchemaError):
        return error
    plain = original.without_schema()
    return GraphQLError(error.message, error.nodes, error.source, error.positions, error.path, plain)
