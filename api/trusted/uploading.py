"""Uploading and deleting trusted documents: checked, priced and stored whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from api.engine.documents import Document, Documents, InvalidDocument, Operation
from api.errors.coded_error import coded
from api.limits import MAX_BODY_BYTES, MAX_COST, MAX_TRUSTED_DOCUMENTS
from api.models import TrustedDocument
from api.schema.build import schema
from tenants import listening
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
AT = _("line %(line)d, column %(column)d: %(message)s %(hint)s")


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
    _require_manager(client, by)
    with transaction.atomic():
        ApiClient.objects.select_for_update().get(pk=client.pk)  # one upload of a client after the other
        with tenant_scope([client.owner_id]):
            known = dict(
                TrustedDocument.objects.filter(client=client).values_list("document_id", "query").order_by("pk")
            )
            new = [_checked(client, each, query, by) for each, query in documents.items() if each not in known]
            _refuse(_reasons(documents, known, new))
            TrustedDocument.objects.bulk_create([each for each in new if isinstance(each, TrustedDocument)])
        log(client, "api.documents.upload", user=by, data={"count": len(new)})
        listening.notify(document_cache.CHANNEL, str(client.pk))
    return Uploaded(len(new), len(documents) - len(new))


def delete(*, client: ApiClient, pk: int, by: User | None = None) -> TrustedDocument | None:
    """Delete a document of a client; requests that name it are refused within a second. None: there is none.

    Raises:
        PermissionDenied: `by` may not manage this client.
    """
    _require_manager(client, by)
    with tenant_scope([client.owner_id]):
        document = TrustedDocument.objects.filter(client=client, pk=pk).first()
        if document is None:
            return None
        document.delete()
        log(client, "api.documents.delete", user=by, data={"document": document.document_id})
        listening.notify(document_cache.CHANNEL, str(client.pk))
    return document


def documents_of(client: ApiClient) -> list[TrustedDocument]:
    """Return a client's documents, by the names of their operations."""
    with tenant_scope([client.owner_id]):
        return list(TrustedDocument.objects.filter(client=client).select_related("uploaded_by"))


Fault = tuple[str, str]


def _checked(client: ApiClient, document_id: str, query: str, by: User | None) -> TrustedDocument | Fault:
    """Return the row to be, or why there can be none."""
    if len(query) > MAX_BODY_BYTES:
        return document_id, str(TOO_LONG) % {"value": len(query), "limit": MAX_BODY_BYTES}
    try:
        document = Documents(schema()).get(query)
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


def _reasons(documents: dict[str, str], known: dict[str, str], new: list[TrustedDocument | Fault]) -> list[Fault]:
    reasons = [each for each in new if isinstance(each, tuple)]
    reasons += [(each, str(OTHER)) for each, query in documents.items() if known.get(each, query) != query]
    total = len(known) + len(new)
    if total > MAX_TRUSTED_DOCUMENTS:
        reasons.append(("", str(TOO_MANY) % {"value": total, "limit": MAX_TRUSTED_DOCUMENTS}))
    return reasons


def _refuse(reasons: list[Fault]) -> None:
    if reasons:
        raise ManifestRefused(reasons)


def _operations(document: Document) -> list[Operation]:
    are_offered = all(schema().get_root_type(each.node.operation) for each in document.operations)
    return document.operations if are_offered else []


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


def _require_manager(client: ApiClient, by: User | None) -> None:
    if by is not None and not can_manage_clients_of(by, client.owner_id):
        raise PermissionDenied
