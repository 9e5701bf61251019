"""Who may ask all states for something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import Page

from tenants.models import LIBRARY_ID, Tenant, User
from tenants.permissions import sees_all_states

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_ask_for_review(user: User | AnonymousUser) -> bool:
    """Whether somebody publishes in the library, by Wagtail's rights on its tree, or administers the service."""
    if not sees_all_states(user):
        return False
    root = Page.objects.filter(tenant_of_root__in=Tenant.objects.filter(pk=LIBRARY_ID)).first()
    return root is not None and bool(root.permissions_for_user(user).can_publish())
