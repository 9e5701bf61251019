"""Documents, parsed and validated once: a bounded cache, since both cost milliseconds."""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import cached_property
from threading import Lock

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from api.errors.coded_error import CodedError, ErrorCode
from api.limits import MAX_COMMENTS, MAX_TOKENS, check_size

from .confidential import asks_confidential
from .graphql_messages import syntax_hint
from .pricing import Priced
from .projection import Plan
from .tokens import check_tokens
from .validation import RULES

MAX_DOCUMENTS = 1_000
MAX_CHARACTERS = 500_000
"""A cached document, with its plan, takes some two hundred bytes for each of its characters."""

MAX_ERRORS = 10
TOO_LONG = re.compile(r"Document contains more than \d+ ")
"""How graphql-core begins when it stops at one of its limits: it has no class for that."""


class InvalidDocument(Exception):
    """A query cannot be run; `errors` say why, each with its place."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(len(errors))
        self.errors = errors


class Operation:
    """One operation of a valid document, with what is made of it once, when it is first needed.

    Attributes:
        document: the whole document that it stands in.
        node: the operation itself.
        fragments: the document's, by name.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> None:
        self.schema = schema
        self.document = document
        self.node = node
        self.name = node.name.value if node.name is not None else None
        self.is_query = node.operation is OperationType.QUERY
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    @cached_property
    def is_by_post_only(self) -> bool:
        """Whether it changes something, or is given what must not stand in an address."""
        return not self.is_query or asks_confidential([self.node, *self.fragments.values()])

    @cached_property
    def priced(self) -> Priced:
        """What it costs."""
        return Priced(self.schema, self.node, self.fragments)

    @cached_property
    def plan(self) -> Plan:
        """How it is projected."""
        return Plan(self.schema, self.node, self.fragments)


class Document:
    """A valid document."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        nodes = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
        self.operations = [Operation(schema, node, each) for each in nodes]

    def operation(self, name: str | None) -> Operation:
        """Return the operation of a name; without one, the only one.

        Raises:
            InvalidDocument: there is none of that name, or several and no name.
        Source:
            GraphQL specification, October 2021, section 6.1, `GetOperation`.
        """
        found = self.operations if name is None else [each for each in self.operations if each.name == name]
        if len(found) != 1:
            error = CodedError(ErrorCode.BAD_OPERATION, field="operationName")
            raise InvalidDocument([GraphQLError(str(error.code), original_error=error)])
        return found[0]


class Documents:
    """Valid documents by their text, the least recently used dropped first. Safe to share between threads."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, query: str) -> Document:
        """Return the parsed and validated document.

        Raises:
            InvalidDocument: it has a syntax error, is too large, or does not fit the schema.
        Source:
            GraphQL specification, October 2021, section 5 (validation). The limits of size are this service's own.
        """
        with self._lock:
            document = self._documents.get(query)
            if document is not None:
                self._documents.move_to_end(query)
                return document
        document = Document(self._schema, _valid(query, self._schema))
        self._store(query, document)
        return document

    def cached(self, query: str) -> Document | None:
        """Return a document that has been parsed and validated; None when it is not cached."""
        return self._documents.get(query)

    def _store(self, query: str, document: Document) -> None:
        with self._lock:
            if query in self._documents:
                return
            self._documents[query] = document
            self._characters += len(query)
            while len(self._documents) > MAX_DOCUMENTS or self._characters > MAX_CHARACTERS:
                dropped, _ = self._documents.popitem(last=False)
                self._characters -= len(dropped)


def _valid(query: str, schema: GraphQLSchema) -> DocumentNode:
    try:
        check_tokens(query)
        document = _parsed(query)
        check_size(document)
    except CodedError as error:
        raise InvalidDocument([GraphQLError(str(error.code), original_error=error)]) from error
    errors = validate(schema, document, RULES, max_errors=MAX_ERRORS)
    if errors:
        raise InvalidDocument([error for error in errors if error.original_error is not None] or [_aborted()])
    return document


def _aborted() -> GraphQLError:
    """Return the error for a document that graphql-core stopped validating before it found one."""
    return GraphQLError("Validation aborted.", original_error=CodedError(ErrorCode.INVALID_DOCUMENT))


def _parsed(query: str) -> DocumentNode:
    try:
        return parse(query, max_lexical_tokens=MAX_TOKENS, max_comments=MAX_COMMENTS)
    except GraphQLSyntaxError as error:
        raise InvalidDocument([_explained(error)]) from error
    except GraphQLError as error:
        # graphql-core has no syntax error for what is nested beyond the interpreter's stack.
        hint, values = syntax_hint(error.message)
        too_deep = CodedError(ErrorCode.SYNTAX, hint=hint, **values)
        raise InvalidDocument([GraphQLError(error.message, original_error=too_deep)]) from error


def _explained(error: GraphQLSyntaxError) -> GraphQLError:
    description = error.message.removeprefix("Syntax Error: ")
    if TOO_LONG.match(description):
        coded = CodedError(ErrorCode.TOO_MANY_TOKENS, limit=MAX_TOKENS)
    else:
        hint, values = syntax_hint(description)
        coded = CodedError(ErrorCode.SYNTAX, hint=hint, **values)
    return GraphQLError(error.message, source=error.source, positions=error.positions, original_error=coded)
