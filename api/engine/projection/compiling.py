"""From a selection to its projector."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
)
from graphql.pyutils import Path

from api.engine.selections import Fields, Selections
from content_models.shapes.parts import JsonValue

from .values import NotProjectable, bail_out
from .writing import Field, Projector, Run, Selection, Writer

TYPENAME = "__typename"


class Compiler:
    """Compiles the selections of one operation."""

    def __init__(self, selections: Selections) -> None:
        self._selections = selections
        self._schema = selections.schema

    def operation(self, operation: OperationDefinitionNode) -> Projector:
        """Return the projector of the whole answer.

        Raises:
            NotProjectable: only the reference executor answers: it is no query, or asks for the schema's description.
        """
        root = self._schema.query_type
        if operation.operation is not OperationType.QUERY or root is None:
            raise NotProjectable
        return self.projector(self._selected(root, self._selections.of_operation(root, operation)))

    def selection(self, of_type: GraphQLObjectType, nodes: list[FieldNode]) -> Selection:
        """Return what fields of one name select of an object.

        Raises:
            NotProjectable: only the reference executor answers one of them, or the type has an `is_type_of`.
        """
        return self._selected(of_type, self._selections.within(of_type, nodes))

    def projector(self, selection: Selection) -> Projector:
        """Return the projector of a selection.

        Raises:
            NotProjectable: only the reference executor answers something that is selected below it.
        """
        return Writer(self).function(selection)

    def by_type(self, of_type: GraphQLOutputType, field: Field) -> ByType:
        """Return the projectors of an interface or union.

        Raises:
            NotProjectable: the type is of another kind.
        """
        named = get_named_type(of_type)
        if not isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            raise NotProjectable
        return ByType(self, named, field)

    def type_named(self, name: str) -> GraphQLObjectType:
        """Return an object type of the schema.

        Raises:
            NotProjectable: there is none of this name.
        """
        found = self._schema.get_type(name)
        return found if isinstance(found, GraphQLObjectType) else bail_out()

    def possible_types(self, of_type: GraphQLInterfaceType | GraphQLUnionType) -> set[str]:
        """Return the names of the types that an object of an interface or union can have."""
        return {each.name for each in self._schema.get_possible_types(of_type)}

    def _selected(self, of_type: GraphQLObjectType, fields: Fields) -> Selection:
        if of_type.is_type_of is not None:
            raise NotProjectable
        return Selection([self._part(of_type, response_name, nodes) for response_name, nodes in fields.items()])

    def _part(self, of_type: GraphQLObjectType, response_name: str, nodes: list[FieldNode]) -> Field | tuple[str, str]:
        name = nodes[0].name.value
        if name == TYPENAME:
            return response_name, of_type.name
        definition = self._selections.definition(of_type, nodes)
        if definition is None or name.startswith("__"):
            raise NotProjectable
        path = Path(None, response_name, of_type.name)
        static = (name, nodes, definition.type, of_type, path, self._schema, self._selections.fragments)
        return Field(response_name, definition, nodes, static)


class ByType:
    """The projectors of an interface or union, each compiled when the first object of its type is met.

    An interface may say `decided_by`: the name of the part of its objects that alone decides their type. It is then
    resolved once for each value of that part, and not for each object.

    Raises:
        NotProjectable: nothing says which type an object has.
    Source:
        GraphQL specification, October 2021, section 6.4.3 (`ResolveAbstractType`).
    """

    def __init__(self, compiler: Compiler, of_type: GraphQLInterfaceType | GraphQLUnionType, field: Field) -> None:
        if of_type.resolve_type is None:
            raise NotProjectable
        self.decided_by: str | None = getattr(getattr(of_type, "graphene_type", None), "decided_by", None)
        self.decided: dict[Any, Projector] = {}
        self._compiler = compiler
        self._possible = compiler.possible_types(of_type)
        self._type = of_type
        self._resolve_type = of_type.resolve_type
        self._field = field
        self._projectors: dict[Any, Projector] = {}

    def __call__(self, source: Any, run: Run) -> dict[str, JsonValue]:
        """Project an object.

        Raises:
            Exception: the object is itself an error, in the place of one object of a list.
            NotProjectable: it is of no type that can stand here, or only the reference executor answers for its type.
        """
        return self._projector(source, run)(source, run)

    def decide(self, source: Any, run: Run) -> Projector:
        """Return the projector of an object whose deciding part was not met yet.

        Raises:
            Exception, NotProjectable: as for the call.
        """
        projector = self.decided[source.value[self.decided_by]] = self._projector(source, run)
        return projector

    def _projector(self, source: Any, run: Run) -> Projector:
        if isinstance(source, Exception):  # an error in the place of one object of a list
            raise source
        name = self._resolve_type(source, GraphQLResolveInfo(*self._field.static, *run), self._type)
        projector = self._projectors.get(name)
        if projector is None:
            projector = self._projectors[name] = self._compiled(name)
        return projector

    def _compiled(self, name: Any) -> Projector:
        if name not in self._possible:
            raise NotProjectable
        of_type = self._compiler.type_named(name)
        return self._compiler.projector(self._compiler.selection(of_type, self._field.nodes))
