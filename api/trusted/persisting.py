"""Keeping the queries that programs register themselves: a bounded number and size for each client."""

from __future__ import annotations

import logging

from django.db import DatabaseError, InterfaceError

from api.limits import MAX_PERSISTED_BYTES, MAX_PERSISTED_QUERIES
from api.models import PersistedQuery
from tenants.scope import tenant_scope
from tenants.viewer import Viewer

from . import document_cache
from .resolving import Source

logger = logging.getLogger("api")


def register(source: Source, viewer: Viewer) -> bool:
    """Store a valid query under its hash, if its client asked for that; those unused for longest are removed.

    Returns whether anything was written.

    A query that cannot be stored is answered all the same: the client registers it again.
    """
    if source.digest is None or viewer.client_id is None or viewer.owner_id is None:
        return False
    if "\x00" in source.query:  # allowed in a comment, but in no text of PostgreSQL's
        return False
    try:
        if document_cache.persisted(viewer, source.digest) is None:
            _insert(source.query, source.digest, viewer.client_id, viewer.owner_id)
            return True
    except (DatabaseError, InterfaceError):
        logger.warning("A query of client %s could not be kept", viewer.client_id, exc_info=True)
    return False


def _insert(query: str, digest: str, client_id: int, owner_id: int) -> None:
    with tenant_scope([owner_id]):
        row = PersistedQuery(
            tenant_id=owner_id, client_id=client_id, digest=digest, query=query, size_bytes=len(query.encode())
        )
        PersistedQuery.objects.bulk_create([row], ignore_conflicts=True)
        mine = PersistedQuery.objects.filter(client=client_id)
        beyond = mine.beyond(count=MAX_PERSISTED_QUERIES, size_bytes=MAX_PERSISTED_BYTES)
        mine.filter(pk__in=[old.pk for old in beyond.only("pk")]).delete()
