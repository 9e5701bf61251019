"""Random operations that the schema allows, over real content: what two executors must answer alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import strategies as st

DEEPEST = 6
MOST_FIELDS = 4

VALUES: dict[str, list[Any]] = {
    "Int": [1, 2, 3, 7, 100, 0, 101],
    "Float": [17.99, -92.93, 25.4, 91.5],
    "Boolean": [True, False],
    "DateTime": ["2026-11-23T18:00:00Z", "2026-11-22T03:30:00-06:00"],
}
"""Values of the scalars, some of them out of range."""

Draw = st.DrawFn


@dataclass(frozen=True)
class Operation:
    """A document and its variables."""

    query: str
    variables: dict[str, Any]


@dataclass
class _Writing:
    """What is written down besides the selection at hand."""

    fragments: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    names: int = 0

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    def variable(self, of_type: str, value: Any, *, default: str | None = None, is_given: bool = True) -> str:
        name = self.name("v")
        self.declared.append(f"${name}: {of_type}" + (f" = {default}" if default else ""))
        if is_given:
            self.variables[name] = value
        return f"${name}"


class Operations:
    """Strategies for one schema.

    Args:
        texts: real values for arguments of type `String` or `ID`, by their names: slugs, paths, words, ids.
        codes: states to ask for.
    """

    def __init__(self, schema: GraphQLSchema, texts: dict[str, list[str]], codes: list[str]) -> None:
        self._schema = schema
        self._texts = texts
        self._codes = codes

    def operations(self) -> st.SearchStrategy[Operation]:
        """Operations on the query type."""

        @st.composite
        def drawn(draw: Draw) -> Operation:
            writing = _Writing()
            root = self._schema.query_type
            assert root is not None
            selection = self._selection(draw, writing, root, DEEPEST)
            declared = f"({', '.join(writing.declared)})" if writing.declared else ""
            query = "\n".join([f"query Q{declared} {selection}", *writing.fragments])
            return Operation(query, writing.variables)

        return drawn()

    def _selection(self, draw: Draw, writing: _Writing, of_type: Any, depth: int) -> str:
        parts = [self._part(draw, writing, of_type, depth) for _ in range(draw(st.integers(1, MOST_FIELDS)))]
        return "{ " + " ".join(parts) + " }"

    def _part(self, draw: Draw, writing: _Writing, of_type: Any, depth: int) -> str:
        kinds = ["field"] * 6 + ["typename", "inline", "fragment"]
        kind = draw(st.sampled_from(kinds))
        if kind == "typename":
            return draw(st.sampled_from(["__typename", f"{writing.name('t')}: __typename"]))
        if kind == "field" or depth <= 1:
            return self._field(draw, writing, of_type, depth)
        narrower = self._narrower(draw, of_type)
        inner = self._selection(draw, writing, narrower, depth - 1)
        if kind == "inline":
            condition = "" if narrower is of_type and draw(st.booleans()) else f" on {narrower.name}"
            return f"...{condition}{self._directive(draw, writing)} {inner}"
        name = writing.name("F")
        writing.fragments.append(f"fragment {name} on {narrower.name} {inner}")
        return f"...{name}{self._directive(draw, writing)}"

    def _narrower(self, draw: Draw, of_type: Any) -> Any:
        """A type that some of the objects have: the type itself, one of its own, or an interface of it."""
        choices = [of_type]
        if isinstance(of_type, GraphQLInterfaceType):
            choices += sorted(self._schema.get_possible_types(of_type), key=lambda each: each.name)
        elif isinstance(of_type, GraphQLObjectType):
            choices += of_type.interfaces
        return draw(st.sampled_from(choices))

    def _field(self, draw: Draw, writing: _Writing, of_type: Any, depth: int) -> str:
        fields = {
            name: each
            for name, each in of_type.fields.items()
            if depth > 1 or not is_composite_type(get_named_type(each.type))
        }
        if not fields:
            return "__typename"
        name = draw(st.sampled_from(sorted(fields)))
        definition = fields[name]
        arguments = self._arguments(draw, writing, definition)
        # A name of its own keeps fields with other arguments, or of other types, from meeting under one.
        alias = f"{writing.name('a')}: " if arguments or draw(st.booleans()) else ""
        directive = self._directive(draw, writing)
        named = get_named_type(definition.type)
        if not is_composite_type(named):
            return f"{alias}{name}{arguments}{directive}"
        selections = [
            self._selection(draw, writing, named, depth - 1) for _ in range(draw(st.sampled_from([1, 1, 1, 2])))
        ]
        return " ".join(f"{alias}{name}{arguments}{directive} {selection}" for selection in selections)

    def _directive(self, draw: Draw, writing: _Writing) -> str:
        kind = draw(st.sampled_from(["", "", "", "", "@include", "@skip"]))
        if not kind:
            return ""
        value = draw(st.booleans())
        shape = draw(st.sampled_from(["literal", "variable", "default"]))
        if shape == "literal":
            return f" {kind}(if: {str(value).lower()})"
        default = str(value).lower() if shape == "default" else None
        return f" {kind}(if: {writing.variable('Boolean!', value, default=default, is_given=default is None)})"

    def _arguments(self, draw: Draw, writing: _Writing, definition: GraphQLField) -> str:
        written = []
        for name, argument in definition.args.items():
            if is_required_argument(argument) or draw(st.integers(0, 2)) == 0:
                written.append(f"{name}: {self._argument(draw, writing, name, argument.type)}")
        return f"({', '.join(written)})" if written else ""

    def _argument(self, draw: Draw, writing: _Writing, name: str, of_type: GraphQLInputType) -> str:
        value = self._value(draw, name, of_type)
        if draw(st.booleans()):
            return _literal(value, of_type)
        if draw(st.integers(0, 4)) == 0 and not isinstance(of_type, GraphQLNonNull):
            return writing.variable(str(of_type), None, is_given=draw(st.booleans()))
        return writing.variable(str(of_type), value)

    def _value(self, draw: Draw, name: str, of_type: Any) -> Any:
        if isinstance(of_type, GraphQLNonNull):
            return self._value(draw, name, of_type.of_type)
        if isinstance(of_type, GraphQLList):
            return [self._value(draw, name, of_type.of_type) for _ in range(draw(st.integers(0, 2)))]
        if isinstance(of_type, GraphQLInputObjectType):
            return {key: self._value(draw, key, each.type) for key, each in of_type.fields.items()}
        return draw(st.sampled_from(self._values(name, of_type)))

    def _values(self, name: str, of_type: Any) -> list[Any]:
        if isinstance(of_type, GraphQLEnumType):
            return self._codes if of_type.name == "StateCode" else sorted(of_type.values)
        return VALUES.get(of_type.name) or [*self._texts.get(name, ["es-MX"]), "no-such"]


def _literal(value: Any, of_type: Any) -> str:
    """Write a value as GraphQL does, where names of enums stand bare."""
    if isinstance(of_type, GraphQLNonNull):
        return _literal(value, of_type.of_type)
    if isinstance(of_type, GraphQLList):
        return "[" + ", ".join(_literal(each, of_type.of_type) for each in value) + "]"
    if isinstance(of_type, GraphQLInputObjectType):
        return (
            "{" + ", ".join(f"{key}: {_literal(each, of_type.fields[key].type)}" for key, each in value.items()) + "}"
        )
    if isinstance(of_type, GraphQLEnumType):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else '"' + value.replace('"', '\\"') + '"'
