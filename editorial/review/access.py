"""Whose reviews somebody may see, and decide. One rule for every surface."""

from __future__ import annotations

from editorial.adapting.errors import AdaptationForbidden
from editorial.adapting.rights import rights_of
from editorial.adapting.types import Rights
from publishing.errors import NotVisible
from publishing.models import ReviewTask
from tenants import edge
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.permissions import sees_all_states
from tenants.scope import tenant_scope

from .errors import ReviewUnknown


def visible_tenants(by: User) -> set[int]:
    """The tenants whose reviews somebody sees: their own; all for the library's people and for administrators."""
    ids = set(edge.viewer_for_user(by).tenants.values())
    if sees_all_states(by):
        ids.add(LIBRARY_ID)
    return ids


def narrowed(by: User, tenant: Tenant | None) -> set[int]:
    """The same, or one of them.

    Raises:
        NotVisible: not theirs.
    """
    visible = visible_tenants(by)
    if tenant is None:
        return visible
    if tenant.pk not in visible:
        raise NotVisible
    return {tenant.pk}


def task_of(task_id: int, by: User) -> ReviewTask:
    """A review that somebody may see.

    Raises:
        ReviewUnknown: there is none, or it is not theirs.
    """
    ids = visible_tenants(by)
    with tenant_scope(ids):
        tasks = ReviewTask.objects.filter(pk=task_id, tenant_id__in=ids)
        task = tasks.select_related("tenant", "opened_by", "closed_by").first()
    if task is None:
        raise ReviewUnknown
    return task


def check_may_decide(tenant: Tenant, by: User) -> Rights:
    """Refuse users who may see a tenant's reviews, but not decide them.

    Raises:
        AdaptationForbidden.
    """
    rights = rights_of(tenant=tenant, by=by)
    if not rights.can_edit:
        raise AdaptationForbidden(state=tenant.name)
    return rights
