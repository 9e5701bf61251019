"""Adaptations as the store keeps them.

The document of an adaptation in one language: `{"adaptsKey": key, "base": number, "operations": [{"id", "op", ...}]}`,
where `op` is `set` (`field`, `value`), `replace` (`target`, `value`), `hide` (`target` or none), `insertBefore` or
`insertAfter` (`target`, `value`), and each has its own `base`: the library's edition it was made against, 0 if unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from content_models.overlay import Adaptation, Hide, Insert, Operation, Replace, Set
from content_models.shapes.documents import AdaptationFields, DocumentOperation

from .rows import StoredItem


def adaptation_of(rows: Iterable[StoredItem]) -> Adaptation:
    """Join what one state changes in one item, from the rows of its languages, the leading language first."""
    return Adaptation.in_languages(adaptation_in(row.adaptation, row.locale, row.published_at) for row in rows)


def adaptation_in(document: AdaptationFields, locale: str, published_at: datetime | None = None) -> Adaptation:
    """What one state changes in one item, as one language's document says: a published one, or a draft's."""
    return Adaptation(
        str(document["adaptsKey"]),
        operations_in(document.get("operations", ()), locale),
        {locale: int(document.get("base", 0))},
        published_at,
    )


HIDES_ITEM = 'lax $.operations[*] ? (@.op == "hide" && (!exists(@.target) || @.target == null))'
"""A JSON path of PostgreSQL that finds in the document of an adaptation what `hides_item` finds in its operations."""


def operations_in(parts: Iterable[DocumentOperation], locale: str) -> tuple[Operation, ...]:
    """Return the operations of one language's document."""
    return tuple(_operation(part, locale) for part in parts)


REFERENCES = frozenset({"key", "termKey", "topicKey", "organizationKey"})
LISTS_OF_REFERENCES = frozenset({"termKeys", "relatedKeys"})


def refers_to(document: Mapping[str, Any], key: str) -> bool:
    """Whether a document names another item, in a field or in a link of its texts; its own key does not count."""
    return any(_refers(value, name, key) for name, value in document.items() if name != "key")


def _refers(value: Any, name: str, key: str) -> bool:
    if isinstance(value, Mapping):
        return any(_refers(inner, inner_name, key) for inner_name, inner in value.items())
    if isinstance(value, list):
        return key in value if name in LISTS_OF_REFERENCES else any(_refers(inner, name, key) for inner in value)
    return name in REFERENCES and value == key


def _operation(stored: DocumentOperation, locale: str) -> Operation:
    base = int(stored.get("base") or 0)
    match stored["op"]:
        case "set":
            return Set(stored["id"], stored["field"], {locale: stored["value"]}, base)
        case "replace":
            return Replace(stored["id"], stored["target"], {locale: stored["value"]}, base)
        case "hide":
            return Hide(stored["id"], stored.get("target") or None, base)
        case "insertBefore" | "insertAfter" as where:
            return Insert(stored["id"], stored["target"], {locale: stored["value"]}, where == "insertBefore", base)
        case other:
            raise ValueError(f"There is no operation “{other}”.")
