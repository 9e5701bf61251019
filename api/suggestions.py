"""Suggestions in errors: only for keys of a sandbox, since by them the names of the whole schema can be guessed."""

from __future__ import annotations

from collections.abc import Iterable

from graphql import GraphQLError

from tenants.viewer import Viewer

from .errors import CodedError

BEGINNING = "Did you mean"
"""How graphql-core begins a suggestion."""


def for_key(errors: Iterable[GraphQLError], viewer: Viewer | None) -> list[GraphQLError]:
    """Return what is wrong with a document as a key may know it: only one of a sandbox is suggested names."""
    is_in_sandbox = viewer is not None and viewer.is_in_sandbox
    return list(errors) if is_in_sandbox else [_without(each) for each in errors]


def _without(error: GraphQLError) -> GraphQLError:
    original = error.original_error
    if not isinstance(original, CodedError):
        return error
    values = {name: value for name, value in original.values.items() if name != "suggestions"}
    hint = None if "suggestions" in original.values else original.hint
    if isinstance(hint, str):
        hint = hint.partition(BEGINNING)[0].strip() or None
    plain = CodedError(original.code, field=original.field, hint=hint, **values)
    return GraphQLError(error.message, error.nodes, error.source, error.positions, error.path, plain)
