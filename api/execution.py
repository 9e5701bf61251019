"""Running an operation. Fields only read memory, so nothing here is asynchronous."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from graphql import (
    DocumentNode,
    ExecutionContext,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    execute,
    get_operation_ast,
)

from .context import RequestContext
from .documents import InvalidDocument
from .errors import CodedError, ErrorCode
from .projection import ProjectingContext

NOT_OFFERED = _("This service has no operation of the kind “%(operation)s” yet.")


def _is_awaitable(value: Any) -> bool:
    return False


class ReferenceContext(ExecutionContext):
    """graphql-core's own executor, which is the reference for any other."""

    is_awaitable = staticmethod(_is_awaitable)


EXECUTORS: dict[str, type[ExecutionContext]] = {"projecting": ProjectingContext, "reference": ReferenceContext}
"""The executors, by the value of the setting `GRAPHQL_EXECUTOR`. They give the same answers."""


def operation_in(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation to run.

    Raises:
        InvalidDocument: there is none of that name, or several and no name.
    """
    operation = get_operation_ast(document, name)
    if operation is None:
        error = CodedError(ErrorCode.BAD_OPERATION, field="operationName")
        raise InvalidDocument([GraphQLError(str(error.code), original_error=error)])
    return operation


def run(
    schema: GraphQLSchema,
    document: DocumentNode,
    *,
    context: RequestContext,
    variables: dict[str, Any] | None,
    operation_name: str | None,
    executor: type[ExecutionContext] | None = None,
) -> ExecutionResult:
    """Run an operation of a valid document.

    Args:
        executor: the one to use; as a rule that of the settings.
    Raises:
        InvalidDocument: the schema has no such kind of operation, or a variable is missing or does not fit.
    """
    operation = operation_in(document, operation_name)
    if schema.get_root_type(operation.operation) is None:
        kind = operation.operation.value
        error = CodedError(ErrorCode.BAD_OPERATION, field="query", hint=NOT_OFFERED, operation=kind)
        raise InvalidDocument([GraphQLError(str(error.code), operation, original_error=error)])
    result = execute(
        schema,
        document,
        context_value=context,
        variable_values=variables,
        operation_name=operation_name,
        execution_context_class=executor or EXECUTORS[settings.GRAPHQL_EXECUTOR],
    )
    assert isinstance(result, ExecutionResult)
    if result.data is None and result.errors and all(error.path is None for error in result.errors):
        raise InvalidDocument([_of_variable(error) for error in result.errors])
    return result


def _of_variable(error: GraphQLError) -> GraphQLError:
    """Return the error of a variable with its code: a value that does not fit its type, or any other."""
    node = error.nodes[0] if error.nodes else None
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return error
    name = node.variable.name.value if isinstance(node, VariableDefinitionNode) else "variables"
    code = ErrorCode.BAD_VALUE if error.original_error is not None else ErrorCode.BAD_VARIABLE
    return GraphQLError(error.message, error.nodes, original_error=CodedError(code, field=name, hint=error.message))
