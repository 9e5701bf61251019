"""Who may read which files although they are not published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenants.admin_access.acts import Act, may
from tenants.models import Tenant, User
from tenants.permissions import sees_all_states
from tenants.scope import tenant_scope
from tenants.trees import collections_of, with_library

from .models import CustomDocument

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def document_readable_by(user: User | AnonymousUser, document_id: int) -> CustomDocument | None:
    """Return a file of one's own state or of the library; the library's people and administrators read all."""
    if not isinstance(user, User) or not may(user, Act.READ):
        return None
    documents = CustomDocument.objects.filter(pk=document_id)
    is_overseer = sees_all_states(user)
    tenants = set(Tenant.objects.values_list("pk", flat=True)) if is_overseer else with_library(user.tenant_id)
    with tenant_scope(tenants):
        if not is_overseer:
            documents = documents.filter(collection__in=collections_of(tenants))
        return documents.first()
