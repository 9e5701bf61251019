"""Danger in a text of any length: search reads a long one as what it is about, and danger may be one sentence of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .view import StateView

LONG = 60
"""Words of a story: what is longer is looked at piece by piece, too."""

PIECE = 24
"""Words that are looked at together. Each word stands in two pieces, so that no sentence is cut in both."""

MOST = 600
"""Words of a text that are looked at in pieces: half of them at its beginning, the others at its end."""


def tells_of_danger(view: StateView, text: str, now: datetime) -> bool:
    """Return whether a text, or a part of it, sounds likely like danger, as the search page takes it.

    Args:
        now: the clock.
    """
    return view.search(text, now=now).is_likely_danger or part_tells_of_danger(view, text, now)


def part_tells_of_danger(view: StateView, text: str, now: datetime) -> bool:
    """Return whether a part of a long text does; False of a short one, which search reads whole.

    Args:
        now: the clock.
    """
    return any(view.search(one, now=now).is_likely_danger for one in _pieces_of(text))


def _pieces_of(text: str) -> Iterator[str]:
    words = text.split()
    if len(words) > MOST:
        words = words[: MOST // 2] + words[-MOST // 2 :]
    if len(words) > LONG:
        for start in range(0, len(words) - PIECE // 2, PIECE // 2):
            yield " ".join(words[start : start + PIECE])
