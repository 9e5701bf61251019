"""Large manifests: kept when they are uploaded, and checked by the worker in slices, so that nobody waits meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from api.limits import MANIFEST_SLICE_POINTS
from api.models import StagedManifest, TrustedDocument
from tenants.models import ApiClient, User
from tenants.scope import tenant_scope

from .manifest import ManifestRefused
from .uploading import (
    Fault,
    Uploaded,
    checked,
    locked,
    price_of,
    refuse_oversized,
    require_manager,
    store,
    stored_documents,
    upload,
)

PRIORITY = -10
"""Below whatever somebody waits for."""

MOST_REASONS = 100
NOT_ANY_MORE = _("Whoever uploaded this may not manage the client any more.")


def upload_or_stage(*, client: ApiClient, documents: dict[str, str], by: User) -> Uploaded | None:
    """Store a manifest at once if that is quick; otherwise keep it for the worker, in the place of an earlier one.

    Returns:
        None for one that is kept.
    Raises:
        PermissionDenied: `by` may not manage this client.
        ManifestRefused: it cannot be stored, or is too large to be checked.
    """
    require_manager(client, by)
    with locked(client):
        known = stored_documents(client)
        refuse_oversized(documents, known)
        StagedManifest.objects.filter(client=client).delete()
        if price_of(query for each, query in documents.items() if each not in known) > MANIFEST_SLICE_POINTS:
            staged = StagedManifest.objects.create(
                tenant_id=client.owner_id, client=client, documents=documents, total=len(documents), uploaded_by=by
            )
            check_slice.enqueue(staged.pk, client.pk)
            return None
    return upload(client=client, documents=documents, by=by)


def staged_manifest_of(client: ApiClient) -> StagedManifest | None:
    """Return the last manifest of a client that the worker was given."""
    with tenant_scope([client.owner_id]):
        return StagedManifest.objects.filter(client=client).first()


@task(backend="background", priority=PRIORITY)
def check_slice(pk: int, client_id: int) -> None:
    """Check the next slice of a kept manifest; store it, or note why not, after the last one."""
    client = ApiClient.objects.filter(pk=client_id).first()
    if client is None:
        return
    with locked(client):
        staged = StagedManifest.objects.select_related("uploaded_by").filter(pk=pk).first()
        if staged is None or staged.is_checked:
            return
        known = stored_documents(client)
        left = [each for each in staged.documents if each not in known and each not in staged.checked]
        for each in _slice(left, staged.documents):
            staged.checked[each] = _facts(checked(client, each, staged.documents[each], staged.uploaded_by))
        if any(each not in staged.checked for each in left):
            staged.save(update_fields=["checked"])
            check_slice.enqueue(pk, client_id)
        else:
            _finish(client, staged, known)
            staged.save(update_fields=["documents", "checked", "reasons"])


def _slice(left: list[str], documents: dict[str, str]) -> Iterator[str]:
    points = 0
    for each in left:
        points += price_of([documents[each]])
        yield each
        if points >= MANIFEST_SLICE_POINTS:
            return


def _finish(client: ApiClient, staged: StagedManifest, known: dict[str, str]) -> None:
    new = [
        _restored(client, each, staged.documents[each], facts, staged.uploaded_by)
        for each, facts in staged.checked.items()
        if each not in known
    ]
    try:
        require_manager(client, staged.uploaded_by)
        store(client=client, documents=staged.documents, known=known, new=new, by=staged.uploaded_by)
    except PermissionDenied:
        staged.reasons = [("", str(NOT_ANY_MORE))]
    except ManifestRefused as refused:
        staged.reasons = refused.reasons[:MOST_REASONS]
    staged.documents, staged.checked = {}, {}


def _facts(result: TrustedDocument | Fault) -> list[str | int]:
    if isinstance(result, TrustedDocument):
        return [result.operation_name, result.cost, result.cost_at_most]
    return [result[1]]


def _restored(
    client: ApiClient, document_id: str, query: str, facts: list[str | int], by: User | None
) -> TrustedDocument | Fault:
    if len(facts) == 1:
        return document_id, str(facts[0])
    name, cost, cost_at_most = facts
    return TrustedDocument(
        tenant_id=client.owner_id,
        client=client,
        document_id=document_id,
        operation_name=str(name),
        query=query,
        cost=int(cost),
        cost_at_most=int(cost_at_most),
        uploaded_by=by,
    )
