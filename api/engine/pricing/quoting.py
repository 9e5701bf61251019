"""The prices of an operation, compiled once, and their values for the variables of a request."""

from __future__ import annotations

from typing import NamedTuple

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode
from graphql.utilities import value_from_ast_untyped

from api.engine.selections import Selections, conditions_of
from api.limits import KNOWN_SETTINGS

from .compiling import Compiler
from .price import Price, Variables
from .weights import HUNDREDTHS

MAX_LISTED = 10_000_000
"""Higher prices are reported as this one: nested lists multiply to any number."""


class Quote(NamedTuple):
    """What one request costs.

    Args:
        points: the price, rounded up.
        asks_schema: whether it asks the schema about itself.
        is_first: whether the operation was priced just now, and so is to be compiled.
    """

    points: int
    asks_schema: bool = False
    is_first: bool = False


class Priced:
    """One operation: its price for each setting of the variables that skip or include fields."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDefinitionNode],
    ) -> None:
        self._operation = operation
        self._schema = schema
        self._fragments = fragments
        self._defaults = {
            definition.variable.name.value: value_from_ast_untyped(definition.default_value)
            for definition in operation.variable_definitions
            if definition.default_value is not None
        }
        self._conditions = conditions_of(operation, fragments)
        self._prices: dict[tuple[bool, ...], tuple[Price, bool]] = {}
        self._always: Quote | None = None

    def quote(self, variables: Variables) -> Quote:
        """Return what it costs with these variables.

        Args:
            variables: as the client sent them; any value may be of the wrong type.
        """
        if self._always is not None:
            return self._always
        given = {**self._defaults, **variables}
        setting = tuple(bool(given.get(name)) for name in self._conditions)
        cached = self._prices.get(setting)
        price, asks_schema = cached or self._price(setting)
        quote = Quote(_points(price.value(given)), asks_schema, is_first=cached is None)
        if not self._conditions and not price.varying:
            self._always = quote._replace(is_first=False)
        return quote

    def most(self) -> int:
        """Return the points that it costs at most, whatever its variables; with all that they can include."""
        price, _ = self._compiled(tuple(self._conditions.values()))
        return _points(price.most())

    def breakdown(self, variables: Variables) -> dict[str, float]:
        """Return the points of each top field and, by dotted names, of the fields right below, with these variables.

        Args:
            variables: as for `quote`.
        """
        given = {**self._defaults, **variables}
        conditions = {name: bool(given.get(name)) for name in self._conditions}
        parts = Compiler(Selections(self._schema, self._fragments, conditions)).parts(self._operation)
        return {name: min(price.value(given), MAX_LISTED * HUNDREDTHS) / HUNDREDTHS for name, price in parts.items()}

    def _price(self, setting: tuple[bool, ...]) -> tuple[Price, bool]:
        if len(self._prices) >= KNOWN_SETTINGS:
            self._prices.clear()
        price = self._prices[setting] = self._compiled(setting)
        return price

    def _compiled(self, setting: tuple[bool, ...]) -> tuple[Price, bool]:
        conditions = dict(zip(self._conditions, setting, strict=True))
        compiler = Compiler(Selections(self._schema, self._fragments, conditions))
        return compiler.operation(self._operation), compiler.asks_schema


def _points(hundredths: int) -> int:
    return min(-(-hundredths // HUNDREDTHS), MAX_LISTED)
