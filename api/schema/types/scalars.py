"""Scalars of the schema."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import graphene
from graphql import GraphQLError, StringValueNode, ValueNode

Instant = TypeVar("Instant", datetime, date)
EARLIEST = datetime(1, 1, 3, tzinfo=UTC)
LATEST = datetime(9999, 12, 29, tzinfo=UTC)
"""Beyond these, an instant has no date in some time zone: Python counts the years from 1 to 9999."""


def _text_of(node: ValueNode) -> str:
    if not isinstance(node, StringValueNode):
        raise GraphQLError("Expected a string.", node)
    return node.value


def _literal(node: ValueNode, parse: Callable[[str], Instant]) -> Instant:
    """Parse a text in the query; an error names its place."""
    try:
        return parse(_text_of(node))
    except GraphQLError as error:
        raise GraphQLError(error.message, node) from error


class DateTime(graphene.Scalar):
    """An instant, as RFC 3339 writes it, with offset: `2026-11-23T18:00:00Z`. Answers are in UTC."""

    @staticmethod
    def serialize(value: datetime | str) -> str:
        """Write an instant in UTC; published documents hold it written already."""
        if isinstance(value, str):
            return value
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    @staticmethod
    def parse_value(value: Any) -> datetime:
        """Read an instant; one without offset is refused, since it would be another instant in each state."""
        try:
            instant = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise GraphQLError("Expected an instant such as 2026-11-23T18:00:00Z.") from error
        if instant.tzinfo is None:
            raise GraphQLError("Expected an instant with offset, such as 2026-11-23T12:00:00-06:00.")
        if not EARLIEST <= instant <= LATEST:
            raise GraphQLError("Expected an instant within the years from 1 to 9999.")
        return instant

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: object = None) -> datetime:
        """Read an instant written in the query."""
        return _literal(node, cls.parse_value)


class Date(graphene.Scalar):
    """A calendar day of the state, as ISO 8601 writes it: `2026-11-23`."""

    @staticmethod
    def serialize(value: date | str) -> str:
        """Write a day; published documents hold it written already."""
        return value if isinstance(value, str) else value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> date:
        """Read a day."""
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise GraphQLError("Expected a day such as 2026-11-23.") from error

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: object = None) -> date:
        """Read a day written in the query."""
        return _literal(node, cls.parse_value)


class Cursor(graphene.Scalar):
    """An opaque position in a list. Send it back as `after` or `before` of the same list with the same arguments."""

    serialize = staticmethod(str)

    @staticmethod
    def parse_value(value: Any) -> str:
        """Take a cursor as it was given."""
        if not isinstance(value, str):
            raise GraphQLError("Expected a string.")
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: object = None) -> str:
        """Read a cursor written in the query."""
        return _text_of(node)


class JSON(graphene.Scalar):
    """Any JSON value."""

    @staticmethod
    def serialize(value: Any) -> Any:
        """Leave the value as it is."""
        return value
