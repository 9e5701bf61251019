"""Until when an answer that read the clock stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from delivery.state_view import StateView
from delivery.tenant_info import TenantInfo
from tenants.days import day_of

_boundaries: WeakKeyDictionary[StateView, tuple[datetime, datetime]] = WeakKeyDictionary()
"""For each view an instant, and the next boundary after it: it is the boundary for all instants in between."""


def next_boundary(views: Iterable[StateView], now: datetime) -> datetime:
    """Return the first instant after `now` at which something that these views serve changes by the clock alone.

    That is an office that opens or closes, a notice that begins or ends, and midnight, after which a review may be
    overdue.
    """
    return min(_boundary_of(view, now) for view in views)


def _boundary_of(view: StateView, now: datetime) -> datetime:
    asked_at, boundary = _boundaries.get(view, (now, now))
    if not asked_at <= now < boundary:
        midnight = _midnight_after(now, view.tenant)
        boundary = min(midnight, view.next_boundary(now) or midnight)
        _boundaries[view] = (now, boundary)
    return boundary


def _midnight_after(now: datetime, tenant: TenantInfo) -> datetime:
    tomorrow = day_of(tenant, now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(tenant.time_zone))
