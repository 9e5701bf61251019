"""When documents were last used: noted in memory by the reader, written later beside the requests."""

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
    """Remember that a document is being used this hour; costs a look at a dictionary from the second time on."""
    hour = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    if _recorded.get((model, pk)) == hour:
        return
    _recorded.put((model, pk), hour)
    with _lock:
        _pending.setdefault((model, owner_id, hour), []).append(pk)


def flush() -> None:
    """Write what has been noted since the last time. Without a database it is lost, and with it an order of removal."""
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
    """Empty the memory."""
    _recorded.clear()
    with _lock:
        _pending.clear()
