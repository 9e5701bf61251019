"""What caches outside may keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from tenants.models import KeyKind, Scope
from tenants.viewer import Viewer

NO_STORE = "private, no-store"
NOT_FOR_EVERYBODY = frozenset({Scope.SCRIPTS.value, Scope.EXAMPLES.value})
"""Scopes with which a publishable key reads more than others."""
LONGEST_SECONDS = 30
"""How long a cache outside may answer without asking again: a wrong number is gone this soon."""


def may_be_public(
    viewer: Viewer,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> bool:
    """Whether everybody with such a key would get the same answer.

    Only for a publishable key that reads no more than others do, and when every field that is asked is `state` with an
    explicit code: all else depends on who asks.
    """
    if viewer.key_kind != KeyKind.PUBLISHABLE or not NOT_FOR_EVERYBODY.isdisjoint(viewer.scopes):
        return False
    declared = {
        definition.variable.name.value: definition.default_value is not None
        for definition in operation.variable_definitions
    }
    given = {name for name, has_default in declared.items() if variables.get(name) is not None or has_default}
    given -= {name for name, value in variables.items() if value is None}
    return all(_names_its_state(field, given) for field in _root_fields(operation.selection_set, fragments))


def cache_control(*, is_public: bool, seconds: float) -> str:
    """Return the header's value.

    Args:
        seconds: until the answer may become another one by the clock alone.
    """
    if not is_public or seconds < 1:
        return NO_STORE
    return f"public, max-age={int(min(seconds, LONGEST_SECONDS))}"


def _root_fields(selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> list[FieldNode]:
    fields: list[FieldNode] = []
    for selection in selection_set.selections:
        if isinstance(selection, FieldNode):
            fields.append(selection)
        elif isinstance(selection, InlineFragmentNode):
            fields += _root_fields(selection.selection_set, fragments)
        elif isinstance(selection, FragmentSpreadNode):
            fields += _root_fields(fragments[selection.name.value].selection_set, fragments)
    return fields


def _names_its_state(field: FieldNode, given: set[str]) -> bool:
    if field.name.value == "__typename":
        return True
    if field.name.value != "state":
        return False
    code = next((argument.value for argument in field.arguments if argument.name.value == "code"), None)
    if isinstance(code, VariableNode):
        return code.name.value in given
    return code is not None and not isinstance(code, NullValueNode)
