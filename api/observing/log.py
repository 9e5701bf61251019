"""Log lines about requests: the outcome and the state, never what was asked or by whom.

By default only refused, failed and slow requests are logged.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog

from .tallies import Labels

if TYPE_CHECKING:
    from .record import Record

MOST_LINES_A_SECOND = 50
"""Of each process. Lines beyond are counted, and the next line reports how many were left out."""

logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger("api.requests"),
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
)


class Throttle:
    """Lets through so many a second, and counts the others."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._second = 0
        self._passed = 0
        self._left_out = 0

    def passes(self) -> int | None:
        """Return how many were left out since the last one that passed; None: this one is left out, too."""
        now = int(self._clock())
        with self._lock:
            if now != self._second:
                self._second, self._passed = now, 0
            if self._passed >= MOST_LINES_A_SECOND:
                self._left_out += 1
                return None
            self._passed += 1
            left_out, self._left_out = self._left_out, 0
            return left_out


_throttle = Throttle()


def log_request(
    record: Record, labels: Labels, status: HTTPStatus, seconds: float, *, is_slow: bool, is_failure: bool
) -> None:
    """Write a line about a request."""
    values = {
        **_values(labels, record.request_id, seconds),
        "status": int(status),
        "operation_name": record.name,
        "cost": record.points,
    }
    if is_slow:
        _write(logging.WARNING, "slow request", values)
    elif is_failure:
        _write(logging.WARNING, "failed request", values)
    else:
        _write(logging.INFO, "request", values)


def log_cached_request(labels: Labels, request_id: str, seconds: float) -> None:
    """Write a line about a request that was answered from the cache."""
    status = HTTPStatus.OK if labels.outcome == "ready" else HTTPStatus.NOT_MODIFIED
    _write(logging.INFO, "request", {**_values(labels, request_id, seconds), "status": int(status)})


def _values(labels: Labels, request_id: str, seconds: float) -> dict[str, Any]:
    return {
        "request_id": request_id,
        "operation": labels.operation,
        "tenant": labels.tenant,
        "key": labels.key,
        "outcome": labels.outcome,
        "code": labels.code or None,
        "milliseconds": round(seconds * 1_000, 3),
    }


def _write(level: int, event: str, values: dict[str, Any]) -> None:
    left_out = _throttle.passes()
    if left_out is None:
        return
    fields = {name: value for name, value in values.items() if value is not None}
    logger.log(level, event, **fields, **({"left_out": left_out} if left_out else {}))
