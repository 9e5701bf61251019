"""Writing the projector of one selection: a Python function that reads an object and returns a part of the answer.

For `{ title terms { term } }` of a guidance page the function reads

    def project(source, run):
        published = source if source.__class__ is dict else source.value
        read = published.get
        v0 = read('title')
        v1 = resolve1(source, new(info, static1 + run))
        return {
            'title': v0 if v0.__class__ is str else leave() if v0 is None else leaf0(v0),
            'terms': [object1(e1, run) if e1 is not None else leave() for e1 in v1] if v1.__class__ is list ...,
        }

All names in it are ours or checked by GraphQL's grammar, and names of fields are written as literals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    default_field_resolver,
)

from ..in_state import published
from .inputs import arguments_reader
from .values import TESTS, leave, serializer

Run = tuple[Any, ...]
"""What is the same for all fields of one execution: the last five parts of a `GraphQLResolveInfo`."""

VARIABLES = 2
"""Where a run has its variables."""

Projector = Callable[[Any, Run], Any]


class Writer:
    """Collects the fields of one projector, then makes it.

    Args:
        below: returns the projector of a field's own selection, for an object, interface or union.
    """

    def __init__(self, below: Callable[[GraphQLOutputType, list[FieldNode], Run], Projector]) -> None:
        self._below = below
        self._lines: list[str] = []
        self._entries: list[str] = []
        self._names: dict[str, Any] = {"leave": leave, "new": tuple.__new__, "info": GraphQLResolveInfo}
        self._reads_published = False

    def constant(self, response_name: str, value: str) -> None:
        """Add a field that is always the same, as `__typename` is."""
        self._entries.append(f"{response_name!r}: {value!r}")

    def field(self, response_name: str, definition: GraphQLField, nodes: list[FieldNode], static: Run) -> None:
        """Add a field.

        Args:
            static: the first seven parts of its `GraphQLResolveInfo`.
        """
        variable = f"v{len(self._entries)}"
        self._lines.append(f"{variable} = {self._value(definition, nodes, static)}")
        self._entries.append(f"{response_name!r}: {self._completed(definition.type, variable, nodes, static)}")

    def function(self) -> Projector:
        """Return the projector."""
        head = ["published = source if source.__class__ is dict else source.value", "read = published.get"]
        lines = [*(head if self._reads_published else []), *self._lines, f"return {{{', '.join(self._entries)}}}"]
        text = "def project(source, run):\n" + "\n".join(f"    {line}" for line in lines)
        names = dict(self._names)
        exec(compile(text, "<projector>", "exec"), names)  # the text is written above, from a valid document
        projector: Projector = names["project"]
        return projector

    def _value(self, definition: GraphQLField, nodes: list[FieldNode], static: Run) -> str:
        """Return the expression that resolves a field."""
        resolve = definition.resolve or default_field_resolver
        node = nodes[0]
        if isinstance(resolve, partial) and resolve.func is published:
            self._reads_published = True
            return f"read({node.name.value!r})"
        infos = f"new(info, {self._named('static', static)} + run)" if _looks_at_info(resolve) else "None"
        arguments = ""
        if definition.args:
            arguments = f", **{self._arguments(definition, node)}"
        return f"{self._named('resolve', resolve)}(source, {infos}{arguments})"

    def _arguments(self, definition: GraphQLField, node: FieldNode) -> str:
        arguments = arguments_reader(definition, node)
        name = self._named("arguments", arguments)
        return name if isinstance(arguments, dict) else f"{name}(run[{VARIABLES}])"

    def _completed(self, of_type: GraphQLOutputType, variable: str, nodes: list[FieldNode], static: Run) -> str:
        """Return the expression that completes a value, as GraphQL's specification has it in 6.4.3."""
        if isinstance(of_type, GraphQLNonNull):
            inner = self._present(of_type.of_type, variable, nodes, static)
            return f"({inner} if {variable} is not None else leave())"
        return f"(None if {variable} is None else {self._present(of_type, variable, nodes, static)})"

    def _present(self, of_type: GraphQLOutputType, variable: str, nodes: list[FieldNode], static: Run) -> str:
        """Return the expression for a value that is not null."""
        if isinstance(of_type, GraphQLList):
            each = f"e{len(self._names)}"
            self._names[each] = None
            inner = self._completed(of_type.of_type, each, nodes, static)
            is_list = f"{variable}.__class__ is list or {variable}.__class__ is tuple"
            return f"([{inner} for {each} in {variable}] if {is_list} else leave())"
        if isinstance(of_type, GraphQLScalarType | GraphQLEnumType):
            leaf = f"{self._named('leaf', serializer(of_type))}({variable})"
            test = TESTS.get(of_type.name)
            return f"({variable} if {test.format(x=variable)} else {leaf})" if test else leaf
        return f"{self._named('object', self._below(of_type, nodes, static))}({variable}, run)"

    def _named(self, kind: str, value: Any) -> str:
        name = f"{kind}{len(self._names)}"
        self._names[name] = value
        return name


def _looks_at_info(resolve: Callable[..., Any]) -> bool:
    """Whether a resolver wants its second argument; one that does not says so by calling it `_info`."""
    if not isinstance(resolve, FunctionType):
        return True
    names = resolve.__code__.co_varnames[: resolve.__code__.co_argcount]
    return len(names) < 2 or names[1] != "_info"
