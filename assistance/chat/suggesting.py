"""Guidance that search finds in the first message, as cards that nobody wrote, and that say so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from content_models.kinds import ItemKind
from delivery.search.results import SURE
from delivery.state_view import StateView

LEAST_OF_FURTHER = 0.2
"""How likely whatever stands behind the first must be; the first more likely than not: “hola” means nothing yet."""

KIND = "guidance"


def suggested_cards(*, view: StateView, text: str, role: str, site_url: str, now: datetime) -> list[dict[str, Any]]:
    """Return cards of the guidance that somebody may mean, the likeliest first; none where nothing is likely.

    Args:
        view: what the state serves in the language of the conversation.
        role: of whoever writes; empty: not known.
        site_url: of the state's site, without a slash at its end.
    Raises:
        StoreUnavailable: the database does not answer.
    """
    hits = view.search(text, [ItemKind.GUIDANCE], role or None, now=now).hits
    if not hits or hits[0].probability < SURE:
        return []
    likely = [hit for hit in hits if hit.probability >= LEAST_OF_FURTHER]
    return [guidance_card(view=view, key=hit.key, site_url=site_url) for hit in likely]


def guidance_card(*, view: StateView, key: str, site_url: str) -> dict[str, Any]:
    """Return the card of a guidance page that the state serves."""
    page = view[key]
    prefix = "" if view.locale == view.tenant.default_locale else f"/{view.locale}"
    return {
        "kind": KIND,
        "key": key,
        "title": page["title"],
        "text": page["firstStep"] or page["summary"],  # type: ignore[typeddict-item]  # the kind says so
        "url": f"{site_url}{prefix}{page['path']}",
    }
