"""The operations of a draft, read from its stream and written to it. Pure: nothing is changed in place.

Each operation has one value, in the draft's language, in the form in which a block of the stream stores it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from content_models.blocks.changes import HIDE, PIECE, Action
from content_models.overlay import Hide, Insert, Operation, Replace, Set
from content_models.verification import ended_by_change


def from_stream(stream: Iterable[Mapping[str, Any]], locale: str) -> list[Operation]:
    """Return the operations of a stream `changes`, as `get_prep_value` or a revision has it."""
    return [_from_block(block["id"], block["type"], block["value"], locale) for block in stream]


def to_stream(operations: Iterable[Operation]) -> list[dict[str, Any]]:
    """Return operations as the stream `changes` stores them."""
    return [_to_block(operation) for operation in operations]


def walks_from_stream(stream: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the test walks of a stream `walks`, as `get_prep_value` or a revision has it: by name, what each does."""
    values = (block["value"] for block in stream)
    return {value["name"]: f"{value['answers']} {value['end']}" for value in values}


def value_of(operation: Set | Replace | Insert) -> Any:
    """Return the value of an operation."""
    return next(iter(operation.values.values()))


def at(operations: Sequence[Operation], address: str) -> list[Operation]:
    """Return the operations on one field or piece, or on the whole text."""
    return [one for one in operations if one.address == address]


def hiding(operations: Sequence[Operation], address: str) -> Hide | None:
    """Return the operation that hides a piece, or the whole text."""
    return next((one for one in operations if isinstance(one, Hide) and one.address == address), None)


def setting(operations: Sequence[Operation], field: str) -> Set | None:
    """Return the operation that sets a field."""
    return next((one for one in operations if isinstance(one, Set) and one.field == field), None)


def giving(operations: Sequence[Operation], identifier: str) -> Replace | Insert | None:
    """Return the operation that gives a piece its text: the one that replaces it, or the one that inserted it."""
    return next(
        (one for one in operations if isinstance(one, Replace | Insert) and one.address == identifier),
        None,
    )


def is_verification_ended(before: Sequence[Operation], after: Sequence[Operation], locale: str) -> bool:
    """Return whether something that the state wrote was verified, and says something else now."""
    return bool(ended_by_change(list(_written(before)), list(_written(after)), locale))


def with_operation(operations: Sequence[Operation], new: Operation) -> list[Operation]:
    """Return the operations with a new one in the place of the one with its id, or at the end."""
    if any(one.id == new.id for one in operations):
        return [new if one.id == new.id else one for one in operations]
    return [*operations, new]


def with_piece(
    operations: Sequence[Operation], new: Replace | Insert, *, inner: Collection[str] = ()
) -> list[Operation]:
    """Return the operations with a piece's text replaced, and no longer hidden.

    Args:
        inner: ids within the piece: what was done to them is part of the new value.
    """
    kept = [one for one in operations if one.id == new.id or not _is_replaced_by(one, new, inner)]
    return with_operation(kept, new)


def with_insertion(operations: Sequence[Operation], new: Insert) -> list[Operation]:
    """Return the operations with a new piece right beside its target, nearer than what was inserted there earlier."""
    if not new.is_before:
        for position, one in enumerate(operations):
            if isinstance(one, Insert) and not one.is_before and one.target == new.target:
                return [*operations[:position], new, *operations[position:]]
    return [*operations, new]


def with_hiding(operations: Sequence[Operation], new: Hide) -> list[Operation]:
    """Return the operations with a piece hidden, or the whole text; an addition of the state's is removed instead."""
    if hiding(operations, new.address) is not None:
        return list(operations)
    if any(one.id == new.target and isinstance(one, Insert) for one in operations):
        return without(operations, new.address)
    return [*operations, new]


def without(operations: Sequence[Operation], identifier: str) -> list[Operation]:
    """Return the operations without one. What was inserted beside its piece is then inserted where that piece was."""
    gone = next((one for one in operations if one.id == identifier), None)
    if gone is None:
        return list(operations)
    return [_moved(one, gone) for one in operations if one is not gone]


def made_against(operations: Sequence[Operation], address: str, base: int) -> list[Operation]:
    """Return the operations, those on one field or piece as if they had been made against another edition."""
    return [replace(one, base=base) if one.address == address else one for one in operations]


def _from_block(identifier: str, block_type: str, value: Mapping[str, Any], locale: str) -> Operation:
    base = value.get("base") or 0
    if block_type == HIDE:
        return Hide(identifier, value["target"] or None, base)
    values = {locale: value["value"]}
    if not block_type.startswith(PIECE):
        return Set(identifier, value["field"], values, base, block_type)
    block_type = block_type.removeprefix(PIECE)
    if value["action"] == Action.REPLACE:
        return Replace(identifier, value["target"], values, base, block_type)
    return Insert(identifier, value["target"], values, value["action"] == Action.INSERT_BEFORE, base, block_type)


def _to_block(operation: Operation) -> dict[str, Any]:
    value: dict[str, Any] = {"base": operation.base}
    match operation:
        case Hide():
            return {"type": HIDE, "value": {"target": operation.address, **value}, "id": operation.id}
        case Set():
            block_type, value = operation.block_type, {"field": operation.field, **value}
        case Replace():
            block_type, value = PIECE + operation.block_type, {"action": Action.REPLACE.value, **value}
        case Insert():
            action = Action.INSERT_BEFORE if operation.is_before else Action.INSERT_AFTER
            block_type, value = PIECE + operation.block_type, {"action": action.value, **value}
    if not isinstance(operation, Set):
        value["target"] = operation.target
    return {"type": block_type, "value": {**value, "value": value_of(operation)}, "id": operation.id}


def _is_replaced_by(operation: Operation, new: Replace | Insert, inner: Collection[str]) -> bool:
    """Whether an operation has no effect beside a new text: it hides the piece, or concerns something within it."""
    if isinstance(operation, Set):
        return False
    return (isinstance(operation, Hide) and operation.address == new.address) or (operation.target or "") in inner


def _moved(operation: Operation, gone: Operation) -> Operation:
    if isinstance(gone, Insert) and isinstance(operation, Insert) and operation.target == gone.id:
        return replace(operation, target=gone.target, is_before=gone.is_before)
    return operation


def _written(operations: Sequence[Operation]) -> Iterator[Mapping[str, Any]]:
    """Yield what the operations give to pieces and lists, as the blocks of a stream."""
    for one in operations:
        if isinstance(one, Hide):
            continue
        value = value_of(one)
        if isinstance(value, Mapping):
            yield {"id": one.id, "value": value}
        elif isinstance(value, list):
            yield from value
