"""Checking the arguments of an operation's fields without running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    type_from_ast,
)
from graphql.execution.collect_fields import should_include_node
from graphql.execution.execute import get_field_def
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from api.errors.coded_error import CodedError

ArgumentRule = Callable[[Mapping[str, Any]], None]


class ArgumentCheck:
    """Checks the arguments of all fields of an operation; each fragment once, however often it is used.

    Args:
        rule: raises a `CodedError` for arguments (by their Python names) that a resolver refuses.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: dict[str, Any],
        rule: ArgumentRule,
    ) -> None:
        self.errors: list[GraphQLError] = []
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self._rule = rule
        self._seen: set[str] = set()

    def selection(self, of_type: Any, selection_set: SelectionSetNode | None, path: Path | None = None) -> None:
        """Check the fields that are selected of a type, and all within them; what is skipped is not checked.

        What is refused is added to `errors`.

        Args:
            selection_set: None: nothing is selected.
            path: where the selection stands in the answer; None: at the top.
        Source:
            GraphQL specification, October 2021, sections 6.3.2 (field collection) and 6.4.1 (coercing field arguments).
        """
        for node in selection_set.selections if selection_set is not None else ():
            try:
                is_included = should_include_node(self._variables, node)  # type: ignore[arg-type]  # one of the three
            except GraphQLError as error:  # a condition that is null
                self._found(error, node, path)
                continue
            if is_included:
                self._included(of_type, node, path)

    def _included(self, of_type: Any, node: Any, path: Path | None) -> None:
        if isinstance(node, FieldNode):
            self._field(of_type, node, path)
        elif isinstance(node, InlineFragmentNode):
            narrowed = of_type if node.type_condition is None else type_from_ast(self._schema, node.type_condition)
            self.selection(narrowed, node.selection_set, path)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in self._seen:
            self._seen.add(node.name.value)
            fragment = self._fragments[node.name.value]
            self.selection(type_from_ast(self._schema, fragment.type_condition), fragment.selection_set, path)

    def _field(self, of_type: Any, node: FieldNode, path: Path | None) -> None:
        definition = get_field_def(self._schema, of_type, node)
        if definition is None or node.name.value.startswith("__"):
            return
        here = Path(path, (node.alias or node.name).value, of_type.name)
        try:
            self._rule(get_argument_values(definition, node, self._variables))
        except (CodedError, GraphQLError) as error:
            self._found(error, node, here)
        else:
            self.selection(get_named_type(definition.type), node.selection_set, here)

    def _found(self, error: CodedError | GraphQLError, node: Any, path: Path | None) -> None:
        where = None if path is None else path.as_list()
        if isinstance(error, GraphQLError):
            self.errors.append(GraphQLError(error.message, error.nodes or node, path=where))
        else:
            self.errors.append(GraphQLError(str(error.code), node, path=where, original_error=error))
