"""The blocks, nodes and list items of documents by their ids: whether one is the same in two editions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import JsonObject, JsonValue

from .languages import is_addressable


def has_changed(before: JsonObject, now: JsonObject, address: str) -> bool:
    """Whether a piece, or a field, is different in two documents of the library."""
    if address in now or address in before:
        return bool(before.get(address) != now.get(address))
    return bool(by_id(before).get(address) != by_id(now).get(address))


def by_id(document: ItemDocument | JsonObject) -> dict[str, JsonObject]:
    """The blocks, nodes and list items of a document by their ids, at every depth."""
    return dict(_with_ids(cast(JsonObject, document)))


def ids_within(value: JsonValue) -> frozenset[str]:
    """The ids of what stands within a piece, without its own."""
    inner = {name: part for name, part in value.items() if name != "id"} if isinstance(value, Mapping) else value
    return frozenset(identifier for identifier, _piece in _with_ids(inner))


def _with_ids(value: JsonValue) -> Iterator[tuple[str, JsonObject]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in ("ast", "html", "plainText"):
                yield from _with_ids(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value and is_addressable(value):
        for entry in value:
            yield str(entry["id"]), entry
            yield from _with_ids(entry)
