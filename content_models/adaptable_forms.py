"""The forms that pieces of pages are adapted with: always the page's own blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from wagtail.blocks import Block, ChoiceBlock, EmailBlock, ListBlock, MultipleChoiceBlock
from wagtail.blocks import TextBlock as LinesOfTextBlock

from .adaptable import ADAPTABLE, AdaptableField
from .blocks import FormattedTextBlock, GrowingLineBlock
from .blocks.changes import PIECES, Shape
from .blocks.identifiers import TargetBlock, WebAddressBlock
from .documents.body import BUILDERS as BODY_BUILDERS
from .kinds import ItemKind
from .models import ContentPage, GuidancePage
from .placeholders import check_plain_text

ITEM_TYPES: Mapping[str, str] = {"steps": "step", "items": "checklist_item", "options": "option"}
"""The type of the items of lists within pieces, by the list's name in documents and blocks alike."""

_BODY_TYPES = {type_name: block_type for block_type, (type_name, _build) in BODY_BUILDERS.items()}


def block_type_of(list_name: str, piece: Mapping[str, Any]) -> str | None:
    """The type of the block that a piece of a document was made from; None for what cannot be adapted.

    Args:
        list_name: of the list it stands in: `body`, `nodes`, `preamble`, `steps`, `items` or `options`.
    """
    if list_name == "body":
        return _BODY_TYPES.get(str(piece.get("type")))
    return {"nodes": "node", "preamble": "part", **ITEM_TYPES}.get(list_name)


def insertable_into(list_name: str) -> tuple[str, ...]:
    """Return the types of block that a list can have."""
    if list_name == "body":
        return tuple(GuidancePage._meta.get_field("body").stream_block.child_blocks)
    only = block_type_of(list_name, {})
    return (only,) if only else ()


def form_block_of_piece(block_type: str) -> Block:
    """The block whose form edits a piece."""
    block = PIECES[block_type]()
    block.set_name(block_type)
    return block


def label_of_piece(block_type: str) -> str | Promise:
    """What editors call a type of piece."""
    return form_block_of_piece(block_type).label


def form_block_of_field(kind: ItemKind, field: AdaptableField) -> Block:
    """The block whose form edits a field, with the label, help, length and choices that it has on its page."""
    column: Any = ADAPTABLE[kind].model._meta.get_field(field.column)
    options = {"label": capfirst(column.verbose_name), "help_text": column.help_text, "required": not column.blank}
    match field.shape:
        case Shape.TEXT if isinstance(column, models.TextField):
            block: Block = LinesOfTextBlock(max_length=column.max_length, validators=[check_plain_text], **options)
        case Shape.TEXT:
            block = GrowingLineBlock(max_length=column.max_length, **options)
        case Shape.RICH_TEXT:
            block = FormattedTextBlock(**options)
        case Shape.CHOICES:
            block = MultipleChoiceBlock(choices=column.choices_of_each, widget=forms.CheckboxSelectMultiple, **options)
        case Shape.VALUE:
            block = _value_block(column, options)
        case _:
            (item,) = column.stream_block.child_blocks.values()
            options.pop("required")
            block = ListBlock(item, default=[], **options)
    block.set_name(field.name)
    return block


def _value_block(column: Any, options: Mapping[str, Any]) -> Block:
    if column.choices:
        return ChoiceBlock(choices=column.choices, **options)
    if isinstance(column, models.URLField):
        return WebAddressBlock(**options)
    if isinstance(column, models.EmailField):
        return EmailBlock(**options)
    return TargetBlock(**options)  # the first node of a script is the only other one


def stored_field(page: ContentPage, field: AdaptableField) -> Any:
    """A field of a page as its form block stores it."""
    value = getattr(page, field.column)
    if field.shape in (Shape.LINES, Shape.LEGAL_REFERENCES, Shape.PAGES, Shape.GLOSSARY_CHOICES):
        return [{"type": "item", "value": stored["value"], "id": stored["id"]} for stored in value.get_prep_value()]
    return list(value) if field.shape is Shape.CHOICES else value


def stored_piece(page: ContentPage, identifier: str) -> Any:
    """The piece with this id, at any depth of the page's lists, as its block stores it; None when it has none."""
    lists = ADAPTABLE[page.kind].lists.values()
    return stored_within([getattr(page, column).get_prep_value() for column in lists], identifier)


def stored_within(value: Any, identifier: str) -> Any:
    """The value of the block or item with this id within a stored value; None when there is none."""
    inner: Any = value if isinstance(value, list) else ()
    if isinstance(value, dict):
        if value.get("id") == identifier and "value" in value:
            return value["value"]
        inner = value.values()
    return next((found for each in inner if (found := stored_within(each, identifier)) is not None), None)
