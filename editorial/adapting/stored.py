"""The operations of a draft, as its stream stores them. Pure: lists in, lists out, nothing is changed in place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from content_models.blocks.changes import HIDE, PIECE, Action
from content_models.verification import ended_by_change

from .types import StreamOperation


def field_of(operation: StreamOperation) -> str | None:
    """The field that an operation sets."""
    return operation["value"].get("field")


def target_of(operation: StreamOperation) -> str | None:
    """What an operation hides, replaces or stands beside; empty for hiding the whole text, None for a field."""
    return operation["value"]["target"] or "" if "target" in operation["value"] else None


def action_of(operation: StreamOperation) -> str:
    """The action of an operation on a piece; empty for the others."""
    return operation["value"].get("action") or ""


def address_of(operation: StreamOperation) -> str:
    """What an operation is about: a field, a piece (for an insertion its own), or the whole text (empty)."""
    if is_insertion(operation):
        return str(operation["id"])
    return field_of(operation) or target_of(operation) or ""


def at(operations: Sequence[StreamOperation], address: str) -> list[StreamOperation]:
    """The operations on one field or piece, or on the whole text."""
    return [one for one in operations if address_of(one) == address]


def is_insertion(operation: StreamOperation) -> bool:
    """Whether an operation inserts something."""
    return action_of(operation) in (Action.INSERT_BEFORE, Action.INSERT_AFTER)


def hiding(operations: Sequence[StreamOperation], target: str) -> StreamOperation | None:
    """The operation that hides a piece; with an empty target, the whole text."""
    return next((one for one in operations if one["type"] == HIDE and target_of(one) == target), None)


def setting(operations: Sequence[StreamOperation], field: str) -> StreamOperation | None:
    """The operation that sets a field."""
    return next((one for one in operations if field_of(one) == field), None)


def giving(operations: Sequence[StreamOperation], identifier: str) -> StreamOperation | None:
    """The operation that gives a piece its text: the one that replaces it, or the one that inserted it."""
    return next(
        (
            one
            for one in operations
            if (one["id"] == identifier and is_insertion(one))
            or (action_of(one) == Action.REPLACE and target_of(one) == identifier)
        ),
        None,
    )


def is_verification_ended(before: Sequence[StreamOperation], after: Sequence[StreamOperation], locale: str) -> bool:
    """Whether something that the state wrote was verified, and says something else now."""
    return bool(ended_by_change(list(_written(before)), list(_written(after)), locale))


def with_field(
    operations: Sequence[StreamOperation], field: str, shape: str, value: Any, base: int, known_id: str | None
) -> list[StreamOperation]:
    """The operations with a field set; the same operation when it was set already."""
    before = setting(operations, field)
    new = _stored(shape, {"field": field, "base": base, "value": value}, before["id"] if before else known_id)
    return _with(operations, before, new)


def with_piece(
    operations: Sequence[StreamOperation],
    identifier: str,
    block_type: str,
    value: Any,
    base: int,
    *,
    inner: Collection[str] = (),
    known: StreamOperation | None = None,
) -> list[StreamOperation]:
    """The operations with a piece's text replaced, and no longer hidden.

    Args:
        inner: ids within the piece: what was done to them is part of the new value.
        known: the operation that gives the piece its text in another language of the state, whose id is kept.
    """
    before = giving(operations, identifier)
    model = before or known
    action = action_of(model) if model else Action.REPLACE
    target = target_of(model) if model else identifier
    content = {"action": str(action), "target": target, "base": base, "value": value}
    new = _stored(f"{PIECE}{block_type}", content, model["id"] if model else None)
    kept = [
        one
        for one in operations
        if one is before or (hiding([one], identifier) is None and (target_of(one) or "") not in inner)
    ]
    return _with(kept, before, new)


def with_insertion(
    operations: Sequence[StreamOperation], target: str, block_type: str, value: Any, base: int, *, is_before: bool
) -> list[StreamOperation]:
    """The operations with a new piece right beside the target, nearer than what was inserted there earlier."""
    action = Action.INSERT_BEFORE if is_before else Action.INSERT_AFTER
    new = _stored(f"{PIECE}{block_type}", {"action": str(action), "target": target, "base": base, "value": value}, None)
    if not is_before:
        for position, one in enumerate(operations):
            if action_of(one) == action and target_of(one) == target:
                return [*operations[:position], new, *operations[position:]]
    return [*operations, new]


def with_hiding(
    operations: Sequence[StreamOperation], target: str, base: int, known_id: str | None
) -> list[StreamOperation]:
    """The operations with a piece hidden, or with an empty target the whole text; an own addition is taken back."""
    if hiding(operations, target) is not None:
        return list(operations)
    if any(one["id"] == target and is_insertion(one) for one in operations):
        return without(operations, target)
    return [*operations, _stored(HIDE, {"target": target, "base": base}, known_id)]


def without(operations: Sequence[StreamOperation], identifier: str) -> list[StreamOperation]:
    """The operations without one. What hung on a piece that it inserted now hangs where that piece did."""
    gone = next((one for one in operations if one["id"] == identifier), None)
    if gone is None:
        return list(operations)
    return [_moved(one, gone) for one in operations if one is not gone]


def _moved(operation: StreamOperation, gone: StreamOperation) -> StreamOperation:
    if not (is_insertion(gone) and is_insertion(operation) and target_of(operation) == gone["id"]):
        return operation
    place = {"target": target_of(gone), "action": action_of(gone)}
    return {**operation, "value": {**operation["value"], **place}}


def made_against(operations: Sequence[StreamOperation], address: str, base: int) -> list[StreamOperation]:
    """The operations, those on one field or piece as if they had been made against another edition."""
    return [
        {**one, "value": {**one["value"], "base": base}} if address_of(one) == address else one for one in operations
    ]


def bases_of(operations: Sequence[StreamOperation]) -> list[int]:
    """The editions that the operations were made against."""
    return [one["value"].get("base") or 0 for one in operations]


def _stored(block_type: str, value: dict[str, Any], identifier: str | None) -> StreamOperation:
    return {"type": str(block_type), "value": value, "id": identifier or str(uuid4())}


def _with(
    operations: Sequence[StreamOperation], before: StreamOperation | None, new: StreamOperation
) -> list[StreamOperation]:
    if before is None:
        return [*operations, new]
    return [new if one is before else one for one in operations]


def _written(operations: Sequence[StreamOperation]) -> Iterator[Mapping[str, Any]]:
    """Yield what the operations give to pieces and lists, as the blocks of a stream."""
    for one in operations:
        value = one["value"].get("value")
        if isinstance(value, Mapping):
            yield {"id": one["id"], "value": value}
        elif isinstance(value, list):
            yield from value
