"""The languages in which tenants serve their content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from content_models.languages import bcp47
from tenants.models import TenantLanguage

DEFAULT_LOCALE = "es-MX"
"""What a tenant serves that names no language."""


def served_languages(tenant_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the BCP 47 tags that some tenants serve, in their order of fallback. One statement."""
    served = TenantLanguage.objects.filter(tenant_id__in=tenant_ids, is_served=True).order_by("position", "pk")
    found: dict[int, list[str]] = defaultdict(list)
    for tenant_id, code in served.values_list("tenant_id", "code"):
        found[tenant_id].append(bcp47(code))
    return {tenant_id: tuple(found[tenant_id]) or (DEFAULT_LOCALE,) for tenant_id in tenant_ids}
