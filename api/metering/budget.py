"""What each key may spend in a minute, in points of cost; counted by the library `limits`.

In the memory of each process, or for all processes together in Redis where `REDIS_URL` is set. The window slides: a
fixed one would let a key spend twice its budget around the turn of a minute, and a log of requests would store each
point. A process draws a hundredth of the budget at a time and spends that by itself, so that most requests cost one
dictionary lookup. While Redis is unavailable, requests are served and counted in memory.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, cast

from django.conf import settings
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.storage.base import SlidingWindowCounterSupport
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from tenants.bounded import BoundedMap
from tenants.viewer import Viewer

logger = logging.getLogger("api")

WINDOW_SECONDS = 60
DRAWN_AT_ONCE = 100
"""Which part of a budget a process draws at once: one in so many."""

MAX_LEASES = 10_000
REDIS_SECONDS = 0.05
"""Timeout of Redis."""

REDIS_PAUSE_SECONDS = 5.0
"""Pause before it is tried again when it did not answer."""

REFUSED_SECONDS = 1.0
"""How long a refusal is cached."""


class Allowance(NamedTuple):
    """The budget of a key after it spent something, or was refused.

    Args:
        per_minute: the budget, in points.
        remaining: what is left of it.
        retry_after: in how many seconds a refused request can be paid; None when it was not refused.
    """

    per_minute: int
    remaining: int
    retry_after: int | None = None


@dataclass(slots=True)
class BudgetLease:
    """What a process has drawn of one key's budget.

    Args:
        per_minute: the budget, in points.
    Attributes:
        points: drawn and not spent.
        behind: left of the budget when it was last drawn from.
        valid_until: when what was drawn expires with its minute.
        refused_until, refused_points: until when so many points are refused without asking again.
        refused_price, payable_at: what the refused request costs, and when that can be paid.
    """

    key_id: int
    per_minute: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    points: int = 0
    behind: int = 0
    valid_until: float = 0.0
    refused_until: float = 0.0
    refused_points: int = 0
    refused_price: int = 0
    payable_at: float = 0.0

    def spend(self, points: int, price: int | None = None) -> Allowance:
        """Take points, or refuse.

        Args:
            price: what the whole request costs, which must be paid when it is tried again; None: so many points.
        """
        with self.lock:
            now = time.monotonic()
            if now >= self.valid_until:
                self.points = 0
            if self.points < points:
                refusal = _draw(self, points - self.points, now, points if price is None else price)
                if refusal is not None:
                    return refusal
            self.points -= points
            return Allowance(self.per_minute, self.behind + self.points)


_leases: BoundedMap[tuple[int, int], BudgetLease] = BoundedMap(MAX_LEASES)


def lease_of(viewer: Viewer) -> BudgetLease | None:
    """Return what a viewer's key pays from; None for one without a budget."""
    if not viewer.budget_per_minute or viewer.key_id is None:
        return None
    name = (viewer.key_id, viewer.budget_per_minute)
    lease = _leases.get(name)
    if lease is None:
        lease = BudgetLease(*name)
        _leases.put(name, lease)
    return lease


def reset() -> None:
    """Reset all counts of this process."""
    _leases.clear()
    _memory.cache_clear()
    _redis.cache_clear()


def _draw(lease: BudgetLease, missing: int, now: float, price: int) -> Allowance | None:
    """Draw at least what is missing; return the refusal if the budget has no more."""
    if now < lease.refused_until and missing >= lease.refused_points and price == lease.refused_price:
        return Allowance(lease.per_minute, lease.behind + lease.points, max(math.ceil(lease.payable_at - now), 1))
    counter = _counter()
    try:
        refusal = _drawn(counter, lease, missing, now, price)
    except StorageError as error:
        _pause_redis(error)
        refusal = _drawn(_memory(), lease, missing, now, price)
    return refusal


def _drawn(
    counter: SlidingWindowCounterRateLimiter, lease: BudgetLease, missing: int, now: float, price: int
) -> Allowance | None:
    limit, name = lease.per_minute, str(lease.key_id)
    item = RateLimitItemPerMinute(limit, namespace="jpt-budget")
    for wanted in sorted({missing, max(missing, limit // DRAWN_AT_ONCE)}, reverse=True):
        if counter.hit(item, name, cost=wanted):
            lease.points += wanted
            lease.behind = counter.get_window_stats(item, name).remaining
            lease.valid_until = now + WINDOW_SECONDS
            return None
    lease.behind = counter.get_window_stats(item, name).remaining
    seconds = _seconds_until(counter, item, name, price)
    lease.refused_until, lease.refused_points = now + min(seconds, REFUSED_SECONDS), missing
    lease.payable_at, lease.refused_price = now + seconds, price
    return Allowance(limit, lease.behind + lease.points, math.ceil(seconds))


def _seconds_until(
    counter: SlidingWindowCounterRateLimiter, item: RateLimitItemPerMinute, name: str, missing: int
) -> float:
    """Return in how many seconds so many points can be drawn, if nothing else is drawn in between.

    What was spent in this minute weighs in full until it ends; in the next one it weighs less with every second.
    """
    storage = cast(SlidingWindowCounterSupport, counter.storage)
    before, before_left, current, current_left = storage.get_sliding_window(item.key_for(name), item.get_expiry())
    room = item.amount - missing
    until_next = max(current_left - WINDOW_SECONDS, 0.0)
    if current <= room and before:
        return max(before_left - WINDOW_SECONDS * (room - current) / before, 1.0)
    if room >= 0 and current:
        return until_next + max(WINDOW_SECONDS * (1 - room / current), 1.0)
    return WINDOW_SECONDS


_redis_paused_until = 0.0


def _counter() -> SlidingWindowCounterRateLimiter:
    if settings.REDIS_URL and time.monotonic() >= _redis_paused_until:
        return _redis(settings.REDIS_URL)
    return _memory()


def _pause_redis(error: StorageError) -> None:
    global _redis_paused_until  # noqa: PLW0603 (one state for each process is intended)
    _redis_paused_until = time.monotonic() + REDIS_PAUSE_SECONDS
    logger.warning("Redis does not answer (%s): budgets are counted by each process for now", error.storage_error)


@cache
def _memory() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


@cache
def _redis(url: str) -> SlidingWindowCounterRateLimiter:
    pool = ConnectionPool.from_url(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=Retry(NoBackoff(), 0)
    )
    return SlidingWindowCounterRateLimiter(RedisStorage(url, connection_pool=pool, wrap_exceptions=True))
