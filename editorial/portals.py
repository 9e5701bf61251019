"""Where citizens read what a state publishes."""

from __future__ import annotations

from tenants.models import Tenant, TenantStatus


def portal_of(tenant: Tenant) -> str:
    """Return a state's portal, such as `https://tabasco.example.org`; empty for one that is not launched, and for the
    library.

    Args:
        tenant: with its site, so that none is looked up.
    """
    is_served = tenant.status == TenantStatus.LAUNCHED and not tenant.is_library
    return tenant.site.root_url if is_served and tenant.site is not None else ""
