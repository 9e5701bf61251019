"""Running an operation. Fields only read memory, so nothing here is asynchronous."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from graphql import (
    ExecutionContext,
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    execute,
)
from graphql.execution.collect_fields import collect_fields

from api.cached_settings import cached_settings
from api.context import OutOfTime, RequestContext
from api.errors.coded_error import UNAVAILABLE_ERRORS, CodedError, ErrorCode

from .argument_check import ArgumentCheck, ArgumentRule
from .documents import InvalidDocument, Operation
from .validation import QUOTED, coded_finding
from .value_places import message_of, place_in_variables

NOT_OFFERED = _("This service has no operation of the kind “%(operation)s” yet.")


class Executor(StrEnum):
    """Who answers an operation; both give the same answers. Values of the setting `GRAPHQL_EXECUTOR`."""

    PROJECTING = "projecting"
    """The operation's own plan; whatever that does not expect is left to the reference."""

    REFERENCE = "reference"
    """graphql-core's executor."""


class ReferenceContext(ExecutionContext):
    """graphql-core's own executor. Fields only read memory: nothing is waited for."""

    @staticmethod
    def is_awaitable(_value: Any) -> bool:
        """Return False: no field is asynchronous."""
        return False


def run(
    operation: Operation,
    *,
    context: RequestContext,
    variables: dict[str, Any] | None,
    executor: Executor | None = None,
) -> ExecutionResult:
    """Run an operation of a valid document.

    Args:
        context: what resolvers find as `info.context`.
        variables: as the client sent them; None: none.
        executor: the one to use; as a rule that of the settings.
    Returns:
        The data, and an error for each field that could not be answered, with its path.
    Raises:
        InvalidDocument: the schema has no such kind of operation, or a variable is missing or does not fit.
    Source:
        GraphQL specification, October 2021, sections 6.1 to 6.4 (execution).
    """
    if operation.is_query and (executor or cached_settings.GRAPHQL_EXECUTOR) == Executor.PROJECTING:
        data = operation.plan.answered(variables or {}, context)
        if data is not None:
            return ExecutionResult(data, None)
    return _by_reference(operation, context, variables)


def lacks_unavailable_parts(result: ExecutionResult, operation: Operation) -> bool:
    """Return whether a query's answer lacks only a part for which the database is needed, which is unavailable.

    Raises:
        Exception: the failure itself, where the whole request should be tried again: the answer has no object, it is
            no query, or it exceeded its time limit.
    """
    failures = [error.original_error for error in result.errors or ()]
    for failure in failures:
        if isinstance(failure, OutOfTime):
            raise failure
        if isinstance(failure, UNAVAILABLE_ERRORS) and not (operation.is_query and _contains_object(result.data)):
            raise failure
    return any(isinstance(failure, UNAVAILABLE_ERRORS) for failure in failures)


def _contains_object(data: Any) -> bool:
    """Return whether one of the fields, or a member of a list, is an object: `__typename` alone is no answer."""
    values = data if isinstance(data, list) else (data or {}).values()
    return any(isinstance(value, dict) or (isinstance(value, list) and _contains_object(value)) for value in values)


def check(operation: Operation, variables: dict[str, Any] | None, rule: ArgumentRule) -> list[GraphQLError]:
    """Return the errors that the arguments of fields meet, without running an operation.

    Args:
        variables: as the client sent them; None: none.
        rule: what refuses arguments as the schema's resolvers do.
    Returns:
        An error for each field with an argument that is refused, with its path; skipped fields have none.
    Raises:
        InvalidDocument: as `run` does.
    """
    root = _root_of(operation)
    built = ReferenceContext.build(
        operation.schema, operation.document, raw_variable_values=variables, operation_name=operation.name
    )
    if isinstance(built, list):
        raise InvalidDocument([_of_variable(error) for error in built])
    try:
        collect_fields(operation.schema, built.fragments, built.variable_values, root, operation.node.selection_set)
    except GraphQLError as error:
        raise InvalidDocument([_of_variable(error)]) from error
    arguments = ArgumentCheck(operation.schema, operation.fragments, built.variable_values, rule)
    arguments.selection(root, operation.node.selection_set)
    return arguments.errors


def _root_of(operation: Operation) -> GraphQLObjectType:
    root = operation.schema.get_root_type(operation.node.operation)
    if root is None:
        kind = operation.node.operation.value
        error = CodedError(ErrorCode.BAD_OPERATION, field="query", hint=NOT_OFFERED, operation=kind)
        raise InvalidDocument([GraphQLError(str(error.code), operation.node, original_error=error)])
    return root


def _by_reference(operation: Operation, context: RequestContext, variables: dict[str, Any] | None) -> ExecutionResult:
    _root_of(operation)
    result = execute(
        operation.schema,
        operation.document,
        context_value=context,
        variable_values=variables,
        operation_name=operation.name,
        execution_context_class=ReferenceContext,
    )
    assert isinstance(result, ExecutionResult)
    if result.data is None and result.errors and all(error.path is None for error in result.errors):
        raise InvalidDocument([_of_variable(error) for error in result.errors])
    return result


def _of_variable(error: GraphQLError) -> GraphQLError:
    """Return the error of a variable with its code: no value, or one that does not fit its type."""
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return error
    message = message_of(error)
    suggestions = QUOTED.findall(message.partition("Did you mean")[2])
    coded = coded_finding(message, ErrorCode.BAD_VALUE, place_in_variables(error), suggestions)
    return GraphQLError(error.message, error.nodes, original_error=coded)
