"""Variables and arguments, read without walking their types anew for each request.

Only what is plain is read here: texts, numbers and names of enums, given as literals or as whole variables. For all
else, and for every value that does not fit, graphql-core's own functions are called: they can say what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
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
from graphql.execution.values import get_argument_values

from .values import Unexpected, leave

CLASSES: dict[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""What a variable of a plain scalar must be to be taken as it is."""

Variables = Mapping[str, Any]
Read = Callable[[Variables], Any]


@dataclass(frozen=True, slots=True)
class _Variable:
    """One declared variable: what takes its value, and what it is when none is given."""

    taken: Callable[[Any], Any]
    default: Any
    is_required: bool

    def value(self, given: Any) -> Any:
        """Return the value, `Undefined` for none.

        Raises:
            Unexpected: it does not fit.
        """
        if given is Undefined:
            return self.default if self.default is not Undefined or not self.is_required else leave()
        if given is None:
            return leave() if self.is_required else None
        taken = self.taken(given)
        return leave() if taken is None else taken


def variables_reader(schema: GraphQLSchema, operation: OperationDefinitionNode) -> Read | None:
    """Return the function that coerces an operation's variables; None when some are not plain.

    The function returns None for values that it does not take.
    """
    declared = {each.variable.name.value: _declared(schema, each) for each in operation.variable_definitions}
    plain = {name: variable for name, variable in declared.items() if variable is not None}
    if len(plain) < len(declared):
        return None

    def read(given: Variables) -> dict[str, Any] | None:
        try:
            values = {name: variable.value(given.get(name, Undefined)) for name, variable in plain.items()}
        except Unexpected:
            return None
        return {name: value for name, value in values.items() if value is not Undefined}

    return read


def _declared(schema: GraphQLSchema, definition: VariableDefinitionNode) -> _Variable | None:
    of_type: Any = type_from_ast(schema, definition.type)
    taken = _reader_of(of_type)
    if taken is None:
        return None
    written = definition.default_value
    default = Undefined if written is None else value_from_ast(written, of_type)
    return _Variable(taken, default, isinstance(of_type, GraphQLNonNull))


def _reader_of(of_type: Any) -> Callable[[Any], Any] | None:
    """Return the function that takes a value of a plain type, or returns None for one that it does not take."""
    named = of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type
    if isinstance(named, GraphQLEnumType):
        values = {name: named.parse_value(name) for name in named.values}
        return lambda value: values.get(value) if value.__class__ is str else None
    expected = CLASSES.get(getattr(named, "name", ""))
    return None if expected is None else lambda value: value if value.__class__ is expected else None


def arguments_reader(definition: GraphQLField, node: FieldNode) -> Read | dict[str, Any]:
    """Return the arguments of a field, or the function that reads them from the variables."""
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

    def read(variables: Variables) -> dict[str, Any]:
        values = dict(fixed)
        for out_name, variable, argument in from_variables:
            value = variables.get(variable, argument.default_value)
            if (value is None or value is Undefined) and isinstance(argument.type, GraphQLNonNull):
                leave()
            if value is not Undefined:
                values[out_name] = value
        return values

    return read


def _fixed(definition: GraphQLField, given: Mapping[str, ValueNode], variable: set[str]) -> dict[str, Any]:
    """Return the arguments that are literals, or absent with a default."""
    fixed: dict[str, Any] = {}
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
