"""What an operation selects, as graphql-core collects it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.execute import get_field_def

Fields = dict[str, list[FieldNode]]
"""What is selected of an object: fields by their names in the answer, each with all nodes that are merged in it."""


class Selections:
    """The selections of one operation, for one setting of the variables that skip or include fields.

    Which fields are collected, in which order, and what is merged is decided by graphql-core's own functions: those
    that the reference executor calls for every object.
    """

    def __init__(
        self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], conditions: dict[str, Any]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self._conditions = conditions

    def of_operation(self, root: GraphQLObjectType, operation: OperationDefinitionNode) -> Fields:
        """Return what an operation selects of the type that it starts from.

        Source:
            GraphQL specification, October 2021, section 6.3.2 (field collection).
        """
        return collect_fields(self.schema, self.fragments, self._conditions, root, operation.selection_set)

    def within(self, of_type: GraphQLObjectType, nodes: list[FieldNode]) -> Fields:
        """Return what fields of one name select of the object that they lead to.

        Source:
            GraphQL specification, October 2021, sections 6.3.2 (field collection) and 6.4.3 (`MergeSelectionSets`).
        """
        return collect_sub_fields(self.schema, self.fragments, self._conditions, of_type, nodes)

    def definition(self, of_type: GraphQLObjectType, nodes: list[FieldNode]) -> GraphQLField | None:
        """Return what the schema says of a field; None where it has none of that name."""
        return get_field_def(self.schema, of_type, nodes[0])


def conditions_of(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, bool]:
    """Return the variables that decide what is selected, in alphabetical order, each with whether true means more.

    Source:
        GraphQL specification, October 2021, sections 3.13.1 (`@skip`) and 3.13.2 (`@include`).
    """
    visitor = _ConditionVisitor()
    for node in (operation.selection_set, *fragments.values()):
        visit(node, visitor)
    return dict(sorted(visitor.found.items()))


class _ConditionVisitor(Visitor):
    """Notes the variables in `@skip` and `@include`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, bool] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        for argument in node.arguments:
            if isinstance(argument.value, VariableNode):
                self.found[argument.value.name.value] = node.name.value == "include"
