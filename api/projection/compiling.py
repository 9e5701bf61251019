"""From a selection to its projector."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.execute import get_field_def
from graphql.pyutils import Path

from .values import Unexpected, leave
from .writing import Projector, Run, Writer

TYPENAME = "__typename"


class Compiler:
    """Compiles the selections of one operation, for one setting of the variables that skip or include fields.

    Which fields are collected, in which order, and what is merged is decided by graphql-core's own functions: those
    that the reference executor calls for every object.
    """

    def __init__(
        self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], conditions: dict[str, Any]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._conditions = conditions

    def operation(self, operation: OperationDefinitionNode) -> Projector:
        """Return the projector of the whole answer.

        Raises:
            Unexpected: only the reference executor answers this: not a query, or the schema's description of itself.
        """
        root = self._schema.query_type
        if operation.operation is not OperationType.QUERY or root is None:
            raise Unexpected
        fields = collect_fields(self._schema, self._fragments, self._conditions, root, operation.selection_set)
        return self._object(root, fields)

    def _object(self, of_type: GraphQLObjectType, fields: dict[str, list[FieldNode]]) -> Projector:
        if of_type.is_type_of is not None:
            raise Unexpected
        writer = Writer(self._below)
        for response_name, nodes in fields.items():
            name = nodes[0].name.value
            if name == TYPENAME:
                writer.constant(response_name, of_type.name)
                continue
            definition = get_field_def(self._schema, of_type, nodes[0])
            if definition is None or name.startswith("__"):
                raise Unexpected
            path = Path(None, response_name, of_type.name)
            static = (name, nodes, definition.type, of_type, path, self._schema, self._fragments)
            writer.field(response_name, definition, nodes, static)
        return writer.function()

    def _below(self, of_type: GraphQLOutputType, nodes: list[FieldNode], static: Run) -> Projector:
        named = get_named_type(of_type)
        if isinstance(named, GraphQLObjectType):
            return self.selection(named, nodes)
        return (
            ByType(self, named, nodes, static)
            if isinstance(named, GraphQLInterfaceType | GraphQLUnionType)
            else leave()
        )

    def selection(self, of_type: GraphQLObjectType, nodes: list[FieldNode]) -> Projector:
        """Return the projector of what fields of one name select of an object."""
        return self._object(
            of_type, collect_sub_fields(self._schema, self._fragments, self._conditions, of_type, nodes)
        )

    def type_named(self, name: str) -> GraphQLObjectType:
        """Return an object type of the schema.

        Raises:
            Unexpected: there is none of this name.
        """
        found = self._schema.get_type(name)
        return found if isinstance(found, GraphQLObjectType) else leave()


class ByType:
    """The projector of an interface or union: that of the object's own type, compiled when the first one is met.

    An interface may say `decided_by`: the name of the part of its objects that alone decides their type. It is then
    resolved once for each value of that part, and not for each object.
    """

    def __init__(
        self, compiler: Compiler, of_type: GraphQLInterfaceType | GraphQLUnionType, nodes: list[FieldNode], static: Run
    ) -> None:
        if of_type.resolve_type is None:
            raise Unexpected
        self._compiler = compiler
        self._possible = {each.name for each in compiler._schema.get_possible_types(of_type)}
        self._type = of_type
        self._resolve_type = of_type.resolve_type
        self._nodes = nodes
        self._static = static
        self._projectors: dict[Any, Projector] = {}
        self._decided_by: str | None = getattr(getattr(of_type, "graphene_type", None), "decided_by", None)
        self._decided: dict[Any, Projector] = {}

    def __call__(self, source: Any, run: Run) -> Any:
        if self._decided_by is None:
            return self._projector(source, run)(source, run)
        value = source.value[self._decided_by]
        projector = self._decided.get(value)
        if projector is None:
            projector = self._decided[value] = self._projector(source, run)
        return projector(source, run)

    def _projector(self, source: Any, run: Run) -> Projector:
        name = self._resolve_type(source, GraphQLResolveInfo(*self._static, *run), self._type)
        projector = self._projectors.get(name)
        if projector is None:
            projector = self._projectors[name] = self._compiled(name)
        return projector

    def _compiled(self, name: Any) -> Projector:
        if name not in self._possible:
            raise Unexpected
        return self._compiler.selection(self._compiler.type_named(name), self._nodes)
