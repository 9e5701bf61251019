"""Stored streams as a form would store them: what a block gained since, or a loader left out, has its default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from django.db.models import Model
from wagtail.blocks import BaseStreamBlock, Block, BooleanBlock, DateBlock, DateTimeBlock, ListBlock, TimeBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.fields import StreamField


@runtime_checkable
class ReadsOlderValues(Protocol):
    """A block that reads a part which was stored before it had one otherwise than as the part's default."""

    def with_absent_parts(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the stored values with those parts that follow from the others."""
        ...


def with_defaults(model: type[Model], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored values of a page's fields, where every block of a stream has all its parts.

    Args:
        stored: by the name of the field; a stream as a list of blocks.
    """
    fields = {field.name: field for field in model._meta.concrete_fields if isinstance(field, StreamField)}
    return {
        name: _completed(fields[name].stream_block, value) if name in fields else value
        for name, value in stored.items()
    }


def _completed(block: Block, stored: Any) -> Any:
    if isinstance(block, BaseStructBlock) and isinstance(stored, Mapping):
        if isinstance(block, ReadsOlderValues):
            stored = block.with_absent_parts(stored)
        absent = {name: inner for name, inner in block.child_blocks.items() if name not in stored}
        return {
            **{name: _of_child(block.child_blocks.get(name), value) for name, value in stored.items()},
            **{name: _completed(inner, inner.get_prep_value(inner.get_default())) for name, inner in absent.items()},
        }
    if isinstance(block, BaseStreamBlock) and isinstance(stored, list):
        return [_of_entry(block.child_blocks.get(entry["type"]), entry) for entry in stored]
    if isinstance(block, ListBlock) and isinstance(stored, list):
        return [_of_entry(block.child_block, entry) for entry in stored]
    if isinstance(block, BooleanBlock):
        return bool(stored)
    if isinstance(block, DateBlock | DateTimeBlock | TimeBlock) and stored:  # a form gives an object, the table a text
        return str(block.to_python(stored))
    return stored


def _of_child(block: Block | None, stored: Any) -> Any:
    return stored if block is None else _completed(block, stored)


def _of_entry(block: Block | None, entry: Any) -> Any:
    """A block or list item; a list item may be stored without its id, as the bare value."""
    if isinstance(entry, Mapping) and "value" in entry and "type" in entry:
        return {**entry, "value": _of_child(block, entry["value"])}
    return _of_child(block, entry)
