"""Manifests of trusted documents, as the tools of Relay, Apollo and GraphQL Code Generator write them."""

from __future__ import annotations

from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from api.models import ID_LENGTH

FORMAT = _("The file is not a manifest. It must be JSON: an object of documents by id, or Apollo's “operations”.")
NO_DOCUMENTS = _("The manifest has no documents.")
BAD_ID = _("An id has from 1 to %(most)d characters.")
BAD_QUERY = _("The document is not a text.")
TWICE = _("The id stands in the manifest twice, with different documents.")


class ManifestRefused(Exception):
    """A manifest cannot be stored; nothing of it was.

    Args:
        reasons: pairs of an id (empty: the manifest as a whole) and a sentence.
    """

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        super().__init__(len(reasons))
        self.reasons = reasons


def read(raw: bytes) -> dict[str, str]:
    """Return the documents of a manifest by their ids.

    Raises:
        ManifestRefused: it is none, or a part of it is not what it should be.
    """
    try:
        manifest = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ManifestRefused([("", str(FORMAT))]) from error
    documents: dict[str, str] = {}
    reasons: list[tuple[str, str]] = []
    for document_id, query in _pairs(manifest):
        reason = _fault(document_id, query, documents)
        if reason:
            reasons.append((str(document_id)[:ID_LENGTH], reason))
        else:
            documents[document_id] = query
    if reasons:
        raise ManifestRefused(reasons)
    if not documents:
        raise ManifestRefused([("", str(NO_DOCUMENTS))])
    return documents


def _pairs(manifest: Any) -> list[tuple[Any, Any]]:
    """Return ids and documents: of an object, of pairs (Relay's older form), or of Apollo's operations."""
    if isinstance(manifest, dict) and isinstance(manifest.get("operations"), list):
        manifest = [
            [operation.get("id"), operation.get("body")] if isinstance(operation, dict) else operation
            for operation in manifest["operations"]
        ]
    if isinstance(manifest, dict):
        return list(manifest.items())
    if isinstance(manifest, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in manifest):
        return [(document_id, query) for document_id, query in manifest]
    raise ManifestRefused([("", str(FORMAT))])


def _fault(document_id: Any, query: Any, before: dict[str, str]) -> str:
    if not isinstance(document_id, str) or not 0 < len(document_id) <= ID_LENGTH or "\x00" in document_id:
        return str(BAD_ID) % {"most": ID_LENGTH}
    if not isinstance(query, str) or "\x00" in query:
        return str(BAD_QUERY)
    return str(TWICE) if before.get(document_id, query) != query else ""
