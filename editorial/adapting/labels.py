"""What the pieces of a workbench are called, as `content_models.piece_labels` calls those of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from content_models.piece_labels import node_in_words, of_node
from content_models.script_graph import words_of

from .types import Piece, PieceKind


def labels_of(pieces: Iterable[Piece]) -> dict[str, str]:
    """What each piece of a workbench is called, by its address, in the active language: an answer with its node."""
    headings, labels = headings_of(pieces := [*pieces]), {}
    nodes = {piece.address: headings[piece.address] for piece in pieces if piece.kind == PieceKind.NODE}
    for piece in pieces:
        labels[piece.address] = of_node(headings[piece.address], nodes.get(piece.parent, ""))
    return labels


def headings_of(pieces: Iterable[Piece]) -> dict[str, str]:
    """What each is called where it stands, below what it is a part of."""
    counts: Counter[tuple[str, str]] = Counter()
    headings = {}
    for piece in pieces:
        group = (piece.parent, piece.label)
        is_unnumbered = piece.kind == PieceKind.NODE and piece.is_hidden
        counts[group] += not is_unnumbered
        headings[piece.address] = _called(piece, None if is_unnumbered else counts[group])
    return headings


def _called(piece: Piece, number: int | None) -> str:
    if piece.kind == PieceKind.FIELD:
        return piece.label
    if piece.kind == PieceKind.NODE:
        node = piece.effective_value
        return node_in_words(node["kind"], number, words_of(node["text"]["ast"]))
    return f"{piece.label} {number}"
