"""What to do as plain text, to send on, to copy or to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from content_models.postal_address import address_in_one_line
from content_models.shapes.parts import RichText

from .offices import Card, Instead, Places, address_withheld, contact_unknown
from .opening import hours_of

MOST_OFFICES = 2
MOST_CHARACTERS_OF_HOURS = 60
"""What a text message has room for."""


@cache
def script_of_end() -> str:
    """Return what offers to print, copy and send the summary; without it, links and the text to copy stay."""
    return Path(__file__).with_name("sending.js").read_text(encoding="utf-8").strip()


def cards_to_send(places: Iterable[Places]) -> list[Card]:
    """Return the first offices of those that a page shows."""
    return [card for place in places for card in place.cards][:MOST_OFFICES]


def sending(
    script: Mapping[str, Any],
    texts: Iterable[RichText],
    blocks: Iterable[Mapping[str, Any]],
    cards: Iterable[Card],
    *,
    instead: Instead | None = None,
    link: str = "",
) -> dict[str, str]:
    """Return what `portal/_sending.html` needs: nothing of what was answered, nor what a sensitive script is about.

    Args:
        texts: what was said or shown: what is to be done now, then the rest in order.
        blocks: deadlines, as `presented_blocks` returns them.
        cards: of the offices to go to.
        instead: to whom to turn, where a text names an office that the state does not have.
        link: the whole address of a page to read more on; empty: none is given.
    """
    title = _("Justicia para Ti") if script.get("isSensitive") else str(script["title"])
    lines = [title, *(text["plainText"] for text in texts), *([instead.as_text] if instead else [])]
    lines += [f"{block['duration']}: {block['text']['plainText']}" for block in blocks]
    lines += map(_office, cards)
    summary = "\n\n".join([*lines, _("If you are in danger, call 911."), *([link] if link else [])])
    return {"summary": summary, "encoded_summary": quote(summary), "encoded_subject": quote(title)}


def _office(card: Card) -> str:
    """Return an office in lines: name and telephones, for whom it is, where it is, and its hours if they are short."""
    office = card.item
    phones = ", ".join(phone["display"] for phone in office["phones"])
    address = address_in_one_line(office) or (address_withheld(office) if office["isConfidential"] else "")
    hours = "; ".join(f"{days} {times}" for days, times in hours_of(office)) or office["hoursText"] or ""
    lines = [": ".join(filter(None, [office["name"], phones])), card.note, address, contact_unknown(office)]
    return "\n".join(filter(None, [*lines, hours if len(hours) <= MOST_CHARACTERS_OF_HOURS else ""]))
