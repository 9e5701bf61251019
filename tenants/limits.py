"""How often something may be tried: counted in the database, for all processes together, before it is tried."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from .models import AttemptCount

_COUNT = """
    INSERT INTO tenants_attemptcount AS known (key, count, expires_at) VALUES (%(key)s, 1, %(expires_at)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN known.expires_at <= %(now)s THEN 1 ELSE known.count + 1 END,
        expires_at = CASE WHEN known.expires_at <= %(now)s THEN excluded.expires_at ELSE known.expires_at END
    RETURNING count, expires_at
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `seconds`, which begin with the first."""

    name: str
    most: int
    seconds: int

    def of(self, *subject: object) -> Counter:
        """Return the count of one subject, such as an address."""
        return Counter(self, salted_hmac(f"tenants.limits.{self.name}", repr(subject), algorithm="sha256").hexdigest())


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted: a limit, and the digest of its subject."""

    limit: Limit
    key: str


class LimitReached(Exception):
    """Something was tried as often as it may be; another try is allowed after `wait_seconds`."""

    def __init__(self, limit: Limit, wait_seconds: int) -> None:
        super().__init__(limit.name)
        self.limit = limit
        self.wait_seconds = wait_seconds


def take(*counters: Counter) -> None:
    """Count one try in each of the counters, or in none of them.

    Raises:
        LimitReached: one of them is full; the one that stays so for longest.
    """
    now = _now()
    full: list[LimitReached] = []
    with transaction.atomic():
        # In one order, so that no two transactions wait for each other.
        for counter in sorted(counters, key=lambda each: each.key):
            count, expires_at = _count(counter, now)
            if count > counter.limit.most:
                full.append(LimitReached(counter.limit, math.ceil((expires_at - now).total_seconds())))
        if full:
            raise max(full, key=lambda each: each.wait_seconds)


def give_back(*counters: Counter, tries: int = 1) -> None:
    """Take so many tries off each of the counters."""
    keys = sorted(counter.key for counter in counters)
    for key in keys:
        AttemptCount.objects.filter(key=key).update(count=Greatest(F("count") - tries, 0))


def tried(counter: Counter) -> int:
    """Return how many tries a counter has at this moment."""
    found = AttemptCount.objects.filter(key=counter.key, expires_at__gt=_now()).values_list("count", flat=True)
    return found.first() or 0


def clear(counter: Counter) -> int:
    """Empty a counter; return how many tries it had."""
    with transaction.atomic():
        counted = AttemptCount.objects.select_for_update().filter(key=counter.key).first()
        if counted is None:
            return 0
        counted.delete()
        return counted.count


def remove_expired() -> int:
    """Delete counts whose time is over; return how many there were."""
    removed, _ = AttemptCount.objects.filter(expires_at__lte=_now()).delete()
    return removed


def _count(counter: Counter, now: datetime) -> tuple[int, datetime]:
    values: dict[str, str | datetime] = {
        "key": counter.key,
        "now": now,
        "expires_at": now + timedelta(seconds=counter.limit.seconds),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        count, expires_at = cursor.fetchone()
    return count, expires_at


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
