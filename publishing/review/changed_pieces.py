"""Which operations of a state are affected by changes of the library. Pure: documents in, addresses out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content_models.overlay import WHOLE, Hide, Insert, Operation, Set
from content_models.overlay.pieces import by_id, has_changed
from content_models.shapes.parts import JsonObject, JsonValue

NOT_ITS_TEXT = frozenset(
    {"order", "slug", "searchText", "reviewedOn", "reviewDueOn", "legalReviewer", "examplesSummary"}
)
"""What may change in a document without a change of what it says to citizens."""


def touched(
    operations: Sequence[Operation], *, number: int, now: JsonObject, editions: Mapping[int, JsonObject]
) -> tuple[str, ...]:
    """The addresses of the operations that the library has changed something of since they were made.

    An operation is concerned when its piece (for hiding the whole text: the text) is different in the edition it was
    made against and in the present one. Of an insertion the piece is its place: it is concerned when that is gone. What
    was made against the present edition is settled, even where its target is gone: its editors have seen that.

    Args:
        operations: of one adaptation in one language.
        number, now: the library's edition that the state is served now, and its document.
        editions: the earlier editions' documents by number. One whose base is unknown, or 0, counts as made against
            the oldest of them.
    Returns:
        In the order of the operations, each once: a field's name, the id of a block, node or list item, an insertion's
        own id, or `WHOLE`.
    """
    return tuple(
        address for address, _base in changed_since_base(operations, number=number, now=now, editions=editions)
    )


def changed_since_base(
    operations: Sequence[Operation], *, number: int, now: JsonObject, editions: Mapping[int, JsonObject]
) -> tuple[tuple[str, int], ...]:
    """The same, each address with the oldest edition that one of its operations was made against."""
    places = _places(operations)
    bases: dict[str, int] = {}
    for operation in originals(operations):
        base = base_of(operation, number, editions)
        before = now if base == number else editions.get(base)
        is_known = operation.base == base
        if before is not None and _is_concerned(operation, before, now, places, is_known=is_known):
            address = operation.address
            bases[address] = min(base, bases.get(address, base))
    return tuple(bases.items())


def written(
    operations: Sequence[Operation], *, number: int, editions: Mapping[int, JsonObject]
) -> tuple[tuple[str, int], ...]:
    """The addresses at which a state wrote something, each with the oldest edition that it was made against.

    What is only hidden is not among them: nothing of the state's is lost with it.

    Args:
        number, editions: as for `touched`.
    """
    bases: dict[str, int] = {}
    for operation in originals(operations):
        if not isinstance(operation, Hide):
            address, base = operation.address, base_of(operation, number, editions)
            bases[address] = min(base, bases.get(address, base))
    return tuple(bases.items())


def base_of(operation: Operation, number: int, editions: Mapping[int, JsonObject]) -> int:
    """The edition that an operation was made against; the oldest that is available when its own is not."""
    base = operation.base
    return base if base == number or base in editions else min([number, *editions])


def originals(operations: Sequence[Operation]) -> Iterator[Operation]:
    """The operations as editors made them, without the copies for a field's other names in documents."""
    ids = {operation.id for operation in operations}
    for operation in operations:
        original, _, name = operation.id.rpartition(":")
        if not (name and original in ids):
            yield operation


def _places(operations: Sequence[Operation]) -> Mapping[str, str]:
    """What each insertion hangs on, by its id."""
    return {one.id: one.target for one in operations if isinstance(one, Insert)}


def _is_concerned(
    operation: Operation, before: JsonObject, now: JsonObject, places: Mapping[str, str], *, is_known: bool
) -> bool:
    if isinstance(operation, Set):
        return has_changed(before, now, operation.field)
    target = _rooted(operation.target or WHOLE, places)
    if target == WHOLE:
        return _text(before) != _text(now)
    if not _has(now, target) and not (is_known and not _has(before, target)):
        return True
    return not isinstance(operation, Insert) and target not in places and has_changed(before, now, target)


def _rooted(target: str, places: Mapping[str, str]) -> str:
    """What an insertion hangs on in the library, through the state's other insertions."""
    seen: set[str] = set()
    while target in places and target not in seen:
        seen.add(target)
        target = places[target]
    return target


def _has(document: JsonObject, target: str) -> bool:
    return isinstance(document.get(target), list) or target in by_id(document)


def _text(document: JsonObject) -> dict[str, JsonValue]:
    return {name: value for name, value in document.items() if name not in NOT_ITS_TEXT}
