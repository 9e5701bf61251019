"""The executor that projects, and falls back on graphql-core's own."""

from __future__ import annotations

from collections import Counter
from typing import Any

from graphql import DirectiveNode, ExecutionContext, OperationDefinitionNode, VariableNode, Visitor, visit

from tenants.bounded import BoundedMap

from .compiling import Compiler
from .values import Unexpected
from .writing import Projector

MAX_PLANS = 2_000

outcomes: Counter[str] = Counter()
"""How many operations of this process were `projected`, and how many were left to the `reference` executor."""


class Plan:
    """The projectors of one operation, one for each setting of the variables that skip or include fields."""

    def __init__(self, context: ExecutionContext) -> None:
        self.operation = context.operation
        self._conditions = sorted(_conditions(context))
        self._projectors: dict[tuple[Any, ...], Projector | None] = {}

    def projector(self, context: ExecutionContext) -> Projector | None:
        """Return the projector for an execution; None when only the reference executor can run it."""
        setting = tuple(context.variable_values.get(name) for name in self._conditions)
        if setting not in self._projectors:
            self._projectors[setting] = _compiled(context, dict(zip(self._conditions, setting, strict=True)))
        return self._projectors[setting]


_plans: BoundedMap[int, Plan] = BoundedMap(MAX_PLANS)


class ProjectingContext(ExecutionContext):
    """Answers by projection; whatever a projector does not expect is answered by graphql-core's own executor."""

    @staticmethod
    def is_awaitable(_value: Any) -> bool:
        """Fields only read memory: nothing is waited for."""
        return False

    def execute_operation(self, operation: OperationDefinitionNode, root_value: Any) -> Any:
        """Return the answer's data; errors are collected on the way."""
        projector = _plan_of(self).projector(self)
        if projector is not None:
            run = (root_value, operation, self.variable_values, self.context_value, self.is_awaitable)
            try:
                data = projector(root_value, run)
            except Exception:  # the reference executor meets it too, and words it
                pass
            else:
                outcomes["projected"] += 1
                return data
        outcomes["reference"] += 1
        return super().execute_operation(operation, root_value)


def _plan_of(context: ExecutionContext) -> Plan:
    # A plan holds its operation, so that no other one can have the same identity while the plan is known.
    plan = _plans.get(id(context.operation))
    if plan is None or plan.operation is not context.operation:
        plan = Plan(context)
        _plans.put(id(context.operation), plan)
    return plan


def _compiled(context: ExecutionContext, conditions: dict[str, Any]) -> Projector | None:
    try:
        return Compiler(context.schema, context.fragments, conditions).operation(context.operation)
    except Unexpected:
        return None


class _ConditionVisitor(Visitor):
    """Notes the variables in directives of a selection."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        values = [argument.value for argument in node.arguments]
        self.names |= {value.name.value for value in values if isinstance(value, VariableNode)}


def _conditions(context: ExecutionContext) -> set[str]:
    visitor = _ConditionVisitor()
    for node in (context.operation.selection_set, *context.fragments.values()):
        visit(node, visitor)
    return visitor.names
