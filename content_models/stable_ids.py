"""Stable ids: the same reference record has the same key, block and item ids in every installation.

Keys are uuid5 of what the record is (“topic”, its id); blocks and list items derive from their page's key and a name
within it. Options of scripts have names, never positions, so that past runs survive an edit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID, uuid5

NAMESPACE = UUID("6d1c3c5e-5b0a-5d0e-9f6b-2f0f6a7f4b11")
"""Fixed for ever: every key of the starter content hangs on it."""

MARKS = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 48


def key_of(kind: str, reference_id: str) -> UUID:
    """The key (translation key) of a page: kind is `topic`, `term`, `script`, `office`, `organization`, `section`."""
    return uuid5(NAMESPACE, f"{kind}:{reference_id}")


def home_key(code: str) -> UUID:
    """The translation key of the home of a tenant's trees."""
    return key_of("home", code)


def section_key(code: str, slug: str) -> UUID:
    """The key of a section that a tenant's tree begins with, such as `directorio`."""
    return key_of("section", f"{code}/{slug}")


def part_id(key: UUID, *names: object) -> str:
    """The id of a block or list item of the page with this key; names say which one: `("point", 3)`."""
    return str(uuid5(key, "/".join(str(name) for name in names)))


def name_of(label: str) -> str:
    """A short name from a label, in ASCII: “Sí, sé dónde está” is `si-se-donde-esta`."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    name = MARKS.sub("-", plain).strip("-")
    return name[:LONGEST_NAME].rstrip("-") or "opcion"


def option_keys(labels: Iterable[str]) -> list[str]:
    """Keys of the options of a node: the name of each label; a repeated one gets a number."""
    keys: list[str] = []
    for label in labels:
        name, key, count = name_of(label), name_of(label), 2
        while key in keys:
            key, count = f"{name}-{count}", count + 1
        keys.append(key)
    return keys
