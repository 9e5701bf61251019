"""Pieces as the workbench's template shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from content_models.overlay import Origin
from editorial.adapting import labels
from editorial.adapting.types import Can, Choice, Piece, PieceKind, Slot, Workbench

from .editing_context import EditingContext
from .languages import names_of
from .places import address_of

STYLES = {Origin.LIBRARY: "inherited", Origin.ADAPTED: "adapted", Origin.LOCAL: "local"}


@dataclass(frozen=True, slots=True)
class Row:
    """A piece with what its template needs.

    Attributes:
        label: what the piece is called; blocks of one type are numbered.
        heading: the same, below what it is a part of.
        style: `inherited`, `adapted`, `local` or `hidden`.
        name: of the field, so that its value is put into words; empty for blocks.
        language: the name of the language it is in, when that is not the one asked for.
        national_number: of a node, its number in the library's script, where it has another one here, or none.
        shown: what is read here: without the items that stand below it as pieces of their own.
    """

    piece: Piece
    label: str
    heading: str
    style: str
    name: str
    shown: Any
    national: Any
    adapt_url: str
    before_url: str
    after_url: str
    language: str = ""
    national_number: int | None = None

    @property
    def anchor(self) -> str:
        """The id of the element."""
        return anchor_of(self.piece.address)

    @property
    def is_nested(self) -> bool:
        """Whether it is part of the block above it."""
        return bool(self.piece.parent)

    @property
    def can_adapt(self) -> bool:
        """Whether it has a form."""
        return Can.ADAPT in self.piece.can

    @property
    def can_hide(self) -> bool:
        """Whether it can be hidden."""
        return Can.HIDE in self.piece.can

    @property
    def can_insert(self) -> bool:
        """Whether something can stand beside it."""
        return Can.INSERT in self.piece.can and bool(self.piece.insertable)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return Can.UNDO in self.piece.can and self.piece.operation_id is not None


@dataclass(frozen=True, slots=True)
class EmptySlot:
    """An empty list with the address of the screen that fills it."""

    slot: Slot
    url: str


def rows_of(editing: EditingContext, bench: Workbench) -> list[Row]:
    """Return the pieces in reading order."""
    key = str(bench.library_item["key"])
    parents = {piece.parent for piece in bench.pieces}
    numbers = _national_numbers(bench)
    called, headings = labels_of(bench), labels.headings_of(bench.pieces)
    return [
        replace(
            _row(editing, key, piece, called[piece.address], headings[piece.address], piece.address in parents),
            national_number=numbers.get(piece.address),
        )
        for piece in bench.pieces
    ]


def _national_numbers(bench: Workbench) -> dict[str, int]:
    """Return the number that a node has in the library's script, by its address, unless it is the same here."""
    if bench.library_item["kind"] != "SCRIPT":
        return {}
    national = {str(node["id"]): number for number, node in enumerate(bench.library_item["nodes"], 1)}
    shown = [piece.address for piece in bench.pieces if piece.kind == PieceKind.NODE and not piece.is_hidden]
    here = {address: number for number, address in enumerate(shown, 1)}
    return {address: number for address, number in national.items() if here.get(address) != number}


def labels_of(bench: Workbench) -> dict[str, str]:
    """Return what each piece is called, by its address: “Step 2”, “Question: ¿Dónde está?”."""
    return labels.labels_of(bench.pieces)


def slots_of(editing: EditingContext, bench: Workbench) -> list[EmptySlot]:
    """Return the empty lists that something can be added to."""
    key = str(bench.library_item["key"])
    return [EmptySlot(slot, _insert(editing, key, slot.target, is_before=False)) for slot in bench.slots]


def anchor_of(address: str) -> str:
    """Return the id of a piece's element."""
    return f"piece-{address}"


def choices_at(bench: Workbench, target: str) -> tuple[Choice, ...]:
    """Return what can be inserted beside a piece, or into an empty list."""
    piece = bench.piece(target)
    if piece is not None:
        return piece.insertable
    return next((slot.insertable for slot in bench.slots if slot.target == target), ())


def _row(editing: EditingContext, key: str, piece: Piece, label: str, heading: str, has_parts: bool) -> Row:
    return Row(
        piece=piece,
        label=label,
        heading=heading,
        style="hidden" if piece.is_hidden else STYLES[piece.origin],
        name=piece.address if piece.kind == PieceKind.FIELD else "",
        shown=_without_parts(piece.effective_value) if has_parts else piece.effective_value,
        national=_without_parts(piece.library_value) if has_parts else piece.library_value,
        adapt_url=f"{address_of(editing, key, 'piece')}{joined(editing)}{urlencode({'address': piece.address})}",
        before_url=_insert(editing, key, piece.address, is_before=True),
        after_url=_insert(editing, key, piece.address, is_before=False),
        language=_language(editing, piece.effective_value),
    )


def _language(editing: EditingContext, value: Any) -> str:
    tag = value.get("locale") if isinstance(value, Mapping) else None
    return names_of(editing).get(str(tag), "") if tag not in (None, editing.locale) else ""


def _insert(editing: EditingContext, key: str, target: str, *, is_before: bool) -> str:
    place = {"address": target, "place": "before" if is_before else "after"}
    return f"{address_of(editing, key, 'insert')}{joined(editing)}{urlencode(place)}"


def joined(editing: EditingContext) -> str:
    """Return what stands before the first parameter that is added to an address."""
    return "&" if editing.is_in_other_language else "?"


def _without_parts(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {name: part for name, part in value.items() if not _is_list_of_parts(part)}


def _is_list_of_parts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) and "id" in each for each in value)
