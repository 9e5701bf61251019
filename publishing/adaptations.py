"""Adaptations as the store keeps them.

The document of an adaptation in one language: `{"adaptsKey": key, "base": number, "operations": [{"id", "op", ...}]}`,
where `op` is `set` (`field`, `value`), `replace` (`target`, `value`), `hide` (`target` or none), `insertBefore` or
`insertAfter` (`target`, `value`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from content_models.overlay import Adaptation, Hide, Insert, Operation, Replace, Set

from .rows import StoredItem


def adaptation_of(rows: Iterable[StoredItem]) -> Adaptation:
    """Join what one state changes in one item, from the rows of its languages, the leading language first."""
    return Adaptation.in_languages(
        Adaptation(
            str(row.document["adaptsKey"]),
            tuple(_operation(stored, row.locale) for stored in row.document.get("operations", ())),
            {row.locale: int(row.document.get("base", 0))},
            row.published_at,
        )
        for row in rows
    )


def _operation(stored: Mapping[str, Any], locale: str) -> Operation:
    match stored["op"]:
        case "set":
            return Set(stored["id"], stored["field"], {locale: stored["value"]})
        case "replace":
            return Replace(stored["id"], stored["target"], {locale: stored["value"]})
        case "hide":
            return Hide(stored["id"], stored.get("target"))
        case "insertBefore" | "insertAfter" as where:
            return Insert(stored["id"], stored["target"], {locale: stored["value"]}, where == "insertBefore")
        case other:
            raise ValueError(f"There is no operation “{other}”.")
