"""The pieces of a text as one state's draft has them, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from content_models.adaptable import AdaptableField
from content_models.adaptable_forms import (
    ITEM_TYPES,
    block_type_of,
    form_block_of_field,
    insertable_into,
    label_of_piece,
)
from content_models.overlay import Insert, Operation, Origin, Replace, Set
from content_models.overlay.languages import is_addressable
from content_models.overlay.pieces import by_id, has_changed

from . import draft_operations
from .draft import Draft
from .types import Can, Choice, Piece, PieceKind, Slot

MAIN_KINDS = {"nodes": PieceKind.NODE}


class Pieces:
    """Makes the pieces of one draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def all(self) -> Iterator[Piece]:
        """Every field, block, node and list item, hidden ones included."""
        for part in self._draft.adaptable.parts:
            if isinstance(part, AdaptableField):
                yield self._field(part)
            else:
                for value in self._shown[part.name]:
                    yield from self._pieces(part.name, value)

    def slots(self) -> Iterator[Slot]:
        """The lists of the text that are empty."""
        for name, column in self._draft.adaptable.lists.items():
            if not self._shown[name]:
                label = str(self._draft.adaptable.model._meta.get_field(column).verbose_name)
                yield Slot(name, label, choices_for(name))

    def _field(self, field: AdaptableField) -> Piece:
        operation = draft_operations.setting(self._draft.operations, field.name)
        is_set = any(isinstance(one, Set) and one.field == field.name for one in self._draft.adaptation.operations)
        return Piece(
            address=field.name,
            kind=PieceKind.FIELD,
            label=str(form_block_of_field(self._draft.kind, field).label),
            block_type=None,
            library_value=self._library[field.name],
            effective_value=self._shown[field.name],
            origin=Origin.ADAPTED if is_set else Origin.LIBRARY,
            is_hidden=False,
            operation_id=operation.id if operation else None,
            can=frozenset({Can.ADAPT, Can.UNDO} if operation else {Can.ADAPT}),
            is_outdated=self._is_outdated(operation, field.name),
        )

    def _pieces(self, list_name: str, value: Mapping[str, Any]) -> Iterator[Piece]:
        block_type = block_type_of(list_name, value)
        if block_type is None:
            return
        kind = MAIN_KINDS.get(list_name, PieceKind.BLOCK)
        piece = self._piece(list_name, value, kind, Origin(value["origin"]), block_type)
        yield piece
        identifier = str(value["id"])
        if piece.origin is Origin.LOCAL or identifier in self._replaced:
            return
        for name in ITEM_TYPES:
            items = value.get(name)
            if items and is_addressable(items):
                for inner in items:
                    inner_type = ITEM_TYPES[name]
                    yield self._piece(name, inner, PieceKind.LIST_ITEM, self._origin(inner), inner_type, identifier)

    def _piece(
        self,
        list_name: str,
        value: Mapping[str, Any],
        kind: PieceKind,
        origin: Origin,
        block_type: str,
        parent: str = "",
    ) -> Piece:
        identifier = str(value["id"])
        operations = self._draft.operations
        hiding = draft_operations.hiding(operations, identifier)
        giving = draft_operations.giving(operations, identifier)
        is_hidden = identifier in self._draft.hidden or parent in self._draft.hidden - {""}
        operation = hiding or giving
        can = set() if is_hidden else {Can.ADAPT}
        can |= {Can.INSERT} if parent not in self._draft.hidden - {""} else set()
        can |= {Can.UNDO} if operation else set()
        can |= {Can.HIDE} if not is_hidden and origin is not Origin.LOCAL else set()
        return Piece(
            address=identifier,
            kind=kind,
            label=str(label_of_piece(block_type)),
            block_type=block_type,
            library_value=self._in_library.get(identifier),
            effective_value=value,
            origin=origin,
            is_hidden=is_hidden,
            operation_id=operation.id if operation else None,
            can=frozenset(can),
            parent=parent,
            insertable=choices_for(list_name),
            is_outdated=self._is_outdated(giving or hiding, identifier),
        )

    @property
    def _library(self) -> Mapping[str, Any]:
        return self._draft.library_item

    @property
    def _shown(self) -> Mapping[str, Any]:
        return self._draft.shown_item

    def _origin(self, inner: Mapping[str, Any]) -> Origin:
        identifier = str(inner["id"])
        if identifier not in self._in_library:
            return Origin.LOCAL
        return Origin.ADAPTED if identifier in self._replaced else Origin.LIBRARY

    @cached_property
    def _replaced(self) -> frozenset[str]:
        return frozenset(one.target for one in self._draft.adaptation.operations if isinstance(one, Replace))

    @cached_property
    def _in_library(self) -> Mapping[str, Any]:
        return by_id(self._draft.library_item)

    def _is_outdated(self, operation: Operation | None, address: str) -> bool:
        if operation is None or isinstance(operation, Insert):
            return False
        base = operation.base
        if base in (0, self._draft.base):
            return False
        before = self._earlier.get(base)
        return before is not None and has_changed(before, self._draft.library_document(), address)

    @cached_property
    def _earlier(self) -> Mapping[int, Mapping[str, Any]]:
        numbers = {one.base for one in self._draft.operations} - {0, self._draft.base}
        return self._draft.library_documents(sorted(numbers)) if numbers else {}


def choices_for(list_name: str) -> tuple[Choice, ...]:
    """What can be inserted into a list."""
    return tuple(Choice(name, str(label_of_piece(name))) for name in insertable_into(list_name))
