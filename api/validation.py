"""Validation by graphql-core's rules, each of which says its code."""

from __future__ import annotations

import re
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from graphql import GraphQLError, GraphQLNamedType, specified_rules, validation
from graphql.pyutils import suggestion_list
from graphql.validation import ASTValidationContext, ASTValidationRule, MaxIntrospectionDepthRule, ValidationContext
from graphql.validation.rules.max_introspection_depth_rule import MAX_LIST_DEPTH

from .errors import CodedError, ErrorCode

CODES: dict[type[ASTValidationRule], ErrorCode] = {
    validation.ExecutableDefinitionsRule: ErrorCode.BAD_OPERATION,
    validation.FieldsOnCorrectTypeRule: ErrorCode.UNKNOWN_FIELD,
    validation.FragmentsOnCompositeTypesRule: ErrorCode.BAD_FRAGMENT,
    validation.KnownArgumentNamesRule: ErrorCode.UNKNOWN_ARGUMENT,
    validation.KnownDirectivesRule: ErrorCode.UNKNOWN_DIRECTIVE,
    validation.KnownFragmentNamesRule: ErrorCode.BAD_FRAGMENT,
    validation.KnownTypeNamesRule: ErrorCode.UNKNOWN_TYPE,
    validation.LoneAnonymousOperationRule: ErrorCode.BAD_OPERATION,
    validation.NoFragmentCyclesRule: ErrorCode.BAD_FRAGMENT,
    validation.NoUndefinedVariablesRule: ErrorCode.BAD_VARIABLE,
    validation.NoUnusedFragmentsRule: ErrorCode.BAD_FRAGMENT,
    validation.NoUnusedVariablesRule: ErrorCode.BAD_VARIABLE,
    validation.OverlappingFieldsCanBeMergedRule: ErrorCode.BAD_SELECTION,
    validation.PossibleFragmentSpreadsRule: ErrorCode.BAD_FRAGMENT,
    validation.ProvidedRequiredArgumentsRule: ErrorCode.MISSING_ARGUMENT,
    validation.ScalarLeafsRule: ErrorCode.BAD_SELECTION,
    validation.SingleFieldSubscriptionsRule: ErrorCode.BAD_OPERATION,
    validation.UniqueArgumentNamesRule: ErrorCode.INVALID_DOCUMENT,
    validation.UniqueDirectivesPerLocationRule: ErrorCode.UNKNOWN_DIRECTIVE,
    validation.UniqueFragmentNamesRule: ErrorCode.BAD_FRAGMENT,
    validation.UniqueInputFieldNamesRule: ErrorCode.BAD_VALUE,
    validation.UniqueOperationNamesRule: ErrorCode.BAD_OPERATION,
    validation.UniqueVariableNamesRule: ErrorCode.BAD_VARIABLE,
    validation.ValuesOfCorrectTypeRule: ErrorCode.BAD_VALUE,
    validation.VariablesAreInputTypesRule: ErrorCode.BAD_VARIABLE,
    validation.VariablesInAllowedPositionRule: ErrorCode.BAD_VARIABLE,
    MaxIntrospectionDepthRule: ErrorCode.TOO_DEEP,
}
DID_YOU_MEAN = _("Did you mean %(suggestions)s?")
SCHEMA_TOO_DEEP = _("Lists of the schema's description of itself may stand %(limit)d deep within each other.")
LISTS_IN_INTROSPECTION = MAX_LIST_DEPTH - 1
LONGEST_GUESSED = 60
"""A longer name is no slip of the keyboard, and takes long to compare."""

QUOTED = re.compile(r"'([^']+)'")


def explained(error: GraphQLError, code: ErrorCode, context: ValidationContext) -> CodedError:
    """Return the coded form of what a rule found, while the context still stands at its place."""
    if code is ErrorCode.TOO_DEEP:
        return CodedError(code, value=LISTS_IN_INTROSPECTION + 1, limit=LISTS_IN_INTROSPECTION, hint=SCHEMA_TOO_DEEP)
    name = _named(error, code, context)
    if code is ErrorCode.UNKNOWN_FIELD:
        parent = context.get_parent_type()
        known = list(getattr(parent, "fields", {}))
        type_name = parent.name if isinstance(parent, GraphQLNamedType) else ""
        return _with_suggestions(code, name, _similar(name, known), type_name)
    suggestions = QUOTED.findall(error.message.partition("Did you mean")[2])
    if suggestions:
        return _with_suggestions(code, name, suggestions)
    return CodedError(code, field=name, hint=error.message)


def _similar(name: str, known: list[str]) -> list[str]:
    return suggestion_list(name, known) if len(name) <= LONGEST_GUESSED else []


def _with_suggestions(code: ErrorCode, field: str, suggestions: list[str], type_name: str = "") -> CodedError:
    if not suggestions:
        return CodedError(code, field=field, type=type_name)
    return CodedError(code, field=field, hint=DID_YOU_MEAN, suggestions=", ".join(suggestions[:3]), type=type_name)


def _argument_at(context: ValidationContext) -> str:
    """Return the name of the argument whose value is being visited."""
    of_field = context.get_field_def()
    argument = context.get_argument()
    names = [name for name, known in of_field.args.items() if known is argument] if of_field is not None else []
    return names[0] if names else "query"


def _named(error: GraphQLError, code: ErrorCode, context: ValidationContext) -> str:
    """Return the name of what an error is about: a field, an argument, a variable, a type."""
    if code is ErrorCode.BAD_VALUE:
        return _argument_at(context)
    if code is ErrorCode.BAD_SELECTION:
        # The error stands at a selection, which has no name; its message begins with the field's, or with its alias.
        return QUOTED.findall(error.message)[0]
    node: Any = error.nodes[0] if error.nodes else None
    for step in ("variable", "name"):
        node = getattr(node, step, None) or node
    name = getattr(node, "value", None)
    return name if isinstance(name, str) else "query"


class _CodingContext:
    """A validation context that gives each error it is told of a code; all else is the context's own."""

    def __init__(self, context: ASTValidationContext, code: ErrorCode) -> None:
        self._context = context
        self._code = code

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def report_error(self, error: GraphQLError) -> None:
        coded = explained(error, self._code, cast(ValidationContext, self._context))
        self._context.report_error(GraphQLError(error.message, error.nodes, original_error=coded))


def _coding(rule: type[ASTValidationRule], code: ErrorCode) -> type[ASTValidationRule]:
    """Return the rule, reporting its errors with the code."""

    def initialize(self: ASTValidationRule, context: ASTValidationContext) -> None:
        rule.__init__(self, cast(ASTValidationContext, _CodingContext(context, code)))

    return type(rule.__name__, (rule,), {"__init__": initialize})


RULES = tuple(
    _coding(rule, CODES.get(rule, ErrorCode.INVALID_DOCUMENT)) for rule in (*specified_rules, MaxIntrospectionDepthRule)
)
