"""What people say when they need a page: stored beside its document, as thousands of phrases are read by few."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from content_models.example_phrases import phrases_in
from content_models.models import ContentPage
from content_models.shapes.parts import Examples, ExamplesSummary

from .parts import values_of

FIELD = "examples"
"""The name of the field that pages of some kinds have, and of the column beside a stored document."""


def examples(values: Iterable[Any]) -> list[Examples]:
    """Return what people say when they need a page; `values` are the structs of a stream."""
    return [
        {
            "voice": value["voice"],
            "source": value["source"],
            "isDanger": bool(value["is_danger"]),
            "phrases": phrases_in(value["phrases"]),
        }
        for value in values
    ]


def examples_of_page(page: ContentPage) -> list[Examples]:
    """Return what people say when they need a page, as given; nothing of a kind of page that has no examples."""
    return examples(values_of(getattr(page, FIELD, ())))


def summary_of(said: Sequence[Examples]) -> ExamplesSummary | None:
    """Return what a document says of the examples beside it; None: there are none."""
    if not said:
        return None
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "digest": hashlib.sha256(written.encode()).hexdigest(),
        "phrases": sum(len(group["phrases"]) for group in said),
        "dangers": sum(len(group["phrases"]) for group in said if group["isDanger"]),
    }


def with_examples(document: Mapping[str, Any], said: Sequence[Examples]) -> dict[str, Any]:
    """Return a document with its examples as one of its fields, as editors compare it, if its kind has some."""
    return {**document, FIELD: list(said)} if "examplesSummary" in document else {**document}
