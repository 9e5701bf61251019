"""Fields to which a secret or somebody's words are given: only in variables, and only by POST.

A document is cached, may be registered by its client and is then kept; the address of a request is written into logs
by whatever stands between. Variables of a POST are neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    Node,
    StringValueNode,
    VariableDefinitionNode,
    Visitor,
    VisitorAction,
    visit,
)
from graphql.validation import ASTValidationContext, ASTValidationRule

from api.errors.coded_error import CodedError, ErrorCode

CONFIDENTIAL: Final = frozenset(
    {
        "conversation",
        "startConversation",
        "sendMessage",
        "stayInConversation",
        "endConversation",
        "eraseConversation",
        "rateConversation",
        "cancelCall",
    }
)
"""Their names. One that has no arguments only shows what was asked for elsewhere."""


def asks_confidential(nodes: Iterable[Node | FragmentDefinitionNode]) -> bool:
    """Whether any of these selects such a field, with arguments."""
    search = _Search()
    for node in nodes:
        visit(node, search)
    return search.found is not None


class ConfidentialValuesRule(ASTValidationRule):
    """Texts that are given to such a field stand in variables, without defaults."""

    def __init__(self, context: ASTValidationContext) -> None:
        super().__init__(context)
        self._asks = False
        self._defaults: list[VariableDefinitionNode] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Look at the arguments of a field."""
        if not _is_confidential(node):
            return
        self._asks = True
        for argument in node.arguments:
            if _has_text(argument):
                self._report(argument, argument.name.value)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        """Note a default."""
        if node.default_value is not None and _has_text(node.default_value):
            self._defaults.append(node)

    def leave_document(self, _node: DocumentNode, *_: Any) -> None:
        """Refuse defaults, if any such field is asked for."""
        for definition in self._defaults if self._asks else ():
            self._report(definition, definition.variable.name.value)

    def _report(self, node: Node, name: str) -> None:
        coded = CodedError(ErrorCode.SECRET_IN_DOCUMENT, field=name)
        self.report_error(GraphQLError(str(coded.code), node, original_error=coded))


class _Search(Visitor):
    """Finds a confidential field."""

    found: Node | None = None

    def enter_field(self, node: FieldNode, *_: Any) -> VisitorAction:
        if _is_confidential(node):
            self.found = node
            return self.BREAK
        return None


class _Texts(Visitor):
    """Finds a text."""

    found: Node | None = None

    def enter_string_value(self, node: StringValueNode, *_: Any) -> VisitorAction:
        self.found = node
        return self.BREAK


def _is_confidential(node: FieldNode) -> bool:
    return bool(node.arguments) and node.name.value in CONFIDENTIAL


def _has_text(node: Node) -> bool:
    texts = _Texts()
    visit(node, texts)
    return texts.found is not None
