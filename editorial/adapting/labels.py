"""What the pieces of a workbench are called, as `content_models.piece_labels` calls those of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from content_models.piece_labels import node_in_words

from .types import Piece, PieceKind


def labels_of(pieces: Iterable[Piece]) -> dict[str, str]:
    """What each piece of a workbench is called, by its address, in the active language."""
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


def _numbered(label: str, number: int, value: Any) -> str:
    """A node is called by its key; it alone has both a kind and a key."""
    if isinstance(value, Mapping) and "kind" in value and "options" in value:
        return node_in_words(value["kind"], value["key"])
    return f"{label} {number}"
