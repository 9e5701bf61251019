"""What a state changes in a library item.

These classes are the one shape of an operation. What keeps operations in another form converts at its edge: a draft's
stream in `editorial/adapting/draft_operations.py`, the document of a published adaptation in
`publishing/adaptations.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content_models.shapes.parts import JsonObject, JsonValue

WHOLE = ""
"""The address of the whole item."""


@dataclass(frozen=True, slots=True)
class Set:
    """Give a field another value; an empty one may be meant. `values` are by locale tag, at least one.

    Every operation has a `base`, the library edition it was made against (0: not known), and an `address`, which is
    what it changes. `block_type` is the type of its block in the stream of a draft; empty for what is published.
    """

    id: str
    field: str
    values: Mapping[str, JsonValue]
    base: int = 0
    block_type: str = ""

    @property
    def address(self) -> str:
        """The name of the field."""
        return self.field


@dataclass(frozen=True, slots=True)
class Replace:
    """Put another block, node or list item in the place of the one with the id `target`, whose id and key it keeps."""

    id: str
    target: str
    values: Mapping[str, JsonObject]
    base: int = 0
    block_type: str = ""

    @property
    def address(self) -> str:
        """The id of the piece that is replaced."""
        return self.target


@dataclass(frozen=True, slots=True)
class Hide:
    """Leave out the block, node or list item `target`; without a target, the whole item."""

    id: str
    target: str | None = None
    base: int = 0

    @property
    def address(self) -> str:
        """The id of the piece that is hidden, or `WHOLE`."""
        return self.target or WHOLE


@dataclass(frozen=True, slots=True)
class Insert:
    """Add a block, node or list item before or after `target`, which may itself be an insertion.

    The name of a list field as target means the beginning or the end of that list. The new piece has the operation's
    id.
    """

    id: str
    target: str
    values: Mapping[str, JsonObject]
    is_before: bool = False
    base: int = 0
    block_type: str = ""

    @property
    def address(self) -> str:
        """The id of the piece that is inserted."""
        return self.id


Operation = Set | Replace | Hide | Insert


def hides_item(operations: Iterable[Operation]) -> bool:
    """Return whether operations hide the whole item. `publishing.adaptations.HIDES_ITEM` asks the same of the store."""
    return any(isinstance(operation, Hide) and operation.target is None for operation in operations)
