"""Validation by graphql-core's rules, each of which says its code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from graphql import GraphQLError, specified_rules, validation
from graphql.pyutils import suggestion_list
from graphql.validation import ASTValidationContext, ASTValidationRule, MaxIntrospectionDepthRule, ValidationContext
from graphql.validation.rules.max_introspection_depth_rule import MAX_LIST_DEPTH

from api.errors.coded_error import CodedError, ErrorCode

from .confidential import ConfidentialValuesRule
from .graphql_messages import finding_of
from .value_places import place_of

CODES: dict[type[ASTValidationRule], ErrorCode] = {
    validation.ExecutableDefinitionsRule: ErrorCode.NOT_EXECUTABLE,
    validation.FieldsOnCorrectTypeRule: ErrorCode.UNKNOWN_FIELD,
    validation.FragmentsOnCompositeTypesRule: ErrorCode.FRAGMENT_ON_VALUE,
    validation.KnownArgumentNamesRule: ErrorCode.UNKNOWN_ARGUMENT,
    validation.KnownDirectivesRule: ErrorCode.UNKNOWN_DIRECTIVE,
    validation.KnownFragmentNamesRule: ErrorCode.UNKNOWN_FRAGMENT,
    validation.KnownTypeNamesRule: ErrorCode.UNKNOWN_TYPE,
    validation.LoneAnonymousOperationRule: ErrorCode.ANONYMOUS_OPERATION_NOT_ALONE,
    validation.NoFragmentCyclesRule: ErrorCode.FRAGMENT_CYCLE,
    validation.NoUndefinedVariablesRule: ErrorCode.UNDECLARED_VARIABLE,
    validation.NoUnusedFragmentsRule: ErrorCode.UNUSED_FRAGMENT,
    validation.NoUnusedVariablesRule: ErrorCode.UNUSED_VARIABLE,
    validation.OverlappingFieldsCanBeMergedRule: ErrorCode.CONFLICTING_FIELDS,
    validation.PossibleFragmentSpreadsRule: ErrorCode.IMPOSSIBLE_FRAGMENT,
    validation.ProvidedRequiredArgumentsRule: ErrorCode.MISSING_ARGUMENT,
    validation.ScalarLeafsRule: ErrorCode.MISSING_SELECTION,
    validation.SingleFieldSubscriptionsRule: ErrorCode.BAD_OPERATION,
    validation.UniqueArgumentNamesRule: ErrorCode.REPEATED_ARGUMENT,
    validation.UniqueDirectivesPerLocationRule: ErrorCode.REPEATED_DIRECTIVE,
    validation.UniqueFragmentNamesRule: ErrorCode.REPEATED_FRAGMENT,
    validation.UniqueInputFieldNamesRule: ErrorCode.BAD_VALUE,
    validation.UniqueOperationNamesRule: ErrorCode.REPEATED_OPERATION,
    validation.UniqueVariableNamesRule: ErrorCode.REPEATED_VARIABLE,
    validation.ValuesOfCorrectTypeRule: ErrorCode.BAD_VALUE,
    validation.VariablesAreInputTypesRule: ErrorCode.VARIABLE_NOT_INPUT,
    validation.VariablesInAllowedPositionRule: ErrorCode.MISTYPED_VARIABLE,
    MaxIntrospectionDepthRule: ErrorCode.TOO_DEEP,
}
DID_YOU_MEAN = _("Did you mean %(suggestions)s?")
WITHOUT_QUOTES = _("Write %(name)s without quotes: it is a name of an enum.")
SCHEMA_TOO_DEEP = _("Lists of the schema's description of itself may stand %(limit)d deep within each other.")
LISTS_IN_INTROSPECTION = MAX_LIST_DEPTH - 1
LONGEST_GUESSED = 60
"""A longer name is no slip of the keyboard, and takes long to compare."""

QUOTED = re.compile(r"'([^']+)'")


class SchemaError(CodedError):
    """Something that does not fit the schema. Its hint may say more of the schema than the query did."""

    def without_schema(self) -> CodedError:
        """Return it with the general hint of its code; an argument that is missing by the name of what lacks it."""
        named = self.values.get("of") if self.code is ErrorCode.MISSING_ARGUMENT else None
        plain = CodedError(self.code, field=self.field if named is None else str(named))
        plain.values = self.values
        return plain


def explained(error: GraphQLError, code: ErrorCode, context: ValidationContext) -> CodedError:
    """Return the coded form of what a rule found.

    Args:
        code: of the rule.
        context: of the validation, still at the place where the rule found it.
    """
    if code is ErrorCode.TOO_DEEP:
        return CodedError(code, value=LISTS_IN_INTROSPECTION + 1, limit=LISTS_IN_INTROSPECTION, hint=SCHEMA_TOO_DEEP)
    name = _named(error, code, context)
    if code is ErrorCode.UNKNOWN_FIELD:
        fields = list(getattr(context.get_parent_type(), "fields", {}))
        return coded_finding(error.message, code, name, _similar(name, fields))
    return coded_finding(error.message, code, name, QUOTED.findall(error.message.partition("Did you mean")[2]))


def coded_finding(message: str, code: ErrorCode, field: str, suggestions: Sequence[str] = ()) -> CodedError:
    """Return the coded form of a sentence of graphql-core's.

    Args:
        code: of what found it; some sentences have a code of their own.
        field: what it is about, as the query calls it.
        suggestions: names that may have been meant.
    """
    finding, values = finding_of(message)
    if values.get("in_quotes") in suggestions:
        return CodedError(finding.code or code, field=field, hint=WITHOUT_QUOTES, name=values["in_quotes"])
    if suggestions:
        shown = ", ".join(suggestions[:3])
        return SchemaError(finding.code or code, field=field, hint=DID_YOU_MEAN, suggestions=shown)
    return SchemaError(finding.code or code, field=field, hint=finding.hint, **values)


def _similar(name: str, names: list[str]) -> list[str]:
    return suggestion_list(name, names) if len(name) <= LONGEST_GUESSED else []


NAMED_IN_MESSAGE = {
    ErrorCode.MISSING_SELECTION: 0,
    ErrorCode.CONFLICTING_FIELDS: 0,
    ErrorCode.VARIABLE_NOT_INPUT: 0,
    ErrorCode.MISSING_ARGUMENT: 1,
}
"""Where graphql-core quotes the name of what the error is about, when the error's node has another name or none."""


def _named(error: GraphQLError, code: ErrorCode, context: ValidationContext) -> str:
    """Return the name of what an error is about: a field, an argument, a variable, a type."""
    node: Any = error.nodes[0] if error.nodes else None
    if code is ErrorCode.BAD_VALUE:
        return place_of(context.document, node)
    if code in NAMED_IN_MESSAGE:
        return QUOTED.findall(error.message)[NAMED_IN_MESSAGE[code]].removeprefix("$")
    for step in ("variable", "name"):
        node = getattr(node, step, None) or node
    name = getattr(node, "value", None)
    return name if isinstance(name, str) else "query"


class _CodingContext:
    """A validation context that gives each reported error a code."""

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


RULES = (
    *(
        _coding(rule, CODES.get(rule, ErrorCode.INVALID_DOCUMENT))
        for rule in (*specified_rules, MaxIntrospectionDepthRule)
    ),
    ConfidentialValuesRule,
)
