"""Suggestions in errors: only for keys of a sandbox, since by them the names of the whole schema can be guessed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graphql import GraphQLError

from tenants.viewer import Viewer

from .documents import InvalidDocument
from .errors import CodedError

BEGINNING = "Did you mean"
"""How graphql-core begins a suggestion."""


@contextmanager
def for_key(viewer: Viewer) -> Iterator[None]:
    """Let a refusal of a document within the block suggest names only to a key of a sandbox."""
    try:
        yield
    except InvalidDocument as error:
        if viewer.is_in_sandbox:
            raise
        raise InvalidDocument([_without(each) for each in error.errors]) from error


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
