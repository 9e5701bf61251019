"""Reference files as flat fields: pattern (`topics[].title`) → record → value; and the list of those not published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from content_models import starter
from content_models.json_fields import DATA

UNPUBLISHED = Path(starter.__file__).parent / "unpublished_fields.json"

Leaf = tuple[str, str, Any]
"""Pattern, record, value. A list of plain values is one leaf."""


def reference_file(name: str) -> Any:
    """A reference file, parsed."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def unpublished() -> list[dict[str, str]]:
    """Fields that the API does not say: `file`, `field` (a pattern), `reason`."""
    entries: list[dict[str, str]] = json.loads(UNPUBLISHED.read_text(encoding="utf-8"))
    return entries


def leaves(value: Any, pattern: str = "", record: str = "") -> Iterator[Leaf]:
    """The fields of a parsed file, at every depth. Records of a list are told by id, others by position."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{pattern}.{name}" if pattern else name, record)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for position, inner in enumerate(value):
            yield from leaves(inner, f"{pattern}[]", f"{record}/{inner.get('id', position)}")
    elif isinstance(value, list):
        yield f"{pattern}[]", record, value
    else:
        yield pattern, record, value
