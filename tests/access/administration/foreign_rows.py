"""A digest of what is not one's own: if nobody else's row has changed, it has not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from tenants.models import Tenant
from tenants.scope import tenant_scope
from tenants.trees import tree_paths

_PAGES = "SELECT id::text FROM wagtailcore_page WHERE path LIKE ANY(%(trees)s)"
_COLLECTIONS = "SELECT id FROM wagtailcore_collection WHERE path LIKE ANY(%(collections)s)"
_OF_TENANT = "tenant_id = ANY(%(tenants)s)"
_OF_PAGE = f"page_id::text IN ({_PAGES})"
_USERS = "SELECT id FROM tenants_user WHERE tenant_id = ANY(%(tenants)s)"
_OF_USER = f"user_id IN ({_USERS})"

ROWS = {
    "api_trusteddocument": _OF_TENANT,
    "assistance_campaign": _OF_TENANT,
    "auth_group": "id IN (SELECT editors_id FROM tenants_tenant WHERE id = ANY(%(tenants)s)"
    " UNION SELECT publishers_id FROM tenants_tenant WHERE id = ANY(%(tenants)s))",
    "media_customdocument": f"collection_id IN ({_COLLECTIONS})",
    "media_customimage": f"collection_id IN ({_COLLECTIONS})",
    "publishing_contentitem": _OF_TENANT,
    "publishing_examplesuggestion": _OF_TENANT,
    "publishing_officeimport": _OF_TENANT,
    "publishing_reviewtask": _OF_TENANT,
    "publishing_tenantholiday": _OF_TENANT,
    "tenants_apiclient": "owner_id = ANY(%(tenants)s)",
    "tenants_apikey": "client_id IN (SELECT id FROM tenants_apiclient WHERE owner_id = ANY(%(tenants)s))",
    "tenants_hostname": _OF_TENANT,
    "tenants_tenant": "id = ANY(%(tenants)s)",
    "tenants_user": _OF_TENANT,
    "tenants_user_groups": _OF_USER,
    "wagtail_localize_translation": "source_id IN (SELECT s.id FROM wagtail_localize_translationsource s"
    " JOIN wagtailcore_page p ON p.translation_key = s.object_id WHERE p.path LIKE ANY(%(trees)s))",
    "wagtailcore_collection": "path LIKE ANY(%(collections)s)",
    "wagtailcore_comment": _OF_PAGE,
    "wagtailcore_page": "path LIKE ANY(%(trees)s)",
    "wagtailcore_pagelogentry": _OF_PAGE,
    "wagtailcore_revision": f"object_id IN ({_PAGES})",
    "wagtailcore_site": "id IN (SELECT site_id FROM tenants_tenant WHERE id = ANY(%(tenants)s))",
    "wagtailcore_uploadedfile": f"uploaded_by_user_id IN ({_USERS})",
    "wagtailcore_workflowstate": f"object_id IN ({_PAGES})",
}
"""Tables, and the condition for the rows of some tenants."""


def digest(tenants: Collection[Tenant]) -> str:
    """Return a digest of all rows of some tenants."""
    ids = [tenant.pk for tenant in tenants]
    values: dict[str, Any] = {
        "tenants": ids,
        "trees": [f"{path}%" for path in tree_paths(ids)],
        "collections": [f"{tenant.collection.path}%" for tenant in tenants if tenant.collection],
    }
    parts = " || ".join(
        f"(SELECT coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '-') FROM {table} t WHERE {condition})"
        for table, condition in ROWS.items()
    )
    with tenant_scope(ids), connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", values)
        found: str = cursor.fetchone()[0]
    return found
