"""The plan of one operation: what is compiled once, and how a request is answered by it."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from graphql import FragmentDefinitionNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

from api.engine.selections import Selections, conditions_of
from api.errors.coded_error import UNAVAILABLE_ERRORS, CodedError
from api.limits import KNOWN_SETTINGS
from content_models.shapes.parts import JsonObject, JsonValue
from publishing.errors import DomainError

from .compiling import Compiler
from .inputs import Argument, variables_reader
from .values import NotProjectable
from .writing import Projector

if TYPE_CHECKING:
    from api.context import RequestContext

logger = logging.getLogger("api")

PROJECTED = "projected"
REFERENCE = "reference"
FAILED = "projection-failed"

outcomes: Counter[str] = Counter()
"""How many operations of this process were projected, left to the reference executor, or left to it by a bug."""

LEFT_TO_REFERENCE = (NotProjectable, CodedError, DomainError, GraphQLError, *UNAVAILABLE_ERRORS)
"""What is raised on purpose: the reference executor meets it too, and words it. Any other exception is a bug."""


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
        self._conditions = tuple(conditions_of(operation, fragments))
        self._projectors: dict[tuple[Any, ...], Projector | None] = {}
        self._is_reported = False

    def answered(self, given: JsonObject, context: RequestContext) -> dict[str, JsonValue] | None:
        """Return the answer's data, which is then without errors; None: only the reference executor can answer.

        A bug is logged once for each plan, and counted each time.

        Args:
            given: the variables, as the client sent them.
            context: what resolvers find as `info.context`; its `outcome` is set.
        """
        try:
            data = self._projected(given, context)
            context.outcome = REFERENCE if data is None else PROJECTED
        except LEFT_TO_REFERENCE:
            data, context.outcome = None, REFERENCE
        except Exception:
            data, context.outcome = None, FAILED
            if not self._is_reported:
                self._is_reported = True
                logger.exception("Request %s: the projection of its operation failed", context.request_id)
        outcomes[context.outcome] += 1
        return data

    def _projected(self, given: JsonObject, context: RequestContext) -> dict[str, JsonValue] | None:
        variables = self._read_variables(given)
        projector = None if variables is None else self._projector(variables)
        if projector is None:
            return None
        return projector(None, (None, self._operation, variables, context, _is_awaitable))

    def _projector(self, variables: dict[str, Argument]) -> Projector | None:
        setting = tuple([variables.get(name) for name in self._conditions])
        if setting not in self._projectors:
            if len(self._projectors) >= KNOWN_SETTINGS:
                self._projectors.clear()
            self._projectors[setting] = self._compiled(dict(zip(self._conditions, setting, strict=True)))
        return self._projectors.get(setting)

    def _compiled(self, conditions: dict[str, Argument]) -> Projector | None:
        try:
            return Compiler(Selections(self._schema, self._fragments, conditions)).operation(self._operation)
        except (NotProjectable, GraphQLError):  # the second: a condition is null; the reference executor words it
            return None


def _is_awaitable(_value: Any) -> bool:
    """Fields only read memory: nothing is waited for."""
    return False
