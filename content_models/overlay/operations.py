"""What a state changes in a library item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Set:
    """Give a field another value; an empty one may be meant. `values` are by locale tag, at least one."""

    id: str
    field: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replace:
    """Put another block, node or list item in the place of the one with the id `target`, whose id and key it keeps."""

    id: str
    target: str
    values: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Hide:
    """Leave out the block, node or list item `target`; without a target, the whole item."""

    id: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Insert:
    """Add a block, node or list item before or after `target`, which may itself be an insertion.

    The name of a list field as target means the beginning or the end of that list. The new piece has the operation's
    id.
    """

    id: str
    target: str
    values: Mapping[str, Mapping[str, Any]]
    is_before: bool = False


Operation = Set | Replace | Hide | Insert
