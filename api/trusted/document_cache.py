"""A cache of documents' texts by their names, in front of the tables."""

from __future__ import annotations

from typing import NamedTuple

from api.cache.response_cache import remove_client
from api.models import ID_LENGTH, PersistedQuery, TrustedDocument
from tenants.bounded import BoundedMap
from tenants.databases import READER
from tenants.errors import NO_ANSWER
from tenants.scope import tenant_scope
from tenants.viewer import Viewer

from . import usage
from .usage import Model

CHANNEL = "jpt_documents"
MAX_CACHED = 2_000
MAX_CACHED_CHARACTERS = 20_000
"""In characters; longer ones are not cached."""


class Name(NamedTuple):
    """What a document is called: an id or a hash, of one client."""

    client_id: int
    model: Model
    identity: str


class CachedDocument(NamedTuple):
    """A document as the database had it."""

    name: Name
    owner_id: int
    pk: int
    query: str


_documents: BoundedMap[Name, CachedDocument] = BoundedMap(MAX_CACHED)


def trusted(viewer: Viewer, document_id: str) -> str | None:
    """Return the document of this id that the viewer's client uploaded."""
    return _text(viewer, TrustedDocument, "document_id", document_id)


def persisted(viewer: Viewer, digest: str) -> str | None:
    """Return the query of this digest that the viewer's client registered."""
    return _text(viewer, PersistedQuery, "digest", digest)


def on_notification(payload: str | None) -> None:
    """Invalidate the documents of the client that the payload names.

    None, every few seconds and after a lost connection: revalidate all cached documents, and write their uses.
    """
    if payload is None:
        _revalidate()
        usage.flush()
    else:
        _documents.remove_where(lambda found: found.name.client_id == int(payload))
        remove_client(int(payload))


def reset() -> None:
    """Empty the cache."""
    _documents.clear()
    usage.reset()


def _revalidate() -> None:
    """Remove documents that have been deleted; while PostgreSQL is unavailable, the cache stays as it is."""
    cached = [found for found in map(_documents.get, _documents.keys()) if found is not None]
    if not cached:
        return
    try:
        with tenant_scope({found.owner_id for found in cached}, using=READER):
            existing = {
                (model, pk)
                for model in (TrustedDocument, PersistedQuery)
                for pk in model._default_manager.using(READER)
                .filter(pk__in=[found.pk for found in cached if found.name.model is model])
                .values_list("pk", flat=True)
            }
    except NO_ANSWER:
        return
    for found in cached:
        if (found.name.model, found.pk) not in existing:
            _documents.remove(found.name)
            remove_client(found.name.client_id)


def _text(viewer: Viewer, model: Model, field: str, identity: str) -> str | None:
    if viewer.client_id is None or viewer.owner_id is None or not _can_be_stored(identity):
        return None
    name = Name(viewer.client_id, model, identity)
    found = _documents.get(name)
    if found is None:
        found = _read(name, field, viewer.owner_id)
        if found is None:
            return None
        if len(found.query) <= MAX_CACHED_CHARACTERS:
            _documents.put(name, found)
    usage.record_use(model, owner_id=found.owner_id, pk=found.pk)
    return found.query


def _can_be_stored(identity: str) -> bool:
    """Whether something may be called so; PostgreSQL, whose texts have no NUL, need not be asked otherwise."""
    return len(identity) <= ID_LENGTH and "\x00" not in identity


def _read(name: Name, field: str, owner_id: int) -> CachedDocument | None:
    with tenant_scope([owner_id], using=READER):
        row = name.model._default_manager.using(READER).filter(client=name.client_id, **{field: name.identity}).first()
    return None if row is None else CachedDocument(name, owner_id, row.pk, row.query)
