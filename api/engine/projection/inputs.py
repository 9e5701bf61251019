"""Variables and arguments, read without walking their types anew for each request.

Only what is plain is read here: texts, numbers, names of enums and objects of these, given as literals or as whole
variables. For all else, and for every value that does not fit, graphql-core's own functions are called: they can say
what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import isfinite
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    type_from_ast,
    value_from_ast,
)
from graphql.execution.values import get_argument_values, get_variable_values

from content_models.shapes.parts import JsonObject, JsonValue

from .values import LARGEST_INT, NotProjectable, bail_out

Argument: TypeAlias = JsonValue | date | Enum
"""A value of a variable or argument once it is coerced: what its type makes of the JSON that was sent."""

Variables: TypeAlias = Mapping[str, Argument]


def _integer(value: Any) -> int | None:
    return value if value.__class__ is int and -LARGEST_INT - 1 <= value <= LARGEST_INT else None


def _number(value: Any) -> float | None:
    if value.__class__ is float:
        return value if isfinite(value) else None
    whole = _integer(value)
    return None if whole is None else float(whole)


def _text(value: Any) -> str | None:
    return value if value.__class__ is str else None


Take = Callable[[Any], Argument]

SCALARS: dict[str, Take] = {
    "String": _text,
    "ID": _text,
    "Cursor": _text,
    "Boolean": lambda value: value if value.__class__ is bool else None,
    "Int": _integer,
    "Float": _number,
}
"""By scalar: what takes a value that needs no thought, and returns None for all others."""


@dataclass(frozen=True, slots=True)
class _Variable:
    """One declared variable: what takes its value, and what it is when none is given."""

    taken: Take
    default: Any
    is_required: bool

    def value(self, given: Any) -> Any:
        """Return the value, `Undefined` for none.

        Raises:
            NotProjectable: it does not fit.
        """
        if given is Undefined:
            return self.default if self.default is not Undefined or not self.is_required else bail_out()
        if given is None:
            return bail_out() if self.is_required else None
        taken = self.taken(given)
        return bail_out() if taken is None else taken


def variables_reader(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> Callable[[JsonObject], dict[str, Argument] | None]:
    """Return the function that coerces an operation's variables.

    Returns:
        It takes the variables as they were sent, and returns None where one is missing or does not fit.
    Source:
        GraphQL specification, October 2021, section 6.1.2 (coercing variable values).
    """
    declared = {each.variable.name.value: _declared(schema, each) for each in operation.variable_definitions}
    plain = {name: variable for name, variable in declared.items() if variable is not None}

    def read(given: JsonObject) -> dict[str, Argument] | None:
        values = {}
        for name, variable in plain.items():
            try:
                value = variable.value(given.get(name, Undefined))
            except NotProjectable:
                return None
            if value is not Undefined:
                values[name] = value
        return values

    def read_any(given: JsonObject) -> dict[str, Argument] | None:
        values = get_variable_values(schema, operation.variable_definitions, dict(given), max_errors=1)
        return None if isinstance(values, list) else values

    return read if len(plain) == len(declared) else read_any


def _declared(schema: GraphQLSchema, definition: VariableDefinitionNode) -> _Variable | None:
    of_type: Any = type_from_ast(schema, definition.type)
    taken = _reader_of(of_type)
    if taken is None:
        return None
    written = definition.default_value
    default = Undefined if written is None else value_from_ast(written, of_type)
    return _Variable(taken, default, isinstance(of_type, GraphQLNonNull))


def _reader_of(of_type: Any) -> Take | None:
    """Return the function that takes a value of a plain type, or returns None for one that it does not take."""
    named = _unwrapped(of_type)
    if isinstance(named, GraphQLEnumType):
        values = {name: named.parse_value(name) for name in named.values}
        return lambda value: values.get(value) if value.__class__ is str else None
    if isinstance(named, GraphQLInputObjectType):
        return _object_reader(named)
    return SCALARS.get(getattr(named, "name", ""))


def _object_reader(of_type: GraphQLInputObjectType) -> Take | None:
    """Return the function that takes an input object whose fields are all plain scalars."""
    fields = {
        name: (field.out_name or name, _Variable(taken, field.default_value, isinstance(field.type, GraphQLNonNull)))
        for name, field in of_type.fields.items()
        if (taken := SCALARS.get(getattr(_unwrapped(field.type), "name", ""))) is not None
    }
    if len(fields) < len(of_type.fields):
        return None

    def read(given: Any) -> Argument:
        if given.__class__ is not dict or not given.keys() <= fields.keys():
            return None
        values = {}
        for name, (out_name, variable) in fields.items():
            value = variable.value(given.get(name, Undefined))
            if value is not Undefined:
                values[out_name] = value
        return of_type.out_type(values)

    return read


def _unwrapped(of_type: GraphQLInputType) -> Any:
    return of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type


def arguments_reader(
    definition: GraphQLField, node: FieldNode
) -> Callable[[Variables], dict[str, Argument]] | dict[str, Argument]:
    """Return the arguments of a field, or the function that reads them from the variables.

    The function bails out where an argument that is required is null.

    Source:
        GraphQL specification, October 2021, section 6.4.1 (coercing field arguments).
    """
    given = {argument.name.value: argument.value for argument in node.arguments}
    if not any(_has_variables(value) for value in given.values()):
        return get_argument_values(definition, node, {})
    if any(_has_variables(value) and not isinstance(value, VariableNode) for value in given.values()):
        return lambda variables: get_argument_values(definition, node, dict(variables))
    whole = {name: value for name, value in given.items() if isinstance(value, VariableNode)}
    fixed = _fixed(definition, given, set(whole))
    from_variables = [
        (argument.out_name or name, whole[name].name.value, argument)
        for name, argument in definition.args.items()
        if name in whole
    ]

    def read(variables: Variables) -> dict[str, Argument]:
        values = dict(fixed)
        for out_name, variable, argument in from_variables:
            value: Any = variables.get(variable, argument.default_value)
            if (value is None or value is Undefined) and isinstance(argument.type, GraphQLNonNull):
                bail_out()
            if value is not Undefined:
                values[out_name] = value
        return values

    return read


def _fixed(definition: GraphQLField, given: Mapping[str, ValueNode], variable: set[str]) -> dict[str, Argument]:
    """Return the arguments that are literals, or absent with a default."""
    fixed: dict[str, Argument] = {}
    for name, argument in definition.args.items():
        if name in given and name not in variable:
            fixed[argument.out_name or name] = value_from_ast(given[name], argument.type)
        elif name not in given and argument.default_value is not Undefined:
            fixed[argument.out_name or name] = argument.default_value
    return fixed


def _has_variables(value: Any) -> bool:
    values = [value]
    while values:
        value = values.pop()
        if value.kind == "variable":
            return True
        values += getattr(value, "values", ())
        values += [field.value for field in getattr(value, "fields", ())]
    return False
