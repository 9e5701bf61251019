"""What is different between two documents of one item, in words and in reading order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext

from content_models.adaptable_forms import ITEM_TYPES, block_type_of, label_of_piece
from content_models.blocks import ServiceBlock
from content_models.kinds import ItemKind
from content_models.overlay.languages import is_addressable
from content_models.piece_labels import node_in_words
from content_models.script_graph import names_of_nodes
from content_models.script_graph import words_of as words_of_node

from .readable_fields import fields_of, label_of_field
from .wording import CHOICES, FLAGS, TitleOf, flags_that_differ, words_of

Entry = Mapping[str, Any]


class ChangeKind(StrEnum):
    """What has happened to a field, block, node or list item."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PieceChange:
    """One piece that is different.

    Attributes:
        address: the name of the field, or the id of the block, node or list item.
        label: what editors call it: “Summary”, “Step 2”.
        before_text, after_text: what it said and what it says; empty for what was not there, or said nothing.
        kind: a field without words before is `ADDED`, without words now `REMOVED`; `MOVED` says the same elsewhere.
        parent: the address of the block or node that a list item is part of; empty for all others.
        is_moved: whether it stands elsewhere among its neighbours; it may have changed as well.
    """

    address: str
    label: str
    before_text: str
    after_text: str
    kind: ChangeKind
    parent: str = ""
    is_moved: bool = False

    @property
    def is_only_form(self) -> bool:
        """Whether the words are the same: formatting changed, a picture, or a key that programs use."""
        return self.kind is ChangeKind.CHANGED and self.before_text == self.after_text


def changes_between(
    kind: ItemKind, before: Entry | None, after: Entry, *, title_of: TitleOf | None = None
) -> tuple[PieceChange, ...]:
    """Every field, block, node and list item that differs between two stored documents, in reading order.

    What was removed stands where it was. A piece within a block (a step, an option) is reported by itself when its
    block is in both documents; else it is part of the block's words.

    Args:
        before: None for an item that was not there.
        title_of: gives references their titles, such as `StateView`'s.
    """
    return tuple(_Comparison(kind, before or {}, after, title_of).changes())


class _Comparison:
    """Two documents of one kind."""

    def __init__(self, kind: ItemKind, before: Entry, after: Entry, title_of: TitleOf | None) -> None:
        self._kind = kind
        self._before = before
        self._after = after
        nodes = {} if kind is not ItemKind.SCRIPT else _names(before) | _names(after)
        self._title_of: TitleOf = lambda key: nodes.get(key) or (title_of(key) if title_of else None)

    def changes(self) -> Iterator[PieceChange]:
        for name in fields_of(self._kind):
            before, after = self._before.get(name), self._after.get(name)
            if before == after or _are_same_choices(name, before, after) or (name not in self._before and not after):
                continue
            if _is_pieces(before) and _is_pieces(after) and (before or after):
                yield from self._of_list(name, before or [], after or [])
            else:
                yield from self._of_field(name, before, after)

    def _of_field(self, name: str, before: Any, after: Any) -> Iterator[PieceChange]:
        if name == "order" and before is not None and after is not None:  # a number that nobody typed
            yield PieceChange(name, label_of_field(self._kind, name), "", "", ChangeKind.MOVED, is_moved=True)
            return
        words = self._words(name, before), self._words(name, after)
        if any(words):
            label = str(FLAGS[name]) if name in FLAGS else label_of_field(self._kind, name)
            yield PieceChange(name, label, *words, _kind_of(*words))

    def _of_list(
        self, name: str, before: Sequence[Entry], after: Sequence[Entry], parent: str = "", of: str = ""
    ) -> Iterator[PieceChange]:
        old, new = _by_id(before), _by_id(after)
        labels = _labels(name, before, of) | _labels(name, after, of)
        moved = _moved(list(old), list(new))
        for identifier in _in_reading_order(list(old), list(new)):
            label = labels[identifier]
            if identifier not in new:
                words = self._words(name, old[identifier])
                yield PieceChange(identifier, label, words, "", ChangeKind.REMOVED, parent)
            elif identifier not in old:
                words = self._words(name, new[identifier])
                yield PieceChange(identifier, label, "", words, ChangeKind.ADDED, parent)
            else:
                pair = old[identifier], new[identifier]
                yield from self._of_piece(name, identifier, label, *pair, parent, identifier in moved)

    def _of_piece(
        self, name: str, identifier: str, label: str, old: Entry, new: Entry, parent: str, is_moved: bool
    ) -> Iterator[PieceChange]:
        own_old, own_new = _without_parts(old, new), _without_parts(new, old)
        if own_old != own_new or is_moved:
            flags = flags_that_differ(old, new)
            words = [
                "\n".join(filter(None, [self._words(name, own), flag]))
                for own, flag in zip((own_old, own_new), flags, strict=True)
            ]
            kind = ChangeKind.CHANGED if own_old != own_new else ChangeKind.MOVED
            yield PieceChange(identifier, label, words[0], words[1], kind, parent, is_moved)
        for part in _parts(old, new):
            if old[part] != new[part]:
                yield from self._of_list(part, old[part], new[part], identifier, label)

    def _words(self, name: str, value: Any) -> str:
        return words_of(name, value, self._title_of)


