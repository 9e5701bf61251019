"""What a state changes, in the form in which the overlay carries it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from content_models.adaptable import ADAPTABLE
from content_models.blocks.changes import HIDE, PIECE, Shape
from content_models.keys import key_of
from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from content_models.shapes.blocks import PieceContent
from content_models.shapes.documents import AdaptationFields, DocumentOperation
from content_models.shapes.parts import GlossaryChoice, JsonObject, LegalReference

from .body import BUILDERS as BODY_BUILDERS
from .body import block_content, checklist_item_content, step_content
from .examples import examples_of_page, summary_of
from .pages import node_content, option_content, part_content, walks
from .parts import glossary_choices, legal_references, values_of
from .texts import ReadRichText, rich_text_reader

PIECE_BUILDERS: dict[str, Callable[[Any, ReadRichText], PieceContent]] = {
    "step": step_content,
    "checklist_item": checklist_item_content,
    "node": node_content,
    "option": option_content,
    "part": part_content,
}

STRUCT_BUILDERS: dict[Shape, Callable[[Any], list[LegalReference] | list[GlossaryChoice]]] = {
    Shape.LEGAL_REFERENCES: legal_references,
    Shape.GLOSSARY_CHOICES: glossary_choices,
}


def adaptation(page: AdaptationPage, rich: ReadRichText) -> AdaptationFields:
    """Return the operations of an adaptation, each with the library's edition it was made against (0: not known).

    One that sets a field with several names in documents is returned once for each.
    """
    return {
        "adaptsKey": page.adapts_key,
        "base": page.base_number,
        "operations": [
            operation
            for position, block in enumerate(page.changes)
            for operation in _operations(page.adapts_kind, block, rich, f"changes.{position}")
        ],
        "walks": walks(values_of(page.walks)),
        "examplesSummary": summary_of(examples_of_page(page)),
    }


def operations_of(page: AdaptationPage) -> AdaptationFields:
    """Return only what the overlay needs of an adaptation as given, such as a draft's object."""
    return adaptation(page, rich_text_reader())


def _operations(kind: str, block: Any, rich: ReadRichText, path: str) -> Iterator[DocumentOperation]:
    value = block.value
    if block.block_type == HIDE:
        yield {"id": block.id, "op": "hide", "target": value["target"] or None, "base": value["base"] or 0}
    elif block.block_type.startswith(PIECE):
        content = piece_content(block.block_type.removeprefix(PIECE), value["value"], rich, path)
        yield {
            "id": block.id,
            "op": value["action"],
            "target": value["target"],
            "base": value["base"] or 0,
            "value": content,
        }
    else:
        yield from _set(kind, block, rich)


def piece_content(block_type: str, value: Any, rich: ReadRichText, path: str) -> JsonObject:
    """Return a piece of any type without its id."""
    if block_type in BODY_BUILDERS:
        return block_content(block_type, value, rich, path)
    return cast(JsonObject, PIECE_BUILDERS[block_type](value, rich))


def _set(kind: str, block: Any, rich: ReadRichText) -> Iterator[DocumentOperation]:
    field = ADAPTABLE[ItemKind(kind)].field(block.value["field"])
    if field is None:
        return
    value = _field_value(Shape(block.block_type), block.value["value"], rich)
    if field.is_nullable:
        value = value or None
    base = block.value["base"] or 0
    yield {"id": block.id, "op": "set", "field": field.name, "base": base, "value": value}
    for name in field.also:
        yield {"id": f"{block.id}:{name}", "op": "set", "field": name, "base": base, "value": value}


def _field_value(shape: Shape, value: Any, rich: ReadRichText) -> Any:
    match shape:
        case Shape.RICH_TEXT:
            return rich(value)
        case Shape.LINES:
            return [line for line in value if line]
        case Shape.LEGAL_REFERENCES | Shape.GLOSSARY_CHOICES:
            return STRUCT_BUILDERS[shape](value)
        case Shape.PAGES:
            return list(dict.fromkeys(key_of(page) for page in value if page is not None))
        case Shape.CHOICES:
            return list(value or [])
        case _:
            return value
