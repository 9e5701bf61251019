"""What to do as plain text, to send on, to copy or to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from content_models.shapes.parts import RichText

from .offices import Card


@cache
def script_of_end() -> str:
    """Return what offers to print, copy and send the summary; without it, links and the text to copy stay."""
    return Path(__file__).with_name("sending.js").read_text(encoding="utf-8").strip()


def sending(
    script: Mapping[str, Any], texts: Iterable[RichText], blocks: Iterable[Mapping[str, Any]], cards: Iterable[Card]
) -> dict[str, str]:
    """Return what `portal/_sending.html` needs: nothing of what was answered, nor what a sensitive script is about.

    Args:
        texts: what was said or shown, in order.
        blocks: deadlines, as `presented_blocks` returns them.
        cards: of the offices to go to.
    """
    title = _("Justicia para Ti") if script.get("isSensitive") else str(script["title"])
    lines = [title, *(text["plainText"] for text in texts)]
    lines += [f"{block['duration']}: {block['text']['plainText']}" for block in blocks]
    for card in cards:
        phones = ", ".join(phone["display"] for phone in card.item["phones"])
        lines.append(": ".join(part for part in (card.item["name"], phones) if part))
    summary = "\n\n".join([*lines, _("If you are in danger, call 911.")])
    return {"summary": summary, "encoded_summary": quote(summary), "encoded_subject": quote(title)}
