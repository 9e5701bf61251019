"""Uploading and deleting trusted documents: checked, priced and stored whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from graphql import GraphQLSchema

from api.engine.documents import Document, Documents, InvalidDocument, Operation
from api.errors.coded_error import coded
from api.limits import CHARACTERS_A_POINT, MAX_BODY_BYTES, MAX_COST, MAX_MANIFEST_POINTS, MAX_TRUSTED_DOCUMENTS
from api.models import TrustedDocument
from tenants import listening
from tenants.audit import record
from tenants.models import ApiClient, User
from tenants.permissions import can_manage_clients_of
from tenants.scope import tenant_scope

from . import document_cache
from .manifest import ManifestRefused

TOO_LONG = _("The document has %(value)d characters; %(limit)d are allowed.")
TOO_COSTLY = _("The document costs %(value)d points; %(limit)d are allowed.")
NO_OPERATION = _("The document has no operation that this service offers.")
OTHER = _("Another document stands under this id already. Give the new one an id of its own.")
TOO_MANY = _("The client would have %(value)d documents; %(limit)d are allowed. Delete some that are not used.")
TOO_MUCH = _("Checking the new documents would cost %(value)d points; %(limit)d are allowed. Upload them in parts.")
AT = _("line %(line)d, column %(column)d: %(message)s %(hint)s")


Fault = tuple[str, str]
"""A document's id, and why it cannot be stored."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of a manifest: how many documents are new, and how many were there before."""

    new: int
    known: int


def upload(*, client: ApiClient, documents: dict[str, str], by: User | None = None) -> Uploaded:
    """Store documents of a client by their ids; all processes have them at once.

    Args:
        by: who does it; None for the service itself (commands).
    Raises:
        PermissionDenied: `by` may not manage this client.
        ManifestRefused: with the reason for each document that cannot be stored.
    """
    require_manager(client, by)
    with locked(client):
        known = stored_documents(client)
        refuse_oversized(documents, known)
        new = [checked(client, each, query, by) for each, query in documents.items() if each not in known]
        return store(client=client, documents=documents, known=known, new=new, by=by)


@contextmanager
def locked(client: ApiClient) -> Iterator[None]:
    """One transaction in the scope of a client's owner, after any other upload of the client."""
    with transaction.atomic():
        ApiClient.objects.select_for_update(no_key=True).get(pk=client.pk)
        with tenant_scope([client.owner_id]):
            yield


def stored_documents(client: ApiClient) -> dict[str, str]:
    """Return the documents of a client by their ids; within `locked`."""
    return dict(TrustedDocument.objects.filter(client=client).values_list("document_id", "query").order_by("pk"))


def price_of(queries: Iterable[str]) -> int:
    """Return what checking documents costs, in points."""
    return sum(1 + len(query) // CHARACTERS_A_POINT for query in queries)


def refuse_oversized(documents: dict[str, str], known: dict[str, str]) -> None:
    """Refuse a manifest before any of it is checked.

    Raises:
        ManifestRefused: there are too many documents, or the new ones are too much to check.
    """
    new = [query for each, query in documents.items() if each not in known]
    total, price = len(known) + len(new), price_of(new)
    if total > MAX_TRUSTED_DOCUMENTS:
        raise ManifestRefused([("", str(TOO_MANY) % {"value": total, "limit": MAX_TRUSTED_DOCUMENTS})])
    if price > MAX_MANIFEST_POINTS:
        raise ManifestRefused([("", str(TOO_MUCH) % {"value": price, "limit": MAX_MANIFEST_POINTS})])


def store(
    *,
    client: ApiClient,
    documents: dict[str, str],
    known: dict[str, str],
    new: list[TrustedDocument | Fault],
    by: User | None,
) -> Uploaded:
    """Store what was checked of a manifest, whole or not at all; within `locked`.

    Args:
        documents: the manifest.
        known: what the client had before.
        new: the rows to be, or why there can be none.
    Raises:
        ManifestRefused: with the reason for each document that cannot be stored.
    """
    reasons = [each for each in new if isinstance(each, tuple)]
    reasons += [(each, str(OTHER)) for each, query in documents.items() if known.get(each, query) != query]
    if reasons:
        raise ManifestRefused(reasons)
    TrustedDocument.objects.bulk_create([each for each in new if isinstance(each, TrustedDocument)])
    listening.notify(document_cache.CHANNEL, str(client.pk))
    record(client, "api.documents.upload", tenant_id=client.owner_id, by=by, details={"count": len(new)})
    return Uploaded(len(new), len(documents) - len(new))


def delete(*, client: ApiClient, pk: int, by: User | None = None) -> TrustedDocument | None:
    """Delete a document of a client; requests that name it are refused within a second. None: there is none.

    Raises:
        PermissionDenied: `by` may not manage this client.
    """
    require_manager(client, by)
    with tenant_scope([client.owner_id]):
        document = TrustedDocument.objects.filter(client=client, pk=pk).first()
        if document is None:
            return None
        document.delete()
        listening.notify(document_cache.CHANNEL, str(client.pk))
        details = {"document": document.document_id}
        record(client, "api.documents.delete", tenant_id=client.owner_id, by=by, details=details)
    return document


def documents_of(client: ApiClient) -> list[TrustedDocument]:
    """Return a client's documents, by the names of their operations."""
    with tenant_scope([client.owner_id]):
        return list(TrustedDocument.objects.filter(client=client).select_related("uploaded_by"))


def checked(client: ApiClient, document_id: str, query: str, by: User | None) -> TrustedDocument | Fault:
    """Return the row to be, or why there can be none."""
    if len(query) > MAX_BODY_BYTES:
        return document_id, str(TOO_LONG) % {"value": len(query), "limit": MAX_BODY_BYTES}
    try:
        document = Documents(_schema()).get(query)
    except InvalidDocument as error:
        return document_id, _explained(error)
    operations = _operations(document)
    if not operations:
        return document_id, str(NO_OPERATION)
    prices = [operation.priced for operation in operations]
    cost = max(price.quote({}).points for price in prices)
    if cost > MAX_COST:
        return document_id, str(TOO_COSTLY) % {"value": cost, "limit": MAX_COST}
    return TrustedDocument(
        tenant_id=client.owner_id,
        client=client,
        document_id=document_id,
        operation_name=", ".join(each.name for each in operations if each.name is not None)[:200],
        query=query,
        cost=cost,
        cost_at_most=max(price.most() for price in prices),
        uploaded_by=by,
    )


def _operations(document: Document) -> list[Operation]:
    are_offered = all(_schema().get_root_type(each.node.operation) for each in document.operations)
    return document.operations if are_offered else []


def _schema() -> GraphQLSchema:
    from api.schema.build import schema  # some 3 MiB, which the realtime process and the worker have no use for

    return schema()


def _explained(error: InvalidDocument) -> str:
    """Return what is wrong with a document, one place after the other."""
    sentences = []
    for each in error.errors:
        formatted = coded(each, request_id="").formatted()
        values = {"message": formatted["message"], "hint": formatted["extensions"]["hint"]}
        place = each.locations[0] if each.locations else None
        if place is None:
            sentences.append("{message} {hint}".format(**values))
        else:
            sentences.append(str(AT) % {"line": place.line, "column": place.column, **values})
    return " ".join(sentences)


def require_manager(client: ApiClient, by: User | None) -> None:
    """Let only those pass who manage a client.

    Raises:
        PermissionDenied: `by` does not.
    """
    if by is not None and not can_manage_clients_of(by, client.owner_id):
        raise PermissionDenied
