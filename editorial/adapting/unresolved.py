"""The changes of a state that have lost what they changed: pieces, or the whole text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content_models.adaptable import ADAPTABLE
from content_models.adaptable_forms import form_block_of_field, label_of_piece
from content_models.documents.adaptation import operations_of
from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from content_models.overlay import Hide, Insert, Operation, Replace, Set
from content_models.rich_text import to_html, to_plain_text
from publishing.adaptations import adaptation_in

from .draft import Draft, operations_of_page
from .types import OperationKind, Unresolved


def unresolved_of(draft: Draft) -> tuple[Unresolved, ...]:
    """The operations whose target the library has removed, with the state's texts."""
    types = _types_of(draft.operations)
    return tuple(_unresolved(draft.kind, draft.locale, one, types.get(one.id, "")) for one in draft.unresolved)


def texts_of(page: AdaptationPage, locale: str) -> tuple[Unresolved, ...]:
    """What the state wrote into a national text that the library has withdrawn, in a language."""
    types = _types_of(operations_of_page(page, locale))
    adaptation = adaptation_in(operations_of(page), locale)
    return tuple(
        _unresolved(ItemKind(page.adapts_kind), locale, one, types[one.id])
        for one in adaptation.operations
        if one.id in types and not isinstance(one, Hide)
    )


def _types_of(operations: list[Operation]) -> dict[str, str]:
    """The types of the pieces that operations write, by id; empty for other operations."""
    return {one.id: one.block_type if isinstance(one, Replace | Insert) else "" for one in operations}


def _unresolved(of_kind: ItemKind, locale: str, operation: Operation, block_type: str) -> Unresolved:
    kind = OperationKind(type(operation).__name__.lower())
    if isinstance(operation, Hide):
        return Unresolved(operation.id, kind, "", None)
    value = operation.values.get(locale) or next(iter(operation.values.values()))
    if isinstance(operation, Set):
        field = ADAPTABLE[of_kind].field(operation.field)
        label = str(form_block_of_field(of_kind, field).label) if field else operation.field
    else:
        label = str(label_of_piece(block_type)) if block_type else ""
    return Unresolved(operation.id, kind, label, _completed(value))


def _completed(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "ast" in value:
            return {"ast": value["ast"], "html": to_html(value["ast"]), "plainText": to_plain_text(value["ast"])}
        return {name: _completed(inner) for name, inner in value.items()}
    return [_completed(inner) for inner in value] if isinstance(value, list) else value
