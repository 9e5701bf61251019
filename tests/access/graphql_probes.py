"""Requests for every field and argument that the schema allows to be asked of one state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
)

SHOWN = 2
"""How many of a list are asked for where it takes `first`: the budget of a request ends deep lists soon."""

SCALARS: dict[str, list[Any]] = {
    "Int": [SHOWN],
    "Float": [17.99],
    "Boolean": [True, False],
    "DateTime": ["2026-11-23T18:00:00Z"],
}


@dataclass(frozen=True)
class Probe:
    """A document that asks for one field, with one choice of arguments, under one way to a state.

    Attributes:
        field: `Type.field`, and the argument that was chosen, if any.
        query: with `{root}` in the place of the field that leads to the state.
    """

    field: str
    query: str

    def under(self, root: str) -> str:
        """Return the document for a root such as `state(code: TAB)`."""
        return self.query.replace("{root}", root)


@dataclass(frozen=True)
class _Step:
    """From one type to another: `related { …`, or `... on Office { …`."""

    text: str
    to: Any


class Probes:
    """The probes of one schema.

    Args:
        texts: values for arguments of type `String`, `ID` and `Cursor`, by the names of the arguments, or of field and
            argument (`office(slug)`), which count more.
    """

    def __init__(self, schema: GraphQLSchema, texts: Mapping[str, list[str]]) -> None:
        self._schema = schema
        self._texts = texts
        self._ways: dict[str, list[_Step]] = {}
        self._find_ways()

    def __iter__(self) -> Iterator[Probe]:
        """Yield a probe for each field that can be reached from a state, and for each value of its arguments."""
        for name, way in self._ways.items():
            of_type = self._schema.type_map[name]
            if isinstance(of_type, GraphQLObjectType | GraphQLInterfaceType):
                for field, definition in of_type.fields.items():
                    yield from self._probes_of(way, f"{name}.{field}", field, definition)

    @property
    def types(self) -> set[str]:
        """Names of the types that can be reached from a state."""
        return set(self._ways)

    def _probes_of(self, way: list[_Step], name: str, field: str, definition: GraphQLField) -> Iterator[Probe]:
        for chosen, arguments in self._choices(field, definition):
            written = _with_arguments(field, arguments)
            inner = f"{written}{_leaf_selection(get_named_type(definition.type))}"
            for step in reversed(way):
                inner = f"{step.text} {{ {inner} }}"
            yield Probe(f"{name}{chosen}", f"{{ {{root}} {{ {inner} }} }}")

    def _find_ways(self) -> None:
        """Find the shortest way from a state to each type; breadth first."""
        waiting: list[tuple[str, list[_Step]]] = [("State", [])]
        while waiting:
            name, way = waiting.pop(0)
            if name in self._ways:
                continue
            self._ways[name] = way
            waiting += [(step.to.name, [*way, step]) for step in self._steps(self._schema.type_map[name])]

    def _steps(self, of_type: Any) -> Iterator[_Step]:
        for field, definition in of_type.fields.items():
            named = get_named_type(definition.type)
            if is_composite_type(named):
                arguments = next(self._choices(field, definition))[1]
                yield _Step(_with_arguments(field, arguments), named)
        if isinstance(of_type, GraphQLInterfaceType):
            for narrower in self._schema.get_possible_types(of_type):
                yield _Step(f"... on {narrower.name}", narrower)

    def _choices(self, field: str, definition: GraphQLField) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what is chosen, and the arguments: the least first, then each value of each argument."""
        least = {
            name: _literal(self._values(field, name, argument)[0])
            for name, argument in definition.args.items()
            if is_required_argument(argument) or name in ("first", "slug")
        }
        yield "", least
        for name, argument in definition.args.items():
            for value in self._values(field, name, argument):
                if least.get(name) != _literal(value):
                    yield f"({name})", {**least, name: _literal(value)}

    def _values(self, field: str, name: str, argument: GraphQLArgument | GraphQLInputField) -> list[Any]:
        values = self._values_of(field, name, get_named_type(argument.type))
        given = argument.type.of_type if isinstance(argument.type, GraphQLNonNull) else argument.type
        return [values] if is_list_type(given) else values

    def _values_of(self, field: str, name: str, named: Any) -> list[Any]:
        if isinstance(named, GraphQLEnumType):
            return [_Enum(value) for value in named.values]
        if isinstance(named, GraphQLInputObjectType):
            return [{key: self._values(field, key, each)[0] for key, each in named.fields.items()}]
        return SCALARS.get(named.name) or self._texts.get(f"{field}({name})") or self._texts[name]


class _Enum(str):
    """A value that is written without quotes."""

    __slots__ = ()


def _leaf_selection(named: Any) -> str:
    """Return the selection of what stands under a field: what needs neither arguments nor a selection."""
    if not is_composite_type(named):
        return ""
    names = [
        name
        for name, definition in named.fields.items()
        if not is_composite_type(get_named_type(definition.type))
        and not any(is_required_argument(argument) for argument in definition.args.values())
    ]
    return f" {{ {' '.join(['__typename', *names])} }}"


def _with_arguments(field: str, arguments: Mapping[str, str]) -> str:
    written = ", ".join(f"{name}: {value}" for name, value in arguments.items())
    return f"{field}({written})" if written else field


def _literal(value: Any) -> str:
    if isinstance(value, _Enum):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
