"""Writing campaigns."""

from __future__ import annotations

from typing import Any

from assistance.models import Campaign
from tenants.admin_access.acts import Act, may_for
from tenants.models import Tenant, User
from tenants.scope import tenant_scope


class CampaignsForbidden(Exception):
    """Somebody does not keep the campaigns of this state."""


def campaigns_of(*, tenant: Tenant) -> list[Campaign]:
    """Return the campaigns of a state, the newest first."""
    with tenant_scope([tenant.pk]):
        return list(Campaign.objects.for_tenant(tenant.pk))


def save_campaign(*, tenant: Tenant, by: User, code: str, **fields: Any) -> Campaign:
    """Write a campaign; one that has the code already gets the other fields.

    Args:
        code: what the campaign is found by.
        fields: the other fields of `Campaign`.
    Raises:
        CampaignsForbidden: they do not change the settings of this state.
    """
    if not may_for(by, Act.MANAGE_SETTINGS, tenant.pk):
        raise CampaignsForbidden
    with tenant_scope([tenant.pk]):
        campaign, _is_new = Campaign.objects.update_or_create(tenant=tenant, code=code, defaults=fields)
    return campaign
