"""A price: a fixed part, and parts that wait for the variables. All in hundredths of a point."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from api.limits import DEFAULT_FIRST, MAX_FIRST, MAX_LOOKED_UP
from api.object_ids import is_of_snapshot

Variables = Mapping[str, Any]


class Factor(Protocol):
    """A number that depends on variables."""

    def value(self, variables: Variables) -> int:
        """Return the number."""

    def most(self) -> int:
        """Return the largest that it can be."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a selection costs.

    Args:
        fixed: whatever the variables are.
        varying: further prices, each as many times as its factor says.
    """

    fixed: int = 0
    varying: tuple[tuple[Factor, Price], ...] = ()

    def value(self, variables: Variables) -> int:
        """Return the price for these variables, in hundredths of a point."""
        return self.fixed + sum(factor.value(variables) * price.value(variables) for factor, price in self.varying)

    def most(self) -> int:
        """Return the highest price, whatever the variables are, in hundredths of a point."""
        return self.fixed + sum(factor.most() * price.most() for factor, price in self.varying)

    def __add__(self, other: Price) -> Price:
        """Both together."""
        return Price(self.fixed + other.fixed, self.varying + other.varying)

    def times(self, factor: int | Factor) -> Price:
        """Return it so many times."""
        if not isinstance(factor, int):
            return Price(0, ((factor, self),))
        return Price(self.fixed * factor, tuple((each, price.times(factor)) for each, price in self.varying))


def highest_of(prices: list[Price]) -> Price:
    """Return the highest of some prices."""
    if len(prices) == 1:
        return prices[0]
    if any(price.varying for price in prices):
        return Price(0, ((Highest(tuple(prices)), Price(1)),))
    return Price(max((price.fixed for price in prices), default=0))


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest of some prices, as a factor."""

    prices: tuple[Price, ...]

    def value(self, variables: Variables) -> int:
        """Return the number."""
        return max(price.value(variables) for price in self.prices)

    def most(self) -> int:
        """Return the largest that it can be."""
        return max(price.most() for price in self.prices)


@dataclass(frozen=True, slots=True)
class SizeOfPage:
    """How many items a page has that variables size: `first`, or else `last`. Sizes out of range are refused later.

    Args:
        sizes: for each of the two that the document gives, the size or the name of its variable.
    """

    sizes: tuple[int | str, ...]

    def value(self, variables: Variables) -> int:
        """Return the number."""
        for one in self.sizes:
            size = variables.get(one) if isinstance(one, str) else one
            if isinstance(size, int | float) and not isinstance(size, bool):  # GraphQL takes 100.0 for 100
                return min(max(math.ceil(size), 1), MAX_FIRST)
        return DEFAULT_FIRST

    def most(self) -> int:
        """Return the largest that it can be."""
        return MAX_FIRST


@dataclass(frozen=True, slots=True)
class LengthOfList:
    """How many entries a list of an argument has. Longer ones than the limit are refused later.

    Args:
        entries: that the document has, or the name of the variable that is the whole list.
    """

    entries: int | str

    def value(self, variables: Variables) -> int:
        """Return the number."""
        if isinstance(self.entries, int):
            return min(self.entries, MAX_LOOKED_UP)
        given = variables.get(self.entries)
        # GraphQL takes a single value for a list of one.
        length = len(given) if isinstance(given, list) else int(given is not None)
        return min(length, MAX_LOOKED_UP)

    def most(self) -> int:
        """Return the largest that it can be."""
        return MAX_LOOKED_UP if isinstance(self.entries, str) else self.value({})


@dataclass(frozen=True, slots=True)
class SnapshotIds:
    """How many ids of scripts' snapshots an argument has. Longer lists than the limit are refused later.

    Args:
        known: how many of them the document has.
        variables: names of the variables that are further ids, or the whole list.
        longest: how many ids the variables can be.
    """

    known: int
    variables: tuple[str, ...]
    longest: int

    def value(self, variables: Variables) -> int:
        """Return the number."""
        given = [entry for name in self.variables for entry in _listed(variables.get(name))[:MAX_LOOKED_UP]]
        return min(self.known + sum(map(is_of_snapshot, given)), MAX_LOOKED_UP)

    def most(self) -> int:
        """Return the largest that it can be."""
        return min(self.known + self.longest, MAX_LOOKED_UP)


def _listed(value: Any) -> list[Any]:
    """Return a list as it is, and a single value as a list of one, which GraphQL takes it for."""
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class IsGiven:
    """1 when a variable is neither null nor false, else 0."""

    name: str

    def value(self, variables: Variables) -> int:
        """Return the number."""
        value = variables.get(self.name)
        return 0 if value is None or value is False else 1

    def most(self) -> int:
        """Return the largest that it can be."""
        return 1
