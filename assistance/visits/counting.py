"""Counting in memory: one addition for each visit, without cookies or addresses."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

MOST_COUNTS = 50_000
"""More different counts than all states, pages and hours between two writings make."""

BOTS = re.compile(
    r"bot|crawl|spider|slurp|scrap|preview|monitor|fetch|lighthouse|headless|facebookexternalhit|curl|wget|python|java/|"
    r"go-http|libwww|httpclient|^\s*$",
    re.IGNORECASE,
)
"""What programs that no person uses call themselves; whoever gives no name is one of them."""


class Counted(NamedTuple):
    """What is counted together.

    Attributes:
        hour: whole hours since the epoch, UTC; the state's own day and hour follow when it is written.
        code: of the state.
        channel, kind, topic_key: as `VisitCount` has them.
    """

    hour: int
    code: str
    channel: str
    kind: str
    topic_key: str


_lock = threading.Lock()
_counts: Counter[Counted] = Counter()


@lru_cache(maxsize=1_000)
def is_bot(user_agent: str) -> bool:
    """Whether a program reads that no person uses."""
    return BOTS.search(user_agent) is not None


def count_visit(code: str, channel: str, kind: str, topic_key: str = "", *, user_agent: str) -> None:
    """Count one visit of a state, now; a bot's is none.

    Args:
        channel, kind: values of `Channel` and of `VisitKind`.
        topic_key: of the guidance page that was read, or that a guide is about.
        user_agent: what the program says it is; it is not kept.
    """
    if is_bot(user_agent):
        return
    counted = Counted(int(time.time()) // 3_600, code, channel, kind, topic_key)
    with _lock:
        if counted in _counts or len(_counts) < MOST_COUNTS:
            _counts[counted] += 1


def take() -> Counter[Counted]:
    """Return what has been counted since the last time, and begin anew."""
    global _counts
    with _lock:
        taken, _counts = _counts, Counter()
    return taken


def give_back(taken: Counter[Counted]) -> None:
    """Add what could not be written to what has been counted since."""
    with _lock:
        _counts.update(taken)
