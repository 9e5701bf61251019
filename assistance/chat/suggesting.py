"""Guidance that search finds in the first message, as cards that nobody wrote, and that say so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from content_models.kinds import ItemKind
from delivery.search.results import SURE
from delivery.state_view import StateView

from .cards import guidance_card

LEAST_OF_FURTHER = 0.2
"""How likely whatever stands behind the first must be; the first more likely than not: “hola” means nothing yet."""


def suggested_cards(*, view: StateView, text: str, role: str, now: datetime) -> list[dict[str, Any]]:
    """Return cards of the guidance that somebody may mean, the likeliest first; none where nothing is likely.

    Args:
        view: what the state serves in the language of the conversation.
        role: of whoever writes; empty: not known.
        now: the clock.
    """
    hits = view.search(text, [ItemKind.GUIDANCE], role or None, now=now).hits
    if not hits or hits[0].probability < SURE:
        return []
    return [guidance_card(view, hit.key) for hit in hits if hit.probability >= LEAST_OF_FURTHER]
