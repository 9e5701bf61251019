"""One page to be loaded, as data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from content_models.kinds import ItemKind

Raw = dict[str, Any]
"""A block as a stream stores it: `type`, `value`, `id`."""


@dataclass(frozen=True)
class PageKey:
    """A reference to another loaded page, by its key; the loader puts the page's number in its place."""

    key: UUID


@dataclass(frozen=True)
class PageContent:
    """What the loader wants a page to be.

    Attributes:
        tenant: code of the tenant in whose tree it stands.
        key: its translation key.
        parent: key of the page it stands below; null for the home of a tree.
        slug: the last part of its path.
        values: plain fields by name; relations are `PageKey`s.
        streams: blocks by field name.
        file, record: the reference record it comes from.
        is_public: whether it is published; otherwise it stays a draft.
    """

    tenant: str
    key: UUID
    kind: ItemKind
    parent: UUID | None
    slug: str
    title: str
    file: str
    record: str
    values: dict[str, Any] = field(default_factory=dict)
    streams: dict[str, list[Raw]] = field(default_factory=dict)
    is_public: bool = True

    def digest(self) -> str:
        """A short name for the content, the same as long as no word of it changes."""
        content = [self.kind, self.title, self.values, self.streams]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, PageKey):
        return f"key:{value.key}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)
