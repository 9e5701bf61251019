"""The operations of an adaptation, sorted by what they address, and carried out on lists of pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from content_models.shapes.parts import JsonValue, Origin

from .editions import Adaptation, LocaleChain
from .languages import Frame, Piece, assembled, is_addressable
from .operations import Hide, Insert, Replace, Set


class Plan:
    """What happens to each piece of an item.

    Operations on different pieces commute, as each is found by its target alone. Hiding is stronger than replacing; of
    two replacements of one piece the later counts; insertions at one place are in their order.
    """

    def __init__(self, adaptation: Adaptation, framed: Frame, chain: LocaleChain) -> None:
        self._languages = chain.replaced()
        self._requested = chain.requested
        self._hidden: set[str] = set()
        self._replaced: dict[str, Replace] = {}
        self._before: dict[str, list[Insert]] = defaultdict(list)
        self._after: dict[str, list[Insert]] = defaultdict(list)
        self.fields: dict[str, Set] = {}
        self.orphans: list[Replace | Insert] = []
        self.changes = False
        self.has_own_text = False
        ids = framed.ids()
        reachable = reachable_ids(adaptation, ids, set(framed.lists))
        for operation in adaptation.operations:
            if isinstance(operation, Set):
                self.fields[operation.field] = operation
            elif isinstance(operation, Hide):
                self._hidden.add(operation.target or "")
                self.changes = self.changes or operation.target in reachable
            elif is_in_place(operation, ids, reachable, set(framed.lists)):
                self._place(operation)
            elif operation.id not in ids:
                self.orphans.append(operation)

    def _place(self, operation: Replace | Insert) -> None:
        self.changes = self.has_own_text = True
        if isinstance(operation, Replace):
            self._replaced[operation.target] = operation
        else:
            (self._before if operation.is_before else self._after)[operation.target].append(operation)

    def carried_out(self, name: str, pieces: Sequence[Piece], origin: Origin) -> list[dict[str, JsonValue]]:
        """The pieces of a list field after all operations, each with `key`, `locale`, `isFallback` and `origin`."""
        result: list[dict[str, JsonValue]] = []
        for operation in self._before.get(name, ()):
            result += self._inserted(operation)
        for piece in pieces:
            result += self._around(piece, origin)
        for operation in self._after.get(name, ()):
            result += self._inserted(operation)
        return result

    def own_piece(self, operation: Replace | Insert) -> Piece:
        """The state's own text in the best of its languages."""
        tag = best_language(operation.values, self._languages)
        return Piece({**operation.values[tag], "id": operation.id}, tag)

    def declared(self, piece: Piece, origin: Origin) -> dict[str, JsonValue]:
        """The piece with what is said of every piece; a script node keeps the key it has."""
        return {
            "key": piece.content["id"],
            **piece.content,
            "locale": piece.locale,
            "isFallback": piece.languages() != {self._requested},
            "origin": str(origin),
        }

    def _around(self, piece: Piece, origin: Origin) -> Iterator[dict[str, JsonValue]]:
        identifier = str(piece.content["id"])
        for operation in self._before.get(identifier, ()):
            yield from self._inserted(operation)
        if identifier not in self._hidden:
            yield self._served(piece, origin)
        for operation in self._after.get(identifier, ()):
            yield from self._inserted(operation)

    def _inserted(self, operation: Insert) -> Iterator[dict[str, JsonValue]]:
        yield from self._around(self.own_piece(operation), Origin.LOCAL)

    def _served(self, piece: Piece, origin: Origin) -> dict[str, JsonValue]:
        replacement = self._replaced.get(str(piece.content["id"]))
        changed = self._within(piece) if replacement is None else self._in_its_place(piece, replacement)
        if changed is not piece and origin is Origin.LIBRARY:
            origin = Origin.ADAPTED
        return self.declared(changed, origin)

    def _in_its_place(self, piece: Piece, replacement: Replace) -> Piece:
        own = self.own_piece(replacement)
        kept = {name: piece.content[name] for name in ("id", "key") if name in piece.content}
        return Piece({**own.content, **kept}, own.locale)

    def _within(self, piece: Piece) -> Piece:
        """The piece with the operations on its own lists carried out; the very same when there are none."""
        parts = dict(piece.parts)
        for name, value in piece.content.items():
            if value and is_addressable(value):
                before = piece.entries(name, value)
                after = [entry for inner in before for entry in self._entries(inner)]
                if len(after) != len(before) or any(new is not old for new, old in zip(after, before, strict=True)):
                    parts[name] = after
        if parts == piece.parts:
            return piece
        # Who verified the piece did so with all that is in it.
        content = {**piece.content, "verified": False} if piece.content.get("verified") else piece.content
        return assembled(content, piece.locale, parts)

    def _entries(self, piece: Piece) -> Iterator[Piece]:
        """Entries of a piece's own list: changed as pieces are, but nothing is declared of each."""
        identifier = str(piece.content["id"])
        for operation in self._before.get(identifier, ()):
            yield from self._entries(self.own_piece(operation))
        if identifier not in self._hidden:
            replacement = self._replaced.get(identifier)
            yield self._within(piece) if replacement is None else self._in_its_place(piece, replacement)
        for operation in self._after.get(identifier, ()):
            yield from self._entries(self.own_piece(operation))


def best_language(values: Collection[str], languages: Sequence[str]) -> str:
    """The first of the languages that has a value; any that has one rather than none."""
    return next((tag for tag in languages if tag in values), min(values))


def reachable_ids(adaptation: Adaptation, ids: set[str], lists: set[str]) -> set[str]:
    """The ids of an item, and of the insertions that hang on it directly or through others."""
    reachable = set(ids)
    waiting = [operation for operation in adaptation.operations if isinstance(operation, Insert)]
    while True:
        attached = [operation for operation in waiting if is_in_place(operation, ids, reachable, lists)]
        if not attached:
            return reachable
        reachable.update(operation.id for operation in attached)
        waiting = [operation for operation in waiting if operation not in attached]


def is_in_place(operation: Replace | Insert, ids: set[str], reachable: set[str], lists: set[str]) -> bool:
    """Whether the operation's target is there; an insertion must not bear the id of something else either."""
    if isinstance(operation, Replace):
        return operation.target in reachable
    return operation.id not in ids and (operation.target in reachable or operation.target in lists)
