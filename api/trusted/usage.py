"""When documents were last used: recorded in memory by requests, written later by another thread."""

from __future__ import annotations

import threading
from datetime import datetime

from django.utils import timezone

from api.models import PersistedQuery, TrustedDocument
from tenants.bounded import BoundedMap
from tenants.errors import NO_ANSWER
from tenants.scope import tenant_scope

MAX_RECORDED = 20_000

Model = type[TrustedDocument] | type[PersistedQuery]

_recorded: BoundedMap[tuple[Model, int], datetime] = BoundedMap(MAX_RECORDED)
_pending: dict[tuple[Model, int, datetime], list[int]] = {}
_lock = threading.Lock()


def record_use(model: Model, *, owner_id: int, pk: int) -> None:
    """Record that a document is used in this hour; from the second time on that is one dictionary lookup."""
    hour = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    if _recorded.get((model, pk)) == hour:
        return
    _recorded.put((model, pk), hour)
    with _lock:
        _pending.setdefault((model, owner_id, hour), []).append(pk)


def flush() -> None:
    """Write the recorded uses. Without a database they are lost; only the order of removal changes then."""
    with _lock:
        batch = dict(_pending)
        _pending.clear()
    try:
        for (model, owner_id, hour), pks in batch.items():
            with tenant_scope([owner_id]):
                if model is TrustedDocument:
                    TrustedDocument.objects.filter(pk__in=pks).update(last_used_on=hour.date())
                else:
                    PersistedQuery.objects.filter(pk__in=pks, last_used_at__lt=hour).update(last_used_at=hour)
    except NO_ANSWER:
        return


def reset() -> None:
    """Empty the records."""
    _recorded.clear()
    with _lock:
        _pending.clear()
