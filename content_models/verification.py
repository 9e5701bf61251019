"""Verification holds for the words that somebody verified: it ends when they change.

Two versions of a page are compared as they are stored. What was verified before, and still claims to be although its
content is another, is verified no more; somebody who compares the new text verifies it anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .rich_text import parse

VERIFIED = "verified"
_NOT_COMPARED = frozenset({VERIFIED, "id"})
_SOURCES = "legal_references"


def content_of(value: Any) -> Any:
    """Return a stored value without ids and verification, with rich text as what it says; fit to be compared."""
    if isinstance(value, Mapping):
        return {name: content_of(inner) for name, inner in value.items() if name not in _NOT_COMPARED}
    if isinstance(value, list | tuple):
        return [content_of(inner) for inner in value]
    if isinstance(value, str):
        return parse(value, key_of_page=str, url_of_document=str) if "<" in value else value.strip()
    return value


def carried(before: Any, after: Any) -> Any:
    """Return the stored value `after`, where nothing stays verified whose content differs from that in `before`.

    What was not verified before and is now was verified by whoever saved it, and stays so. Blocks and items are found
    by their ids. References to the law share the fate of the text that cites them.
    """
    if isinstance(after, Mapping):
        return _carried_struct(before if isinstance(before, Mapping) else {}, after)
    if isinstance(after, list):
        known = {
            entry["id"]: entry for entry in before or () if isinstance(entry, Mapping) and entry.get("id") is not None
        }
        return [carried(known.get(entry.get("id")) if isinstance(entry, Mapping) else None, entry) for entry in after]
    return after


def unverified(value: Any) -> Any:
    """Return a stored value in which nothing is verified."""
    if isinstance(value, Mapping):
        return {name: False if name == VERIFIED else unverified(inner) for name, inner in value.items()}
    return [unverified(inner) for inner in value] if isinstance(value, list) else value


def verified_by_nobody_else(before: Any, after: Any) -> Any:
    """Return the stored value `after`, where nothing is verified that was not before: for who may not verify."""
    if isinstance(after, Mapping):
        known = before if isinstance(before, Mapping) else {}
        return {
            name: bool(inner and known.get(name))
            if name == VERIFIED
            else verified_by_nobody_else(known.get(name), inner)
            for name, inner in after.items()
        }
    if isinstance(after, list):
        by_id = {
            entry["id"]: entry for entry in before or () if isinstance(entry, Mapping) and entry.get("id") is not None
        }
        return [
            verified_by_nobody_else(by_id.get(entry.get("id")) if isinstance(entry, Mapping) else None, entry)
            for entry in after
        ]
    return after


def _carried_struct(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    result = {name: carried(before.get(name), inner) for name, inner in after.items()}
    if not before or _own_content(before) == _own_content(after):
        return result
    if before.get(VERIFIED) and after.get(VERIFIED):
        result[VERIFIED] = False
    if isinstance(after.get(_SOURCES), list):
        result[_SOURCES] = _still_to_verify(before.get(_SOURCES) or [], result[_SOURCES])
    return result


def _own_content(value: Mapping[str, Any]) -> Any:
    return content_of({name: inner for name, inner in value.items() if name != VERIFIED})


def _still_to_verify(before: list[Any], after: list[Any]) -> list[Any]:
    were = {entry.get("id") for entry in before if entry.get("value", {}).get(VERIFIED)}
    return [
        {**entry, "value": {**entry["value"], VERIFIED: False}} if entry.get("id") in were else entry for entry in after
    ]