def _names(script: Entry) -> dict[str, str]:
    return names_of_nodes(script.get("nodes") or ())


def _are_same_choices(name: str, before: Any, after: Any) -> bool:
    """Whether several choices of a closed list are the same: their order means nothing."""
    return name in CHOICES and isinstance(before, list) and isinstance(after, list) and set(before) == set(after)


def _is_pieces(value: Any) -> bool:
    return value is None or is_addressable(value)


def _parts(old: Entry, new: Entry) -> list[str]:
    """The lists within a piece whose entries are pieces of their own."""
    return [name for name in ITEM_TYPES if is_addressable(old.get(name)) and is_addressable(new.get(name))]


def _without_parts(piece: Entry, other: Entry) -> dict[str, Any]:
    parts = _parts(piece, other)
    return {name: value for name, value in piece.items() if name not in parts}


def _by_id(entries: Sequence[Entry]) -> dict[str, Entry]:
    by_id: dict[str, Entry] = {}
    for entry in entries:
        by_id.setdefault(str(entry["id"]), entry)
    return by_id


def _labels(name: str, entries: Sequence[Entry], of: str = "") -> dict[str, str]:
    """What the pieces of a list are called: those of one type by their number, nodes by their first words as well.

    Args:
        of: the node whose answers they are, which name it and their words.
    """
    counts: Counter[str] = Counter()
    labels = {}
    for entry in entries:
        label = _type_label(name, entry)
        counts[label] += 1
        labels[str(entry["id"])] = (
            node_in_words(entry["kind"], counts[label], words_of_node(entry["text"]["ast"]))
            if name == "nodes"
            else f"{label} {counts[label]}"
        )
        if name == "options" and of:
            values = {"answer": labels[str(entry["id"])], "words": entry["label"] or "…", "node": of}
            labels[str(entry["id"])] = gettext("%(answer)s “%(words)s” of “%(node)s”") % values
    return labels


def _type_label(name: str, entry: Entry) -> str:
    block_type = block_type_of(name, entry)
    if block_type is not None:
        return str(label_of_piece(block_type))
    return str(ServiceBlock().label if name == "services" else entry.get("type", name))


def _in_reading_order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The ids as they stand now, and each that is gone after the neighbour it stood behind."""
    order = list(after)
    place = 0
    for identifier in before:
        if identifier in after:
            place = order.index(identifier) + 1
        else:
            order.insert(place, identifier)
            place += 1
    return order


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The fewest pieces that have to move to get from the one order to the other."""
    places = {identifier: place for place, identifier in enumerate(after)}
    common = [identifier for identifier in before if identifier in places]
    # The longest run that kept its order stays; lists are short enough for the plain way.
    best: dict[str, list[str]] = {}
    for identifier in common:
        runs = [best[other] for other in best if places[other] < places[identifier]]
        best[identifier] = [*max(runs, key=len, default=[]), identifier]
    stayed = max(best.values(), key=len, default=[])
    return frozenset(common) - frozenset(stayed)


def _kind_of(before: str, after: str) -> ChangeKind:
    if (before and after) or before == after:
        return ChangeKind.CHANGED
    return ChangeKind.REMOVED if before else ChangeKind.ADDED
