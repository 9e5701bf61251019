"""Who may do what with tenants, their people and their API clients."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from .admin_access.acts import Act, may, role_of, states_roles
from .models import LIBRARY_ID, ApiClient, Tenant, User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

CLIENT_ACTIONS = frozenset({"add", "change", "view"})
"""Clients are made inactive, never deleted: their history and their keys' last uses stay."""


def sees_all_states(user: User | AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody watches over all states: administrators, and those who work for the library."""
    return may(user, Act.SEE_ALL_STATES)


def managed_tenants(user: User | AnonymousUser) -> QuerySet[Tenant]:
    """The states whose API clients somebody manages: all for administrators, their own for who may manage keys."""
    # Not a permission of Django's: those hold for all rows of a model, and Wagtail shows history by them.
    if not isinstance(user, User) or not may(user, Act.MANAGE_KEYS):
        return Tenant.objects.none()
    states = Tenant.objects.states()
    return states if user.is_superuser else states.filter(users=user)


def people_managed_by(user: User | AnonymousUser) -> QuerySet[User]:
    """The people whose accounts somebody manages: all for administrators, those of their own state for coordinators."""
    if not isinstance(user, User) or not may(user, Act.MANAGE_PEOPLE):
        return User.objects.none()
    return User.objects.all() if user.is_superuser else User.objects.filter(tenant=user.tenant, is_superuser=False)


def can_manage_clients_of(user: User | AnonymousUser, tenant_id: int) -> bool:
    """Whether somebody may make and change API clients and keys of a tenant; administrators also the library's."""
    if isinstance(user, User) and user.is_active and user.is_superuser:
        return True
    return managed_tenants(user).filter(pk=tenant_id).exists()


def clients_managed_by(user: User | AnonymousUser) -> QuerySet[ApiClient]:
    """The API clients that somebody may see and change."""
    if isinstance(user, User) and user.is_active and user.is_superuser:
        return ApiClient.objects.all()
    return ApiClient.objects.filter(owner__in=managed_tenants(user))


class StaffBackend(BaseBackend):
    """Lets whoever has a role enter the administration; which of its addresses are there for them, its table says."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return Wagtail's permission to enter."""
        return {"wagtailadmin.access_admin"} if obj is None and role_of(user_obj) else set()


class AdministratorsPolicy(BasePermissionPolicy):
    """What all states share is the administrators', whatever rights somebody has given to a group."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        """Whether somebody is an administrator."""
        return isinstance(user, User) and user.is_active and user.is_superuser

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        """The administrators."""
        return User.objects.filter(is_superuser=True, is_active=True)


class ApiClientPermissionPolicy(BasePermissionPolicy):
    """Wagtail's question “may this person …?”, answered by the rules above."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        """Whether somebody may do this with some client."""
        return action in CLIENT_ACTIONS and managed_tenants(user).exists()

    def user_has_any_permission(self, user: User | AnonymousUser, actions: Collection[str]) -> bool:
        """Whether somebody may do one of these things with some client."""
        return bool(CLIENT_ACTIONS & set(actions)) and managed_tenants(user).exists()

    def user_has_permission_for_instance(self, user: User | AnonymousUser, action: str, instance: ApiClient) -> bool:
        """Whether somebody may do this with this client."""
        return action in CLIENT_ACTIONS and can_manage_clients_of(user, instance.owner_id)

    def user_has_any_permission_for_instance(
        self, user: User | AnonymousUser, actions: Collection[str], instance: ApiClient
    ) -> bool:
        """Whether somebody may do one of these things with this client."""
        return bool(CLIENT_ACTIONS & set(actions)) and can_manage_clients_of(user, instance.owner_id)

    def instances_user_has_any_permission_for(
        self, user: User | AnonymousUser, actions: Collection[str]
    ) -> QuerySet[ApiClient]:
        """The clients with which somebody may do one of these things."""
        return clients_managed_by(user) if CLIENT_ACTIONS & set(actions) else ApiClient.objects.none()

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[User]:
        """The people who may do one of these things with some client."""
        if not CLIENT_ACTIONS & set(actions):
            return User.objects.none()
        managers = Q(role__in=states_roles(Act.MANAGE_KEYS)) & ~Q(tenant=LIBRARY_ID)
        return User.objects.filter(Q(is_superuser=True) | managers, is_active=True)

    def users_with_any_permission_for_instance(self, actions: Collection[str], instance: Any) -> QuerySet[User]:
        """The people who may do one of these things with this client."""
        if not CLIENT_ACTIONS & set(actions):
            return User.objects.none()
        return self.users_with_any_permission(actions).filter(Q(is_superuser=True) | Q(tenant=instance.owner_id))
