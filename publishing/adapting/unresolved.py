"""The changes of a draft that have lost what they changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content_models.adaptable_forms import form_block_of_field, label_of_piece
from content_models.blocks.changes import PIECE
from content_models.overlay import Hide, Set
from content_models.overlay.operations import Operation
from content_models.rich_text import to_html, to_plain_text

from .draft import Draft
from .types import Unresolved


def unresolved_of(draft: Draft) -> tuple[Unresolved, ...]:
    """The operations whose target the library has removed, with the state's texts."""
    types = {one["id"]: one["type"] for one in draft.operations}
    return tuple(_unresolved(draft, one, types.get(one.id, "")) for one in draft.unresolved)


def _unresolved(draft: Draft, operation: Operation, block_type: str) -> Unresolved:
    kind = type(operation).__name__.lower()
    if isinstance(operation, Hide):
        return Unresolved(operation.id, kind, "", None)
    value = operation.values.get(draft.locale) or next(iter(operation.values.values()))
    if isinstance(operation, Set):
        field = draft.adaptable.field(operation.field)
        label = str(form_block_of_field(draft.kind, field).label) if field else operation.field
    else:
        label = str(label_of_piece(block_type.removeprefix(PIECE))) if block_type.startswith(PIECE) else ""
    return Unresolved(operation.id, kind, label, _completed(value))


def _completed(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "ast" in value:
            return {"ast": value["ast"], "html": to_html(value["ast"]), "plainText": to_plain_text(value["ast"])}
        return {name: _completed(inner) for name, inner in value.items()}
    return [_completed(inner) for inner in value] if isinstance(value, list) else value
