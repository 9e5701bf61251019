"""What the form for one piece begins with, and which block it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from content_models.adaptable import ADAPTABLE
from content_models.adaptable_forms import (
    ITEM_TYPES,
    block_type_of,
    form_block_of_field,
    form_block_of_piece,
    insertable_into,
    stored_field,
    stored_piece,
)
from content_models.blocks import ExampleGroupsBlock
from content_models.blocks.changes import PIECES
from content_models.kinds import ItemKind
from content_models.models import ContentPage
from content_models.overlay import Insert, Operation, Replace
from content_models.verification import unverified
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

from . import draft_operations
from .draft import EXAMPLES, Draft
from .errors import NotAdaptable, TargetGone
from .pages import library_page
from .types import OperationInput, OperationKind, PieceForm

NOWHERE = "gone"
"""The address of a piece that is not there any more: no piece has it, as theirs are UUIDs."""


def form_for_field(draft: Draft, name: str) -> PieceForm:
    """The form that sets a field.

    Raises:
        TargetGone: there is no such field.
    """
    field = draft.adaptable.field(name)
    if field is None:
        raise TargetGone
    block = form_block_of_field(draft.kind, field)
    existing = draft_operations.setting(draft.operations, name)
    raw = draft_operations.value_of(existing) if existing else stored_field(page_of(draft), field)
    given = OperationInput(OperationKind.SET, field=name, base=draft.base)
    return PieceForm(block, block.to_python(raw), str(block.label), draft.base, given)


def form_for_piece(draft: Draft, address: str) -> PieceForm:
    """The form that replaces a block, node or list item. It begins with the state's own text, or the library's.

    Raises:
        TargetGone: the text has no such piece (any more).
    """
    _list_name, value = located(draft, address)
    block_type, raw = _begins_with(draft, address, value)
    block = form_block_of_piece(block_type)
    given = OperationInput(OperationKind.REPLACE, target=address, block_type=block_type, base=draft.base)
    return PieceForm(block, block.to_python(raw), str(block.label), draft.base, given)


def form_for_insertion(draft: Draft, address: str, block_type: str, *, is_before: bool) -> PieceForm:
    """The empty form for a new piece beside another, or in a list.

    Raises:
        TargetGone: the text has no such piece (any more), or nothing of this type can stand there.
    """
    if block_type not in insertable_beside(draft, address):
        raise TargetGone
    block = form_block_of_piece(block_type)
    given = OperationInput(
        OperationKind.INSERT, target=address, is_before=is_before, block_type=block_type, base=draft.base
    )
    return PieceForm(block, block.get_default(), str(block.label), draft.base, given)


def form_for_examples(draft: Draft) -> PieceForm:
    """The form for what people of the state say besides the national phrases.

    Raises:
        TargetGone: search learns nothing from phrases beside a text of this kind.
    """
    if not draft.has_phrases:
        raise TargetGone
    stored = draft.draft_page.examples.get_prep_value() if draft.draft_page else []
    return _form_of_examples(stored or [{"type": "phrases", "value": {}}])


def _form_of_examples(stored: Any) -> PieceForm:
    block = ExampleGroupsBlock(required=False)  # as in the page, but open from the start
    given = OperationInput(OperationKind.SET, field=EXAMPLES)
    return PieceForm(block, block.to_python(stored), gettext("How people say it here"), 0, given)


def form_for_lost(draft: Draft, block_type: str) -> PieceForm:
    """The form of a piece that is not there any more, so that what was typed into it can be read and copied.

    Raises:
        TargetGone: no piece of this kind of text is of this type.
    """
    types = {choice for name in draft.adaptable.lists for choice in insertable_into(name)} | set(ITEM_TYPES.values())
    if block_type not in types:
        raise TargetGone
    block = form_block_of_piece(block_type)
    given = OperationInput(OperationKind.REPLACE, target=NOWHERE, block_type=block_type, base=draft.base)
    return PieceForm(block, block.get_default(), str(block.label), draft.base, given)


def form_for_typed(*, key: str, address: str, block_type: str) -> PieceForm | None:
    """The form that somebody filled in for a text that cannot be changed any more; None when there is no such form.

    Args:
        key: of the text, which the library may have withdrawn.
        address: of the piece; the name of the field, where no type of block is given.
    """
    if address == EXAMPLES:
        return _form_of_examples([])
    if block_type:
        if block_type not in PIECES:
            return None
        block = form_block_of_piece(block_type)
        given = OperationInput(OperationKind.REPLACE, NOWHERE, block_type=block_type)
        return PieceForm(block, block.get_default(), str(block.label), 0, given)
    with tenant_scope([LIBRARY_ID]):
        kind = ContentItem.objects.for_tenant(LIBRARY_ID).filter(key=key).values_list("kind", flat=True).first()
    adaptable = ADAPTABLE.get(ItemKind(kind)) if kind else None
    field = adaptable.field(address) if adaptable is not None else None
    if kind is None or field is None:
        return None
    block = form_block_of_field(ItemKind(kind), field)
    return PieceForm(block, block.get_default(), str(block.label), 0, OperationInput(OperationKind.SET, field=address))


def insertable_beside(draft: Draft, address: str) -> tuple[str, ...]:
    """The types of block that can stand beside a piece, or in a list that is named.

    Raises:
        TargetGone: the text has no such piece (any more).
    """
    if address in draft.adaptable.lists:
        return insertable_into(address)
    list_name, _value = located(draft, address)
    return insertable_into(list_name)


def located(draft: Draft, address: str) -> tuple[str, Mapping[str, Any]]:
    """The list in which a piece stands, by its name in documents, and the piece as the draft shows it.

    Raises:
        TargetGone: the text has no such piece (any more).
    """
    shown: Mapping[str, Any] = draft.shown_item
    for name in draft.adaptable.lists:
        for value in shown[name]:
            if value["id"] == address:
                return name, value
            for inner_name in ITEM_TYPES:
                for inner in value.get(inner_name) or ():
                    if isinstance(inner, Mapping) and inner.get("id") == address:
                        return inner_name, inner
    raise TargetGone


def _begins_with(draft: Draft, address: str, value: Mapping[str, Any]) -> tuple[str, Any]:
    own = draft_operations.giving(draft.operations, address)
    if own is not None:
        return own.block_type, draft_operations.value_of(own)
    existing = _in_another_language(draft, address)
    if existing is not None:
        # What was verified in one language is not so in another.
        return existing.block_type, unverified(draft_operations.value_of(existing))
    list_name, _value = located(draft, address)
    block_type = block_type_of(list_name, value)
    raw = stored_piece(page_of(draft), address)
    if block_type is None or raw is None:
        raise TargetGone
    # The library's verification is of its own words, not of those that will replace them.
    return block_type, with_inner(unverified(raw), draft.operations)


def _in_another_language(draft: Draft, address: str) -> Replace | Insert | None:
    return draft_operations.giving(list(draft.elsewhere()), address)


def page_of(draft: Draft) -> ContentPage:
    """The library's page in the draft's language.

    Raises:
        NotAdaptable: there is none.
    """
    page = library_page(key=draft.key, locale=draft.locale)
    if page is None:
        raise NotAdaptable
    return page


def with_inner(raw: Any, operations: Sequence[Operation]) -> Any:
    """A stored piece with what the draft does to the items within it, since its form replaces all of it."""
    if isinstance(raw, dict):
        return {name: with_inner(value, operations) for name, value in raw.items()}
    if not isinstance(raw, list):
        return raw
    items: list[Any] = []
    for item in raw:
        identifier = item.get("id") if isinstance(item, dict) else None
        if identifier is None:
            items.append(with_inner(item, operations))
            continue
        items += _inserted(operations, identifier, is_before=True)
        if draft_operations.hiding(operations, identifier) is None:
            giving = draft_operations.giving(operations, identifier)
            items.append(item if giving is None else {**item, "value": draft_operations.value_of(giving)})
        items += _inserted(operations, identifier, is_before=False)
    return items


def _inserted(operations: Sequence[Operation], target: str, *, is_before: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in operations:
        if isinstance(one, Insert) and one.is_before == is_before and one.target == target:
            found += _inserted(operations, one.id, is_before=True)
            found.append({"type": "item", "value": draft_operations.value_of(one), "id": one.id})
            found += _inserted(operations, one.id, is_before=False)
    return found
