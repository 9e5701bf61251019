"""Writing the projector of one selection: a Python function that reads an object and returns a part of the answer.

For `{ title terms { term } }` of a guidance page the function reads

    def project(source, run):
        published = source if source.__class__ is dict else source.value
        read = published.get
        v0 = read('title')
        v1 = resolve1(source, new(info, static1 + run))
        return {
            'title': v0 if v0.__class__ is str else bail_out() if v0 is None else leaf0(v0),
            'terms': [object1(e1, run) if e1 is not None else bail_out() for e1 in v1] if v1.__class__ is list ...,
        }

An object of which only leaves are read, such as a phone, is written into the function that has it; the others are
functions of their own. All names are ours or checked by GraphQL's grammar, and names of fields are written as literals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FunctionType
from typing import Any, Protocol

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    default_field_resolver,
    get_named_type,
    is_leaf_type,
)

from api.in_state import DocumentField, published
from content_models.shapes.parts import JsonValue

from .inputs import arguments_reader
from .values import TESTS, bail_out, serializer

Run = tuple[Any, ...]
"""What is the same for all fields of one execution: the last five parts of a `GraphQLResolveInfo`."""

VARIABLES = 2
"""Where a run has its variables."""

Projector = Callable[[Any, Run], dict[str, JsonValue]]
"""From whatever a resolver may return for an object to its part of the answer."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a selection.

    Args:
        response_name: what the answer calls it.
        nodes: where it is selected.
        static: the first seven parts of its `GraphQLResolveInfo`.
    """

    response_name: str
    definition: GraphQLField
    nodes: list[FieldNode]
    static: Run

    @property
    def name(self) -> str:
        """What the schema calls it."""
        return self.nodes[0].name.value

    @property
    def stored(self) -> DocumentField | None:
        """Where the document has it as it stands; None: a resolver makes it."""
        resolve = self.definition.resolve
        if isinstance(resolve, DocumentField):
            return resolve
        return DocumentField(self.name) if isinstance(resolve, partial) and resolve.func is published else None

    @property
    def is_plain(self) -> bool:
        """Whether nothing is selected below it, and it is read as it stands."""
        return self.stored is not None and is_leaf_type(get_named_type(self.definition.type))


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected of an object of one type: fields, and what is always the same, in the order of the answer."""

    parts: list[Field | tuple[str, str]]

    @property
    def is_plain(self) -> bool:
        """Whether it can be written into the function that needs it."""
        return any(isinstance(part, Field) for part in self.parts) and all(
            part.is_plain for part in self.parts if isinstance(part, Field)
        )


class Below(Protocol):
    """What compiles the selections below a field."""

    def selection(self, of_type: GraphQLObjectType, nodes: list[FieldNode]) -> Selection:
        """Return what fields of one name select of an object."""

    def projector(self, selection: Selection) -> Projector:
        """Return the projector of a selection."""

    def by_type(self, of_type: GraphQLOutputType, field: Field) -> ByType:
        """Return the projectors of an interface or union."""


class ByType(Protocol):
    """The projectors of an interface or union, by the type that an object turns out to have."""

    decided_by: str | None
    """Which part of its objects alone decides their type, if one does."""

    decided: dict[Any, Projector]
    """The projectors for the values of that part that have been met."""

    def __call__(self, source: Any, run: Run) -> dict[str, JsonValue]:
        """Project an object."""

    def decide(self, source: Any, run: Run) -> Projector:
        """Return the projector of an object whose part was not met yet."""


