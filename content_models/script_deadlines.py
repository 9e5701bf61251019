"""The deadlines of a topic that a script may name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext

from .choices import DeadlineUnit
from .deadline_words import amount_in_words
from .models import GuidancePage
from .script_keys import words_in

LONGEST_TEXT = 90


def deadlines_of(topic: GuidancePage) -> list[dict[str, str]]:
    """Return the deadlines of a topic's page, by the id of their block, in words."""
    return [{"id": block.id, "text": _in_words(block.value)} for block in topic.body if block.block_type == "deadline"]


def topics_in_words(topics: Iterable[GuidancePage]) -> str:
    """Return which of some topics have deadlines, and which: “Detention” (48 hours), “Theft” (36 hours)."""
    found = [(topic.title, [*dict.fromkeys(filter(None, map(_duration, _deadlines_in(topic))))]) for topic in topics]
    return ", ".join(f"«{title}» ({', '.join(durations)})" for title, durations in found if durations)


def _deadlines_in(topic: GuidancePage) -> list[Any]:
    return [block.value for block in topic.body if block.block_type == "deadline"]


def _duration(deadline: Any) -> str:
    is_whole = deadline["unit"] and deadline["amount"]
    return amount_in_words(deadline["unit"], deadline["amount"], deadline["amount_max"]) if is_whole else ""


def _in_words(deadline: Any) -> str:
    lasts = _duration(deadline)
    text = Truncator(words_in(deadline["text"])).chars(LONGEST_TEXT, truncate="…")
    days = (DeadlineUnit.DAYS, DeadlineUnit.BUSINESS_DAYS)
    note = gettext(" (in days: confirm the non-working days)") if deadline["unit"] in days else ""
    return f"{lasts}{note}: {text}"
