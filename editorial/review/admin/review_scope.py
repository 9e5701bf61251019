"""Whose reviews somebody may see here. The rule itself is `editorial.review.access`."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from editorial.adapting.rights import rights_of
from editorial.review.access import visible_tenants
from tenants.models import Tenant, User


@dataclass(frozen=True, slots=True)
class ReviewScope:
    """A user, and the states whose reviews they see: by name, the library first."""

    user: User
    tenants: tuple[Tenant, ...]

    def tenant(self, code: str) -> Tenant | None:
        """The tenant with a code among these; their only one when no code is given."""
        if not code and len(self.tenants) == 1:
            return self.tenants[0]
        return next((tenant for tenant in self.tenants if tenant.code == code), None)

    def state(self, code: str) -> Tenant | None:
        """The same, without the library."""
        tenant = self.tenant(code)
        return None if tenant is None or tenant.is_library else tenant

    def publishes(self, tenant: Tenant) -> bool:
        """Whether they publish what a state serves."""
        return rights_of(tenant=tenant, by=self.user).can_publish


def review_scope_of(request: HttpRequest) -> ReviewScope:
    """Return whose reviews somebody sees.

    Raises:
        PermissionDenied: the user is not signed in.
    """
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    tenants = Tenant.objects.filter(pk__in=visible_tenants(user))
    return ReviewScope(user, tuple(sorted(tenants, key=lambda tenant: (not tenant.is_library, tenant.name))))
