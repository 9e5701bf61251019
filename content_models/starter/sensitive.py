"""Which pages of the starter content are sensitive: a curated list, with the reason for each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "sensitive.json"


def is_sensitive_topic(topic: str) -> bool:
    """Whether the guidance page of a topic, and the scripts on it, are sensitive."""
    return topic in curated("topics")


def is_sensitive_term(term: str) -> bool:
    """Whether a term of the glossary is sensitive."""
    return term in curated("terms")


def is_sensitive_kind(kind: str) -> bool:
    """Whether organizations of a kind are sensitive, and with them their offices."""
    return kind in curated("organization_kinds")


def curated(name: str) -> Mapping[str, str]:
    """Return one part of the list: identifiers with the reason for each."""
    part: Mapping[str, str] = _file()[name]
    return part


@cache
def _file() -> Mapping[str, Mapping[str, str]]:
    parts: Mapping[str, Mapping[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return parts
