"""Which answers may be cached, and for how long."""

from __future__ import annotations

import math

from graphql import ExecutionResult

from api.context import RequestContext
from api.http.cache_control import LONGEST_SECONDS, NO_STORE

from .boundary import next_boundary


def is_cacheable(result: ExecutionResult, context: RequestContext) -> bool:
    """Return whether the same request gets the same answer for as long as the views that were read are current."""
    return not result.errors and bool(context.views) and not context.has_read_directory


def seconds_left(context: RequestContext) -> float:
    """Return how long the answer stays the same by the clock."""
    if not context.has_read_clock:
        return math.inf
    return (next_boundary(context.views, context.asked_at) - context.asked_at).total_seconds()


def expires_at(context: RequestContext, cache_control: str) -> float:
    """Return the POSIX time at which a cached answer expires.

    Its content changes by the clock then, or its key expires; or, where outside caches may store it, its
    `Cache-Control` would let them store it for longer than it is valid.
    """
    seconds = seconds_left(context)
    if cache_control != NO_STORE:
        seconds -= LONGEST_SECONDS
    return min(context.asked_at.timestamp() + seconds, context.viewer.valid_until)
