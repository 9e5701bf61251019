"""What editors call the pieces of a text: “Step 2”, “Question arrest”. Blocks of one type are told apart by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from content_models.adaptable import ADAPTABLE, AdaptableField
from content_models.adaptable_forms import ITEM_TYPES, block_type_of, form_block_of_field, label_of_piece
from content_models.choices import NodeKind
from content_models.kinds import ItemKind
from content_models.overlay.languages import is_addressable

from .types import Piece, PieceKind


def labels_of(pieces: Iterable[Piece]) -> dict[str, str]:
    """What each piece of a workbench is called, by its address."""
    counts: Counter[tuple[str, str]] = Counter()
    labels = {}
    for piece in pieces:
        group = (piece.parent, piece.label)
        counts[group] += 1
        labels[piece.address] = (
            piece.label
            if piece.kind == PieceKind.FIELD
            else _numbered(piece.label, counts[group], piece.effective_value)
        )
    return labels


def labels_in(kind: ItemKind, item: Mapping[str, Any]) -> dict[str, str]:
    """What each field, block, node and list item of a document, or of an item made of it, is called; in reading order.

    Given what a workbench shows, they are called as there.
    """
    labels: dict[str, str] = {}
    for part in ADAPTABLE[kind].parts:
        if isinstance(part, AdaptableField):
            labels[part.name] = str(form_block_of_field(kind, part).label)
        else:
            labels |= dict(_labels(part.name, item.get(part.name) or ()))
    return labels


def _labels(list_name: str, entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    counts: Counter[str] = Counter()
    for entry in entries:
        block_type = block_type_of(list_name, entry)
        if block_type is None:
            continue
        label = str(label_of_piece(block_type))
        counts[label] += 1
        yield str(entry["id"]), _numbered(label, counts[label], entry if list_name == "nodes" else {})
        for name in ITEM_TYPES:
            inner = entry.get(name)
            if inner and is_addressable(inner):
                yield from _labels(name, inner)


def _numbered(label: str, number: int, value: Any) -> str:
    """A node is called by its key; it alone has both a kind and a key."""
    if isinstance(value, Mapping) and "kind" in value and "options" in value:
        return f"{NodeKind(value['kind']).label} {value['key']}"
    return f"{label} {number}"
