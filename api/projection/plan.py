"""The plan of one operation: what is compiled once, and how a request is answered by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)

from ..limits import KNOWN_SETTINGS
from .compiling import Compiler
from .inputs import variables_reader
from .values import Unexpected
from .writing import Projector

outcomes: Counter[str] = Counter()
"""How many operations of this process were `projected`, and how many were left to the `reference` executor."""


class Plan:
    """What is made once for an operation: its projectors, and how its variables are read.

    There is a projector for each setting of the variables that skip or include fields.
    """

    def __init__(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]
    ) -> None:
        self._operation = operation
        self._fragments = fragments
        self._read_variables = variables_reader(schema, operation)
        self._schema = schema
        self._conditions = sorted(_conditions(operation, fragments))
        self._projectors: dict[tuple[Any, ...], Projector | None] = {}

    def answered(self, given: Mapping[str, Any], context: Any) -> dict[str, Any] | None:
        """Return the answer's data, which is then without errors; None: only the reference executor can answer.

        Args:
            given: the variables, as the client sent them.
            context: what resolvers find as `info.context`.
        """
        variables = self._read_variables(given)
        projector = None if variables is None else self._projector(variables)
        if projector is not None:
            try:
                data: dict[str, Any] = projector(None, (None, self._operation, variables, context, _is_awaitable))
            except Exception:  # the reference executor meets it too, and words it
                pass
            else:
                outcomes["projected"] += 1
                return data
        outcomes["reference"] += 1
        return None

    def _projector(self, variables: dict[str, Any]) -> Projector | None:
        setting = tuple([variables.get(name) for name in self._conditions])
        if setting not in self._projectors:
            if len(self._projectors) >= KNOWN_SETTINGS:
                self._projectors.clear()
            self._projectors[setting] = self._compiled(dict(zip(self._conditions, setting, strict=True)))
        return self._projectors.get(setting)

    def _compiled(self, conditions: dict[str, Any]) -> Projector | None:
        try:
            return Compiler(self._schema, self._fragments, conditions).operation(self._operation)
        except (Unexpected, GraphQLError):  # the second: a condition is null; the reference executor words it
            return None


def _is_awaitable(_value: Any) -> bool:
    """Fields only read memory: nothing is waited for."""
    return False


class _ConditionVisitor(Visitor):
    """Notes the variables in directives of a selection."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        values = [argument.value for argument in node.arguments]
        self.names |= {value.name.value for value in values if isinstance(value, VariableNode)}


def _conditions(operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]) -> set[str]:
    visitor = _ConditionVisitor()
    for node in (operation.selection_set, *fragments.values()):
        visit(node, visitor)
    return visitor.names
