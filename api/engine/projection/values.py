"""How a value becomes a part of the answer, written as Python expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)

from content_models.shapes.parts import JsonValue

LARGEST_INT = 2_147_483_647


class NotProjectable(Exception):
    """A projector met what only the reference executor can answer."""


def bail_out(*_arguments: Any) -> NoReturn:
    """Give up the projection, from within an expression.

    Raises:
        NotProjectable: always.
    """
    raise NotProjectable


TESTS = {
    GraphQLString.name: "{x}.__class__ is str",
    GraphQLID.name: "{x}.__class__ is str",
    GraphQLBoolean.name: "{x} is True or {x} is False",
    GraphQLInt.name: f"{{x}}.__class__ is int and {-LARGEST_INT - 1} <= {{x}} <= {LARGEST_INT}",
}
"""For GraphQL's own scalars: the test that a value must pass to be in the answer unchanged."""


def serializer(leaf: GraphQLLeafType) -> Callable[[Any], JsonValue]:
    """Return the function that turns a value into a leaf of the answer.

    The function raises `NotProjectable` for a value that the leaf does not have.

    Source:
        GraphQL specification, October 2021, section 6.4.3 (coercing results).
    """
    if isinstance(leaf, GraphQLEnumType):
        return _names_of(leaf).__getitem__

    def serialized(value: Any) -> JsonValue:
        result: Any = leaf.serialize(value)
        return bail_out() if result is None or result is Undefined else result

    return serialized


class _Names(dict[Any, str]):
    """The names of an enum by whatever a resolver may return for them."""

    __missing__ = staticmethod(bail_out)


def _names_of(enum: GraphQLEnumType) -> _Names:
    names = _Names()
    for name, definition in enum.values.items():
        member = definition.value
        for value in (name, member, getattr(member, "value", member)):
            names[value] = str(enum.serialize(value))
    return names
