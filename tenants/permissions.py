"""Who may do what with tenants, their people and their API clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import ApiClient, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


def can_manage_clients_of(user: User | AnonymousUser, tenant_id: int) -> bool:
    """Whether somebody may make, change and revoke API clients and keys of a tenant: its publishers, administrators."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or (user.tenant_id == tenant_id and user.has_perm("tenants.change_apiclient"))


def clients_managed_by(user: User | AnonymousUser) -> QuerySet[ApiClient]:
    """The API clients that somebody may see and change."""
    if not isinstance(user, User) or not user.is_active:
        return ApiClient.objects.none()
    if user.is_superuser:
        return ApiClient.objects.all()
    if user.tenant_id is None or not user.has_perm("tenants.change_apiclient"):
        return ApiClient.objects.none()
    return ApiClient.objects.filter(owner=user.tenant_id)
