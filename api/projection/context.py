"""The executor that projects, and falls back on graphql-core's own."""

from __future__ import annotations

from collections import Counter
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutionContext,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    default_field_resolver,
    default_type_resolver,
    get_operation_ast,
    visit,
)
from graphql.execution.execute import CollectedErrors

from tenants.bounded import BoundedMap

from .compiling import Compiler
from .inputs import variables_reader
from .values import Unexpected
from .writing import Projector

MAX_PLANS = 2_000

outcomes: Counter[str] = Counter()
"""How many operations of this process were `projected`, and how many were left to the `reference` executor."""


class Plan:
    """What is made once for an operation of a document: its projectors, and how its variables are read.

    There is a projector for each setting of the variables that skip or include fields.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.document = document
        self.operation = operation
        self.fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self.read_variables = variables_reader(schema, operation) or _nothing
        self._schema = schema
        self._conditions = sorted(_conditions(operation, self.fragments))
        self._projectors: dict[tuple[Any, ...], Projector | None] = {}

    def projector(self, variables: dict[str, Any]) -> Projector | None:
        """Return the projector for an execution; None when only the reference executor can run it."""
        setting = tuple([variables.get(name) for name in self._conditions])
        if setting not in self._projectors:
            self._projectors[setting] = self._compiled(dict(zip(self._conditions, setting, strict=True)))
        return self._projectors[setting]

    def _compiled(self, conditions: dict[str, Any]) -> Projector | None:
        try:
            return Compiler(self._schema, self.fragments, conditions).operation(self.operation)
        except Unexpected:
            return None


_plans: BoundedMap[tuple[int, str | None], Plan] = BoundedMap(MAX_PLANS)


class ProjectingContext(ExecutionContext):
    """Answers by projection; whatever a projector does not expect is answered by graphql-core's own executor."""

    plan: Plan | None = None

    @staticmethod
    def is_awaitable(_value: Any) -> bool:
        """Fields only read memory: nothing is waited for."""
        return False

    @classmethod
    def build(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        root_value: Any = None,
        context_value: Any = None,
        raw_variable_values: dict[str, Any] | None = None,
        operation_name: str | None = None,
        *others: Any,
        **options: Any,
    ) -> list[GraphQLError] | ExecutionContext:
        """Return the context of one execution, or what is wrong with its variables."""
        plan = _plan_of(schema, document, operation_name)
        variables = None if plan is None else plan.read_variables(raw_variable_values or {})
        if plan is not None and variables is not None:
            context: Any = cls(
                schema,
                plan.fragments,
                root_value,
                context_value,
                plan.operation,
                variables,
                default_field_resolver,
                default_type_resolver,
                default_field_resolver,
                CollectedErrors(),
                None,
                None,
            )
        else:
            given = (root_value, context_value, raw_variable_values, operation_name)
            context = super().build(schema, document, *given, *others, **options)
        if isinstance(context, ProjectingContext):
            context.plan = plan
        built: list[GraphQLError] | ExecutionContext = context
        return built

    def execute_operation(self, operation: OperationDefinitionNode, root_value: Any) -> Any:
        """Return the answer's data; errors are collected on the way."""
        projector = None if self.plan is None else self.plan.projector(self.variable_values)
        if projector is not None:
            run = (root_value, operation, self.variable_values, self.context_value, self.is_awaitable)
            try:
                data = projector(root_value, run)
            except Exception:  # the reference executor meets it too, and words it
                pass
            else:
                outcomes["projected"] += 1
                self.context_value.is_projected = True
                return data
        outcomes["reference"] += 1
        return super().execute_operation(operation, root_value)


def _plan_of(schema: GraphQLSchema, document: DocumentNode, operation_name: str | None) -> Plan | None:
    # A plan holds its document, so that no other one can have the same identity while the plan is known.
    plan = _plans.get((id(document), operation_name))
    if plan is None or plan.document is not document:
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return None
        plan = Plan(schema, document, operation)
        _plans.put((id(document), operation_name), plan)
    return plan


def _nothing(_given: Any) -> None:
    """Read no variables: graphql-core's own function does."""


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
