"""Numbers in what forms of the admin send."""

from __future__ import annotations

_LONGEST = 18  # digits: what a column of the database holds


def number_in(sent: str) -> int | None:
    """The number that a form sends, such as the revision that was seen; None for anything else."""
    return int(sent) if sent.isdecimal() and len(sent) <= _LONGEST else None
