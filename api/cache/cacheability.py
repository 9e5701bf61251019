"""Which answers may be cached, and for how long."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from graphql import ExecutionResult

from api.context import RequestContext
from api.http.cache_control import LONGEST_SECONDS, NO_STORE
from delivery.state_view import StateView
from delivery.tenant_info import TenantInfo
from tenants.days import day_of


def is_cacheable(result: ExecutionResult, context: RequestContext) -> bool:
    """Return whether the same request gets the same answer for as long as the views that were read are current."""
    return not result.errors and bool(context.views) and not context.has_read_directory


def seconds_left(context: RequestContext) -> float:
    """Return how long the answer stays the same by the clock."""
    if not context.has_read_clock:
        return math.inf
    return (next_boundary(context.views, context.requested_at) - context.requested_at).total_seconds()


def expires_at(context: RequestContext, cache_control: str) -> float:
    """Return the POSIX time at which a cached answer expires.

    Its content changes by the clock then, or its key expires; or, where outside caches may store it, its
    `Cache-Control` would let them store it for longer than it is valid.
    """
    seconds = seconds_left(context)
    if cache_control != NO_STORE:
        seconds -= LONGEST_SECONDS
    return min(context.requested_at.timestamp() + seconds, context.viewer.valid_until)


_boundaries: WeakKeyDictionary[StateView, tuple[datetime, datetime]] = WeakKeyDictionary()
"""For each view an instant, and the next boundary after it: it is the boundary for all instants in between."""


def next_boundary(views: Iterable[StateView], now: datetime) -> datetime:
    """Return the first instant after `now` at which something that these views serve changes by the clock alone.

    That is an office that opens or closes, a notice that begins or ends, and midnight, after which a review may be
    overdue.
    """
    return min(_boundary_of(view, now) for view in views)


def _boundary_of(view: StateView, now: datetime) -> datetime:
    read_at, boundary = _boundaries.get(view, (now, now))
    if not read_at <= now < boundary:
        midnight = _midnight_after(now, view.tenant)
        boundary = min(midnight, view.next_boundary(now) or midnight)
        _boundaries[view] = (now, boundary)
    return boundary


def _midnight_after(now: datetime, tenant: TenantInfo) -> datetime:
    tomorrow = day_of(tenant, now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(tenant.time_zone))
