"""The blocks of a page, prepared for their templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from content_models.deadline_words import amount_in_words, counts_back, event_in_words
from content_models.shapes.blocks import Block, DeadlineBlock, ImageBlock, OfficesBlock, Step, StepsBlock
from content_models.shapes.documents import GuidanceItem

from .footnotes import Footnotes
from .offices import WebService, places_now, services_named
from .visit import Visit


def presented_blocks(
    visit: Visit, item: GuidanceItem, notes: Footnotes, *, shown: Sequence[WebService] = ()
) -> list[dict[str, Any]]:
    """Return the item's blocks with what their templates need beside the document's own fields.

    Every block gets `template`, `notes` (numbers of footnotes), `services` (on the web, that it names) and `lang` (its
    language, where it is not the item's).
    A block of a type without a template is left out.

    Args:
        shown: services that the page has already; of a block's own steps each says its services all the same.
    """
    return [
        {
            **block,
            **_common(item, block, notes),
            "services": [service for service in _services(visit, block) if service not in shown],
            **_MORE.get(block["type"], _nothing)(visit, block, notes),
        }
        for block in item["body"]
        if block["type"] in TYPES
    ]


TYPES = frozenset(
    {
        "TextBlock",
        "StepsBlock",
        "DeadlineBlock",
        "WarningBlock",
        "ChecklistBlock",
        "ContactBlock",
        "OfficesBlock",
        "QuestionAnswerBlock",
        "ImageBlock",
        "AudioBlock",
        "FileBlock",
        "LawQuoteBlock",
        "LocalBlock",
    }
)


def _common(item: GuidanceItem, block: Block, notes: Footnotes) -> dict[str, Any]:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", block["type"].removesuffix("Block")).lower()
    locale = block.get("locale") or item["servedLocale"]
    return {
        "template": f"portal/blocks/{name}.html",
        "notes": notes.numbers(block.get("legalReferences", [])),
        "lang": locale if locale != item["servedLocale"] else "",
    }


def _services(visit: Visit, block: Block) -> list[WebService]:
    """Return the services on the web that a block names; of steps each says its own."""
    return [] if block["type"] == "StepsBlock" else services_named(visit, block)


def _nothing(visit: Visit, block: Block, notes: Footnotes) -> dict[str, Any]:
    return {}


def _steps(visit: Visit, block: StepsBlock, notes: Footnotes) -> dict[str, Any]:
    return {
        "steps": [
            {**step, "notes": _notes_of(step, notes), "services": services_named(visit, step)}
            for step in block["steps"]
        ]
    }


def _deadline(visit: Visit, block: DeadlineBlock, notes: Footnotes) -> dict[str, Any]:
    return {
        "duration": amount_in_words(block["unit"], block["amount"], block.get("amountMax")),
        "event": event_in_words(block),
        "is_back": counts_back(block),
    }


def _offices(visit: Visit, block: OfficesBlock, notes: Footnotes) -> dict[str, Any]:
    return {"place": places_now(visit, block["organizationKind"], is_printed=False)}


def _image(visit: Visit, block: ImageBlock, notes: Footnotes) -> dict[str, Any]:
    renditions = block["image"].get("renditions", [])
    return {"srcset": ", ".join(f"{rendition['url']} {rendition['width']}w" for rendition in renditions)}


def _notes_of(part: Step, notes: Footnotes) -> list[int]:
    return notes.numbers(part.get("legalReferences", []))


_MORE: dict[str, Callable[[Visit, Any, Footnotes], dict[str, Any]]] = {
    "StepsBlock": _steps,
    "DeadlineBlock": _deadline,
    "OfficesBlock": _offices,
    "ImageBlock": _image,
}
