"""Phrases that search learns from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson

from content_models.kinds import ItemKind

TAUGHT_KINDS = (ItemKind.GUIDANCE, ItemKind.TERM, ItemKind.ORGANIZATION, ItemKind.SCRIPT)
"""The kinds of items that have examples."""


class Phrase(NamedTuple):
    """What somebody says, whether it tells of danger now, and whether people say it, or the content itself."""

    text: str
    is_danger: bool = False
    is_said: bool = True


ExamplesByKind = Mapping[str, Mapping[str, Sequence[Phrase]]]
"""Phrases by the kind and key of what they mean."""


def digest_of(examples: ExamplesByKind) -> str:
    """Return the SHA-256 of examples, in whatever order they stand."""
    ordered = {
        kind: {key: [[*phrase] for phrase in sorted(set(phrases))] for key, phrases in sorted(of_kind.items())}
        for kind, of_kind in sorted(examples.items())
    }
    return hashlib.sha256(orjson.dumps(ordered)).hexdigest()
