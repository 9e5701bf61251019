"""Counting requests: one tally for each set of labels, so cheap that every request is counted."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

BOUNDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
"""Upper bounds of the histogram of durations, in seconds."""

MOST_TALLIES = 2_000
"""Beyond so many sets of labels, requests are counted without operation, state and key."""

OTHER = "other"


class Labels(NamedTuple):
    """What a request is counted under.

    Args:
        operation: id of the trusted document, or `ad-hoc`.
        tenant: code of the state, `several` or `none`.
        key: number of the key, or `none`.
        outcome: `ready`, `projected`, `reference`, `projection-failed`, `refused` or `not-modified`.
        code: of the first error in the answer, or nothing.
    """

    operation: str
    tenant: str
    key: str
    outcome: str
    code: str = ""


class Tally:
    """How many requests there were, how long they took, and how much they were answered.

    Written out rather than left to prometheus_client: a tally takes 0.25 µs, its two counters and a histogram 1.1 µs,
    and 3.2 µs where several processes are added up. A cached answer takes 5 µs in all.
    """

    __slots__ = ("_lock", "buckets", "bytes", "requests", "seconds")

    def __init__(self) -> None:
        self.requests = 0
        self.seconds = 0.0
        self.bytes = 0
        self.buckets = [0] * (len(BOUNDS) + 1)
        self._lock = threading.Lock()

    def add(self, seconds: float, size: int) -> None:
        """Count one request."""
        bucket = bisect_left(BOUNDS, seconds)
        with self._lock:
            self.requests += 1
            self.seconds += seconds
            self.bytes += size
            self.buckets[bucket] += 1


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted under one set of labels, by one process or by several."""

    requests: int
    seconds: float
    bytes: int
    buckets: list[int]

    def and_(self, other: Counted) -> Counted:
        """Return the sum."""
        return Counted(
            self.requests + other.requests,
            self.seconds + other.seconds,
            self.bytes + other.bytes,
            [one + more for one, more in zip(self.buckets, other.buckets, strict=True)],
        )


Figures = Mapping[Labels, Counted]

_tallies: dict[Labels, Tally] = {}
_lock = threading.Lock()


def tally(labels: Labels) -> Tally:
    """Return the tally of these labels; when there are too many already, that of all others."""
    existing = _tallies.get(labels)
    if existing is not None:
        return existing
    with _lock:
        if len(_tallies) >= MOST_TALLIES:
            labels = labels._replace(operation=OTHER, tenant=OTHER, key=OTHER)
        return _tallies.setdefault(labels, Tally())


def figures() -> Figures:
    """Return what this process has counted, as it is now."""
    with _lock:
        tallies = dict(_tallies)
    return {
        labels: Counted(tally.requests, tally.seconds, tally.bytes, list(tally.buckets))
        for labels, tally in tallies.items()
    }


def reset() -> None:
    """Begin anew, as a new process does."""
    with _lock:
        _tallies.clear()
