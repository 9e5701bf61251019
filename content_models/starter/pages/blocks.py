"""Raw blocks and list items, each with an id that derives from its page's key and its own text.

Ids derive from text rather than from positions: should a point be inserted above it, a state's adaptation of the next
point must not come to stand on another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from uuid import UUID

from content_models.choices import ExampleSource
from content_models.legal_references import LegalReference
from content_models.stable_ids import part_id
from content_models.starter.records import RecordedExamples

from .content import Raw


def paragraph(text: str) -> str:
    """Plain text as rich text: one paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"


def block(kind: str, value: object, key: UUID, *names: object) -> Raw:
    """A block of a stream; the names make its id."""
    return {"type": kind, "value": value, "id": part_id(key, kind, *names)}


def items(values: Iterable[tuple[str, object]], key: UUID, *names: object) -> list[Raw]:
    """The items of a list within a block: pairs of a name, unique in the list, and a value."""
    return [{"type": "item", "value": value, "id": part_id(key, *names, name)} for name, value in values]


def sentences(kind: str, texts: Iterable[str], key: UUID, name: str) -> list[Raw]:
    """A stream of short texts."""
    return [block(kind, text, key, name, text) for text in texts]


def example_stream(examples: Iterable[RecordedExamples], key: UUID) -> list[Raw]:
    """The stream of what people say when they need a page."""
    return [
        block(
            "phrases",
            {
                "phrases": "\n".join(one.phrases),
                "voice": one.voice,
                "source": ExampleSource.STARTER,
                "is_danger": one.is_danger,
            },
            key,
            "examples",
            one.voice,
            one.is_danger,
        )
        for one in examples
    ]


def reference_stream(references: Iterable[LegalReference], key: UUID) -> list[Raw]:
    """The stream of a page's legal references."""
    return [block("legal_reference", _value(reference), key, reference.text) for reference in references]


def reference_list(references: Iterable[LegalReference], key: UUID, *names: object) -> list[Raw]:
    """The list of a block's legal references."""
    pairs = [(reference.text, _value(reference)) for reference in references]
    return items(pairs, key, *names, "reference")


def _value(reference: LegalReference) -> dict[str, str | bool]:
    return {
        "law": reference.law or "",
        "article": reference.article or "",
        "text": reference.text,
        "verified": reference.verified,
    }
