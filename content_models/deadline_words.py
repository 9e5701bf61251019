"""How long a legal time limit lasts, in words, and which way it is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from .choices import DeadlineUnit

BEFORE = re.compile(r"antes del?\s", re.IGNORECASE)
"""How the event of a time limit begins that counts back, in the words of the national content."""

SAYS_BEFORE = re.compile(r"(?:antes del?|before)\s", re.IGNORECASE)
"""How an event begins that says “before” itself, in any language of the content; `desk/deadlines.ts` has the same."""


def counts_back(deadline: Mapping[str, Any]) -> bool:
    """Whether a time limit of a document is counted back from what is to come: from what has happened, it has no end.

    Its `countsBack` says so; one that was published before there was that field says it by the words of its `event`.
    """
    return bool(deadline.get("countsBack")) or is_worded_as_before(deadline.get("event"))


def is_worded_as_before(event: str | None) -> bool:
    """Whether the event of a time limit is worded in Spanish as what it is counted back from: “antes de …”."""
    return event is not None and BEFORE.match(event) is not None


def event_in_words(deadline: Mapping[str, Any]) -> str:
    """Return what a time limit of a document counts from, or, of one that counts back, before what it ends.

    `before: the hearing`, where its words do not say “before”; empty: it names nothing.
    """
    event: str = deadline.get("event") or ""
    if not event or not counts_back(deadline) or SAYS_BEFORE.match(event):
        return event
    return gettext("before: %(event)s") % {"event": event}


def amount_in_words(unit: str, least: int, most: int | None = None) -> str:
    """Return how long a time limit lasts: `48 hours`, `3 to 10 business days`."""
    return _exactly(unit, least) if not most or most == least else _between(unit, least, most)


def _exactly(unit: str, amount: int) -> str:
    texts = {
        DeadlineUnit.HOURS: ngettext("%(amount)s hour", "%(amount)s hours", amount),
        DeadlineUnit.DAYS: ngettext("%(amount)s day", "%(amount)s days", amount),
        DeadlineUnit.BUSINESS_DAYS: ngettext("%(amount)s business day", "%(amount)s business days", amount),
        DeadlineUnit.MONTHS: ngettext("%(amount)s month", "%(amount)s months", amount),
        DeadlineUnit.YEARS: ngettext("%(amount)s year", "%(amount)s years", amount),
    }
    return texts[DeadlineUnit(unit)] % {"amount": amount}


def _between(unit: str, least: int, most: int) -> str:
    texts = {
        DeadlineUnit.HOURS: ngettext("%(least)s to %(most)s hour", "%(least)s to %(most)s hours", most),
        DeadlineUnit.DAYS: ngettext("%(least)s to %(most)s day", "%(least)s to %(most)s days", most),
        DeadlineUnit.BUSINESS_DAYS: ngettext(
            "%(least)s to %(most)s business day", "%(least)s to %(most)s business days", most
        ),
        DeadlineUnit.MONTHS: ngettext("%(least)s to %(most)s month", "%(least)s to %(most)s months", most),
        DeadlineUnit.YEARS: ngettext("%(least)s to %(most)s year", "%(least)s to %(most)s years", most),
    }
    return texts[DeadlineUnit(unit)] % {"least": least, "most": most}
