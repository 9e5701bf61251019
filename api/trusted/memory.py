"""Texts of documents by their names, in front of the tables; and which were used, written later beside the requests."""

from __future__ import annotations

import threading
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from api.models import PersistedQuery, TrustedDocument
from api.serving.ready import forget_client
from tenants.bounded import BoundedMap
from tenants.scope import tenant_scope
from tenants.viewer import Viewer

CHANNEL = "jpt_documents"
REMEMBERED = 2_000
LONGEST_REMEMBERED = 20_000
"""In characters; longer ones are read each time that they are not yet parsed."""

Name = tuple[int, type[TrustedDocument] | type[PersistedQuery], str]
Found = tuple[int, int, str]
"""Client, primary key, text."""

_known: BoundedMap[Name, Found] = BoundedMap(REMEMBERED)
_used: dict[tuple[type[TrustedDocument] | type[PersistedQuery], int], tuple[int, datetime]] = {}
_lock = threading.Lock()


def trusted(viewer: Viewer, document_id: str) -> str | None:
    """Return the document of this id that the viewer's client uploaded."""
    return _text(viewer, TrustedDocument, "document_id", document_id)


def persisted(viewer: Viewer, digest: str) -> str | None:
    """Return the query of this digest that the viewer's client registered."""
    return _text(viewer, PersistedQuery, "digest", digest)


def on_notification(payload: str | None) -> None:
    """Forget the documents of the client that the payload names; None: write which were used."""
    if payload is None:
        flush()
    else:
        _known.forget_where(lambda found: found[0] == int(payload))
        forget_client(int(payload))


def forget_everything() -> None:
    """Empty the memory."""
    _known.clear()
    with _lock:
        _used.clear()


def flush() -> None:
    """Write what has been used since the last time. Without a database it is lost: only an order of removal is."""
    with _lock:
        batch = dict(_used)
        _used.clear()
    try:
        for (model, pk), (owner_id, used_at) in batch.items():
            with tenant_scope([owner_id]):
                if model is TrustedDocument:
                    TrustedDocument.objects.filter(pk=pk).update(last_used_on=timezone.localdate(used_at))
                else:
                    PersistedQuery.objects.filter(pk=pk).update(last_used_at=used_at)
    except (OperationalError, InterfaceError):
        return


def _text(viewer: Viewer, model: type[TrustedDocument] | type[PersistedQuery], field: str, identity: str) -> str | None:
    if viewer.client_id is None or viewer.owner_id is None:
        return None
    name = (viewer.client_id, model, identity)
    found = _known.get(name)
    if found is None:
        with tenant_scope([viewer.owner_id]):
            row = model._default_manager.filter(client=viewer.client_id, **{field: identity}).first()
        if row is None:
            return None
        found = (viewer.client_id, row.pk, row.query)
        if len(row.query) <= LONGEST_REMEMBERED:
            _known.put(name, found)
    with _lock:
        _used[model, found[1]] = (viewer.owner_id, timezone.now())
    return found[2]
