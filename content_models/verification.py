"""Verification holds for the words that somebody verified: it ends when they change.

Two versions of a page are compared as they are stored. What was verified before, and still claims to be although its
content is another, is verified no more; somebody who compares the new text verifies it anew.

Each new verification leaves a record: who, on which day, and a digest of the words in their language. So a record does
not hold for a copy of the text in another language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from .rich_text import parse

VERIFIED = "verified"
_NOT_COMPARED = frozenset({VERIFIED, "id"})
_SOURCES = "legal_references"

Record = dict[str, str]
"""`by`: a name; `on`: a day, as `YYYY-MM-DD`; `digest`: of what was verified."""
Records = Mapping[str, Record]
"""Records by the id of a block or list item."""


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

    What was not verified before and is now was verified by the user who saved it, and stays so. Blocks and items are
    found by their ids. References to the law share the fate of the text that cites them.
    """
    if isinstance(after, Mapping):
        return _carried_struct(before if isinstance(before, Mapping) else {}, after)
    if isinstance(after, list):
        by_id = {
            entry["id"]: entry for entry in before or () if isinstance(entry, Mapping) and entry.get("id") is not None
        }
        return [carried(by_id.get(entry.get("id")) if isinstance(entry, Mapping) else None, entry) for entry in after]
    return after


def unverified(value: Any) -> Any:
    """Return a stored value in which nothing is verified."""
    if isinstance(value, Mapping):
        return {name: False if name == VERIFIED else unverified(inner) for name, inner in value.items()}
    return [unverified(inner) for inner in value] if isinstance(value, list) else value


def verified_by_nobody_else(before: Any, after: Any) -> Any:
    """Return the stored value `after`, where nothing is verified that was not before: for who may not verify."""
    if isinstance(after, Mapping):
        earlier = before if isinstance(before, Mapping) else {}
        return {
            name: bool(inner and earlier.get(name))
            if name == VERIFIED
            else verified_by_nobody_else(earlier.get(name), inner)
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


def digest_of(*parts: Any) -> str:
    """Return a digest of stored values: the same for the same words, whatever of them is empty or verified."""
    content = _without_empty([content_of(part) for part in parts])
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def claims_in(stored: Any, locale: str) -> dict[str, str]:
    """Return what is verified in a stored value: a digest of each block and list item, by its id."""
    verified = set(verified_ids(stored))
    return {identifier: digest for identifier, digest in _parts(stored, locale, None) if identifier in verified}


def recorded(records: Records, before: Any, after: Any, *, locale: str, by: str, on: date) -> dict[str, Record]:
    """Return the records of what is verified in `after`: those that hold still, and new ones of what is verified anew.

    What was verified already, without a record, stays without one.
    """
    held = claims_in(before, locale)
    found: dict[str, Record] = {}
    for identifier, digest in claims_in(after, locale).items():
        record = records.get(identifier)
        if record is not None and record["digest"] == digest:
            found[identifier] = record
        elif held.get(identifier) != digest:
            found[identifier] = {"by": by, "on": on.isoformat(), "digest": digest}
    return found


def unrecorded(records: Records, stored: Any, locale: str) -> set[str]:
    """Return the ids of what is verified in a stored value without a record that holds for its words."""
    claims = claims_in(stored, locale)
    return {identifier for identifier, digest in claims.items() if records.get(identifier, {}).get("digest") != digest}


def without_claims(value: Any, identifiers: Collection[str]) -> Any:
    """Return a stored value in which the blocks and list items of these ids are not verified."""
    if isinstance(value, Mapping):
        inner = {name: without_claims(part, identifiers) for name, part in value.items()}
        if value.get("id") in identifiers and isinstance(inner.get("value"), dict):
            inner["value"][VERIFIED] = False
        return inner
    return [without_claims(part, identifiers) for part in value] if isinstance(value, list) else value


def ended_by_change(before: Any, after: Any, locale: str) -> set[str]:
    """Return the ids of what was verified, and is not any more in `after`, where it says something else."""
    kept, now = claims_in(after, locale), dict(_parts(after, locale, None))
    return {
        identifier
        for identifier, digest in claims_in(before, locale).items()
        if identifier not in kept and now.get(identifier, digest) != digest
    }


def _parts(stored: Any, locale: str, citing: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Yield each block and list item that can be verified, by id, with its digest."""
    for entry in stored if isinstance(stored, list) else ():
        value = entry.get("value") if isinstance(entry, Mapping) else None
        if not isinstance(value, Mapping):
            continue
        if VERIFIED in value and entry.get("id"):
            yield entry["id"], digest_of(locale, citing, value)
        # A reference to the law is verified for the text that cites it.
        text = {name: part for name, part in value.items() if name != _SOURCES}
        for part in value.values():
            yield from _parts(part, locale, text)


def verified_ids(stored: Any) -> Iterator[str]:
    """Yield the ids of the blocks and list items that are verified in a stored value."""
    for entry in stored if isinstance(stored, list) else ():
        value = entry.get("value") if isinstance(entry, Mapping) else None
        if isinstance(value, Mapping):
            if value.get(VERIFIED) and entry.get("id"):
                yield entry["id"]
            for part in value.values():
                yield from verified_ids(part)


def _without_empty(value: Any) -> Any:
    """A value without what is empty, so that a field that blocks get later makes no text another one."""
    if isinstance(value, dict):
        kept = {name: _without_empty(inner) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if inner not in (None, "", False, [], {})}
    return [_without_empty(inner) for inner in value] if isinstance(value, list) else value


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
