"""What words of a page mean in the glossary, as blocks."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from content_models.stable_ids import key_of
from content_models.starter.records import GlossaryChoice

from .blocks import block
from .content import PageKey, Raw


def choices(of_page: Iterable[GlossaryChoice], key: UUID) -> list[Raw]:
    """Return the stream of a page's choices."""
    return [
        block(
            "choice",
            {
                "form": choice.form,
                "term": PageKey(key_of("term", choice.term)) if choice.term else None,
                "block": choice.node or "",
            },
            key,
            choice.form,
            choice.node or "",
        )
        for choice in of_page
    ]