class Writer:
    """Writes the projector of one selection."""

    def __init__(self, below: Below) -> None:
        self._below = below
        self._names: dict[str, Any] = {"bail_out": bail_out, "new": tuple.__new__, "info": GraphQLResolveInfo}

    def function(self, selection: Selection) -> Projector:
        """Return the projector.

        Raises:
            NotProjectable: only the reference executor answers something that is selected below it.
        Source:
            GraphQL specification, October 2021, section 6.4.3 (value completion).
        """
        lines: list[str] = []
        entries: list[str] = []
        for part in selection.parts:
            if isinstance(part, Field):
                variable = f"v{len(entries)}"
                lines.append(f"{variable} = {self._value(part)}")
                entries.append(f"{part.response_name!r}: {self._completed(part.definition.type, variable, part)}")
            else:
                entries.append("{!r}: {!r}".format(*part))
        if any(isinstance(part, Field) and part.stored is not None for part in selection.parts):
            lines = ["read = (source if source.__class__ is dict else source.value).get", *lines]
        lines.append(f"return {{{', '.join(entries)}}}")
        text = "def project(source, run):\n" + "\n".join(f"    {line}" for line in lines)
        names = dict(self._names)
        exec(compile(text, "<projector>", "exec"), names)  # the text is written above, from a valid document
        projector: Projector = names["project"]
        return projector

    def _value(self, field: Field) -> str:
        """Return the expression that resolves a field."""
        if field.stored is not None:
            return _read("read", field.stored)
        resolve = field.definition.resolve or default_field_resolver
        infos = f"new(info, {self._named('static', field.static)} + run)" if _reads_info(resolve) else "None"
        arguments = ""
        if field.definition.args:
            arguments = f", **{self._arguments(field)}"
        return f"{self._named('resolve', resolve)}(source, {infos}{arguments})"

    def _arguments(self, field: Field) -> str:
        arguments = arguments_reader(field.definition, field.nodes[0])
        name = self._named("arguments", arguments)
        return name if isinstance(arguments, dict) else f"{name}(run[{VARIABLES}])"

    def _completed(self, of_type: GraphQLOutputType, variable: str, field: Field, given: str = "") -> str:
        """Return the expression that completes a value, as GraphQL's specification has it in 6.4.3.

        Args:
            given: the expression that puts the value into the variable, unless it is there already.
        """
        value = f"({variable} := {given})" if given else variable
        if isinstance(of_type, GraphQLNonNull):
            return f"({self._present(of_type.of_type, variable, field)} if {value} is not None else bail_out())"
        return f"(None if {value} is None else {self._present(of_type, variable, field)})"

    def _present(self, of_type: GraphQLOutputType, variable: str, field: Field) -> str:
        """Return the expression for a value that is not null."""
        if isinstance(of_type, GraphQLList):
            each = self._named("e", None)
            inner = self._completed(of_type.of_type, each, field)
            is_list = f"{variable}.__class__ is list or {variable}.__class__ is tuple"
            return f"([{inner} for {each} in {variable}] if {is_list} else bail_out())"
        if isinstance(of_type, GraphQLScalarType | GraphQLEnumType):
            leaf = f"{self._named('leaf', serializer(of_type))}({variable})"
            test = TESTS.get(of_type.name)
            return f"({variable} if {test.format(x=variable)} else {leaf})" if test else leaf
        if isinstance(of_type, GraphQLObjectType):
            selection = self._below.selection(of_type, field.nodes)
            if selection.is_plain:
                return self._inline_object(selection, variable)
            return f"{self._named('object', self._below.projector(selection))}({variable}, run)"
        return self._of_several_types(self._below.by_type(of_type, field), variable)

    def _inline_object(self, selection: Selection, variable: str) -> str:
        """Return the expression for an object of which only leaves are read."""
        read = self._named("r", None)
        entries = []
        for part in selection.parts:
            if isinstance(part, Field):
                given = _read(read, part.stored or DocumentField(part.name))
                value = self._completed(part.definition.type, self._named("w", None), part, given)
                entries.append(f"{part.response_name!r}: {value}")
            else:
                entries.append("{!r}: {!r}".format(*part))
        reading = f"({read} := ({variable} if {variable}.__class__ is dict else {variable}.value).get)"
        return f"({reading} and {{{', '.join(entries)}}})"

    def _of_several_types(self, by_type: ByType, variable: str) -> str:
        name = self._named("types", by_type)
        if by_type.decided_by is None:
            return f"{name}({variable}, run)"
        found = self._named("decided", by_type.decided.get)
        return f"({found}({variable}.value[{by_type.decided_by!r}]) or {name}.decide({variable}, run))({variable}, run)"

    def _named(self, kind: str, value: Any) -> str:
        name = f"{kind}{len(self._names)}"
        self._names[name] = value
        return name


def _read(read: str, stored: DocumentField) -> str:
    """Return the expression that reads a value from the document, by the function that reads from it."""
    return f"({read}({stored.name!r}) or ())" if stored.is_list else f"{read}({stored.name!r})"


def _reads_info(resolve: Callable[..., Any]) -> bool:
    """Return whether a resolver reads its second argument; one that does not calls it `_info`."""
    if not isinstance(resolve, FunctionType):
        return True
    names = resolve.__code__.co_varnames[: resolve.__code__.co_argcount]
    return len(names) < 2 or names[1] != "_info"
