"""What the pieces of a workbench are called, as `content_models.piece_labels` calls those of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from content_models.piece_labels import node_in_words
from content_models.script_graph import words_of

from .types import Piece, PieceKind


def labels_of(pieces: Iterable[Piece]) -> dict[str, str]:
    """What each piece of a workbench is called, by its address, in the active language."""
    counts: Counter[tuple[str, str]] = Counter()
    labels = {}
    for piece in pieces:
        group = (piece.parent, piece.label)
        is_unnumbered = piece.kind == PieceKind.NODE and piece.is_hidden
        counts[group] += not is_unnumbered
        labels[piece.address] = _called(piece, None if is_unnumbered else counts[group])
    return labels


def _called(piece: Piece, number: int | None) -> str:
    if piece.kind == PieceKind.FIELD:
        return piece.label
    if piece.kind == PieceKind.NODE:
        node = piece.effective_value
        return node_in_words(node["kind"], number, words_of(node["text"]["ast"]))
    return f"{piece.label} {number}"
