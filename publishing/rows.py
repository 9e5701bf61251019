"""Reading the store: the rows of tenants as immutable values, and nothing else from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A row of the store, live or a tombstone."""

    tenant_id: int
    key: str
    locale: str
    kind: str
    slug: str
    path: str
    sort_key: str
    document: Mapping[str, Any]
    search_text: str
    is_live: bool
    version: int
    edition: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class StoredRedirect:
    """A path that an item has left."""

    tenant_id: int
    locale: str
    old_path: str
    key: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in one tenant, and up to which version; and which version last changed its settings."""

    version: int
    settings_version: int
    items: tuple[StoredItem, ...]
    redirects: tuple[StoredRedirect, ...]


_ITEM_COLUMNS = (
    "tenant_id, key, locale, kind, slug, path, sort_key, document::text, search_text, is_live, version, edition, "
    "published_at"
)
_CHANGES = f"""
WITH known (tenant_id, version) AS (SELECT * FROM unnest(%(tenants)s::bigint[], %(versions)s::bigint[]))
SELECT 0, tenant_id, '', '', '', '', '', '', '', settings_version::text, true, version, 0, changed_at
  FROM publishing_tenantversion WHERE tenant_id = ANY (%(tenants)s)
UNION ALL
SELECT 1, {", ".join("item." + column.strip() for column in _ITEM_COLUMNS.split(","))}
  FROM publishing_contentitem item JOIN known USING (tenant_id) WHERE item.version > known.version
UNION ALL
SELECT 2, tenant_id, key, locale, '', '', old_path, '', '', '', true, redirect.version, 0, created_at
  FROM publishing_pathredirect redirect JOIN known USING (tenant_id) WHERE redirect.version > known.version
"""


def read_changes(known: Mapping[int, int]) -> dict[int, Changes]:
    """Read what changed in some tenants, in one statement and so at one instant.

    Args:
        known: tenant's primary key to the version that is known already; 0 for nothing.
    """
    tenants = sorted(known)
    with tenant_scope(tenants), connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"tenants": tenants, "versions": [known[tenant] for tenant in tenants]})
        rows = cursor.fetchall()
    versions = {tenant: (known[tenant], 0) for tenant in tenants}
    items: dict[int, list[StoredItem]] = {tenant: [] for tenant in tenants}
    redirects: dict[int, list[StoredRedirect]] = {tenant: [] for tenant in tenants}
    for what, *row in rows:
        if what == 0:
            versions[row[0]] = (row[10], int(row[8]))
        elif what == 1:
            items[row[0]].append(_item(row))
        else:
            redirects[row[0]].append(StoredRedirect(row[0], row[2], row[5], row[1]))
    return {tenant: Changes(*versions[tenant], tuple(items[tenant]), tuple(redirects[tenant])) for tenant in tenants}


def read_versions(tenant_ids: Collection[int]) -> dict[int, int]:
    """The present versions of some tenants, in one statement."""
    ids = sorted(tenant_ids)
    with tenant_scope(ids), connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, version FROM publishing_tenantversion WHERE tenant_id = ANY (%s)", [ids])
        return dict(cursor.fetchall())


def read_keys(tenant_id: int, keys: Iterable[str], locales: Collection[str] = ()) -> list[StoredItem]:
    """The live rows of some items, of the library and of one state, in one statement.

    Args:
        locales: BCP 47 tags; none means all.
    """
    tenants = sorted({LIBRARY_ID, tenant_id})
    wanted = sorted(set(keys))
    with tenant_scope(tenants), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_ITEM_COLUMNS} FROM publishing_contentitem WHERE tenant_id = ANY (%(tenants)s) AND is_live "
            "AND (key = ANY (%(keys)s) OR kind = 'ADAPTATION' AND document ->> 'adaptsKey' = ANY (%(keys)s)) "
            "AND (%(any)s OR locale = ANY (%(locales)s))",
            {"tenants": tenants, "keys": wanted, "any": not locales, "locales": list(locales)},
        )
        return [_item(row) for row in cursor.fetchall()]


def _item(row: Iterable[Any]) -> StoredItem:
    tenant, key, locale, kind, slug, path, sort_key, document, text, is_live, version, edition, published_at = row
    return StoredItem(
        tenant,
        key,
        locale,
        kind,
        slug,
        path,
        sort_key,
        orjson.loads(document),
        text,
        is_live,
        version,
        edition,
        published_at.astimezone(UTC),
    )
