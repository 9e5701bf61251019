"""From a request to the text of the query that it means."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from api.errors.coded_error import CodedError, ErrorCode
from api.http.requests import GraphQLRequest
from tenants.viewer import Viewer

from . import document_cache

SHA256 = re.compile("[0-9a-f]{64}")
HASHED = "sha256:"
"""How GraphQL over HTTP begins an id that is a hash; manifests have the hash alone."""

LONGEST_ID_SHOWN = 80


class DocumentMissing(CodedError):
    """A request names a document that its client does not have: the database has been asked for it."""


class Source(NamedTuple):
    """What a request is to run.

    Args:
        query: the text.
        digest: its SHA-256, if the client asks that it be kept under it.
        trusted_id: by which its developers uploaded it; None: they did not.
    """

    query: str
    digest: str | None = None
    trusted_id: str | None = None


def resolve(request: GraphQLRequest, viewer: Viewer) -> Source:
    """Return the query that a request has or names, among those of the viewer's own client.

    Raises:
        CodedError: `BAD_REQUEST`, `DOCUMENT_UNKNOWN`, `DOCUMENT_NOT_TRUSTED`, `PERSISTED_QUERY_NOT_FOUND`,
            `PERSISTED_QUERY_NOT_SUPPORTED` or `PERSISTED_QUERY_MISMATCH`.
    """
    digest = _digest_in(request)
    if request.document_id is not None:
        if request.query or digest is not None:
            raise CodedError(ErrorCode.BAD_REQUEST, field="documentId")
        return Source(_uploaded(viewer, request.document_id), trusted_id=request.document_id.removeprefix(HASHED))
    if not request.query:
        return _registered(viewer, digest or "")
    if digest is not None and digest != _sha256(request.query):
        raise CodedError(ErrorCode.PERSISTED_QUERY_MISMATCH, field="extensions.persistedQuery.sha256Hash")
    if viewer.is_bound:
        return Source(_trusted_text(viewer, request.query), trusted_id=_sha256(request.query))
    return Source(request.query, digest)


def _digest_in(request: GraphQLRequest) -> str | None:
    """Return the hash by which Apollo's clients name a query; None: they do not."""
    persisted_query = (request.extensions or {}).get("persistedQuery")
    if persisted_query is None:
        return None
    digest = persisted_query.get("sha256Hash") if isinstance(persisted_query, dict) else None
    if not isinstance(digest, str) or persisted_query.get("version") != 1 or SHA256.fullmatch(digest) is None:
        raise CodedError(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, field="extensions.persistedQuery")
    return digest


def _uploaded(viewer: Viewer, document_id: str) -> str:
    text = document_cache.trusted(viewer, document_id)
    if text is None and document_id.startswith(HASHED):
        text = document_cache.trusted(viewer, document_id.removeprefix(HASHED))
    if text is None:
        raise DocumentMissing(ErrorCode.DOCUMENT_UNKNOWN, field="documentId", id=document_id[:LONGEST_ID_SHOWN])
    return text


def _registered(viewer: Viewer, digest: str) -> Source:
    """Return what a hash names: Apollo's manifests of trusted documents have hashes for ids, too."""
    text = document_cache.trusted(viewer, digest)
    if text is not None:
        return Source(text, trusted_id=digest)
    text = None if viewer.is_bound else document_cache.persisted(viewer, digest)
    if text is None:
        code = ErrorCode.DOCUMENT_NOT_TRUSTED if viewer.is_bound else ErrorCode.PERSISTED_QUERY_NOT_FOUND
        raise DocumentMissing(code, field="extensions.persistedQuery.sha256Hash")
    return Source(text)


def _trusted_text(viewer: Viewer, query: str) -> str:
    """Return a query that a bound key sends in full, if it is one that was uploaded under its hash."""
    if document_cache.trusted(viewer, _sha256(query)) != query:
        raise CodedError(ErrorCode.DOCUMENT_NOT_TRUSTED, field="query")
    return query


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
