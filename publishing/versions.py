"""A tenant's version: raised with each change, announced to all processes when it is committed."""

from __future__ import annotations

from django.db import connection

from tenants import listening

CHANNEL = "jpt_content"

_RAISE = """
INSERT INTO publishing_tenantversion (tenant_id, version, settings_version, changed_at)
VALUES (%(tenant)s, 1, CASE WHEN %(settings)s THEN 1 ELSE 0 END, now())
ON CONFLICT (tenant_id) DO UPDATE SET version = publishing_tenantversion.version + 1, changed_at = now(),
    settings_version = CASE WHEN %(settings)s THEN publishing_tenantversion.version + 1
                            ELSE publishing_tenantversion.settings_version END
RETURNING version
"""


def raise_version(tenant_id: int, *, settings: bool = False) -> int:
    """Raise a tenant's version within the present transaction and scope, and return it.

    The row stays locked until the end of the transaction, so that a tenant's changes happen one after the other and
    who reads version 7 reads all of it. All processes are notified on commit.

    Args:
        settings: the tenant itself changed (its name, phones, languages, theme or status).
    """
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, {"tenant": tenant_id, "settings": settings})
        version: int = cursor.fetchone()[0]
    listening.notify(CHANNEL, f"{tenant_id}:{version}")
    return version
