"""When a key was last used, to the day: recorded in memory by requests, written later by another thread."""

import threading
import time
from datetime import date

from django.utils import timezone

from .errors import NO_ANSWER
from .models import ApiKey

_lock = threading.Lock()
_recorded: dict[int, int] = {}
_pending: dict[int, date] = {}


def record_use(key_id: int) -> None:
    """Record that a key is used today; from the second time in an hour on that is one dictionary lookup."""
    hour = (
        int(time.time()) // 3_600
    )  # a day may begin at any full hour, and to ask which day it is costs ten times more
    if _recorded.get(key_id) == hour:
        return
    with _lock:
        _recorded[key_id] = hour
        _pending[key_id] = timezone.localdate()


def flush() -> int:
    """Write what has been noted since the last time; return how many keys. Without a database it waits for the next."""
    with _lock:
        batch = dict(_pending)
        _pending.clear()
    by_day: dict[date, list[int]] = {}
    for key_id, day in batch.items():
        by_day.setdefault(day, []).append(key_id)
    try:
        for day, key_ids in by_day.items():
            ApiKey.objects.filter(pk__in=key_ids).exclude(last_used_on__gte=day).update(last_used_on=day)
    except NO_ANSWER:
        with _lock:
            for key_id, day in batch.items():
                _pending.setdefault(key_id, day)
        return 0
    return len(batch)


def reset() -> None:
    """Forget what has been noted and not yet written."""
    with _lock:
        _recorded.clear()
        _pending.clear()
