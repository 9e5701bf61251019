"""Reading what changed in the store since a version, for the cache, which has the rest."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import orjson
from django.db import connections

from content_models.choices import HolidayKind
from content_models.shapes.documents import ItemDocument
from publishing.rows import ITEM_COLUMNS, StoredItem, in_utc, item_of
from tenants.models import LIBRARY_ID, Adoption
from tenants.scope import tenant_scope

from .calendars import Holiday
from .search import ExampleModel, read_model


@dataclass(frozen=True, slots=True)
class StoredRedirect:
    """A path that an item has left."""

    tenant_id: int
    locale: str
    old_path: str
    key: str


@dataclass(frozen=True, slots=True)
class StoredPin:
    """A pin of a state: holding an edition with its document, holding back a text (0), or released (None)."""

    tenant_id: int
    key: str
    locale: str
    number: int | None
    document: ItemDocument
    published_at: datetime


@dataclass(frozen=True)
class StoredModel:
    """What search learned from a tenant's examples in one language; an empty artifact: nothing."""

    locale: str
    artifact: bytes

    @cached_property
    def model(self) -> ExampleModel | None:
        """The artifact, read once; None: there is none, it is damaged, or it has another format."""
        return read_model(self.artifact)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in one tenant, and up to which version; and which version last changed its settings.

    `holidays` are all of the tenant's, if its settings changed; the others are what is new.
    `library_version` is the library's, and `reviewing` are the states that review first, at the instant of reading: of
    the tenants asked about, or of all states if the library is among these.
    """

    version: int
    settings_version: int
    items: tuple[StoredItem, ...]
    redirects: tuple[StoredRedirect, ...]
    pins: tuple[StoredPin, ...]
    library_version: int
    reviewing: frozenset[int]
    holidays: tuple[Holiday, ...] = ()
    models: tuple[StoredModel, ...] = ()


_CHANGES = f"""
WITH known (tenant_id, version) AS (SELECT * FROM unnest(%(tenants)s::bigint[], %(versions)s::bigint[]))
SELECT 0, tenant_id, '', '', '', '', '', '', settings_version::text, true, version, 0, changed_at, NULL
  FROM publishing_tenantversion WHERE tenant_id = ANY (%(versioned)s)
UNION ALL
SELECT 1, {ITEM_COLUMNS}
  FROM publishing_contentitem item JOIN known USING (tenant_id) WHERE item.version > known.version
UNION ALL
SELECT 2, tenant_id, key, locale, '', '', old_path, '', '', true, redirect.version, 0, created_at, NULL
  FROM publishing_pathredirect redirect JOIN known USING (tenant_id) WHERE redirect.version > known.version
UNION ALL
SELECT 3, pin.tenant_id, pin.key, pin.locale, '', '', '', '', coalesce(edition.document::text, '{{}}'),
       pin.number IS NOT NULL, pin.version, coalesce(pin.number, 0),
       coalesce(edition.published_at, pin.pinned_at), NULL
  FROM publishing_pin pin JOIN known USING (tenant_id)
  LEFT JOIN publishing_edition edition ON edition.tenant_id = {LIBRARY_ID}
   AND (edition.key, edition.locale, edition.number) = (pin.key, pin.locale, pin.number)
 WHERE pin.version > known.version
UNION ALL
SELECT 5, holiday.tenant_id, office_key, '', kind, '', source, name, starts_on || '/' || ends_on, true, 0, 0, now(),
       NULL
  FROM publishing_tenantholiday holiday JOIN known USING (tenant_id) JOIN publishing_tenantversion USING (tenant_id)
 WHERE settings_version > known.version
UNION ALL
SELECT 6, tenant_id, '', locale, '', '', '', '', encode(artifact, 'base64'), true, model.version, 0, trained_at, NULL
  FROM publishing_searchmodel model JOIN known USING (tenant_id) WHERE model.version > known.version
UNION ALL
SELECT 4, 0, '', '', '', '', '', '', coalesce(string_agg(id::text, ','), ''), true, 0, 0, now(), NULL
  FROM tenants_tenant
 WHERE adoption = '{Adoption.REVIEWED.value}' AND (id = ANY (%(tenants)s) OR {LIBRARY_ID} = ANY (%(tenants)s))
"""


def read_changes(known: Mapping[int, int], *, using: str) -> dict[int, Changes]:
    """Read what changed in some tenants, in one statement and so at one instant. Called within their scope.

    Args:
        known: tenant's primary key to the version that is cached; 0 for nothing.
        using: alias of the database.
    Returns:
        By primary key. A tenant without a stored version has the known one, and the settings' version 0.
    """
    tenants = sorted(known)
    with connections[using].cursor() as cursor:
        cursor.execute(
            _CHANGES,
            {
                "tenants": tenants,
                "versions": [known[tenant] for tenant in tenants],
                "versioned": [LIBRARY_ID, *tenants],
            },
        )
        rows = cursor.fetchall()
    versions = {tenant: (known[tenant], 0) for tenant in tenants}
    items: dict[int, list[StoredItem]] = {tenant: [] for tenant in tenants}
    redirects: dict[int, list[StoredRedirect]] = {tenant: [] for tenant in tenants}
    pins: dict[int, list[StoredPin]] = {tenant: [] for tenant in tenants}
    holidays: dict[int, list[Holiday]] = {tenant: [] for tenant in tenants}
    models: dict[int, list[StoredModel]] = {tenant: [] for tenant in tenants}
    reviewing: frozenset[int] = frozenset()
    for row in rows:
        what, tenant = row[:2]
        if what == 1:  # nearly all
            items[tenant].append(item_of(row[1:]))
        elif what == 0:
            versions[tenant] = (row[10], int(row[8]))
        elif what == 2:
            redirects[tenant].append(StoredRedirect(tenant, row[3], row[6], row[2]))
        elif what == 3:
            pins[tenant].append(_pin(row[1:]))
        elif what == 5:
            holidays[tenant].append(_holiday(row[1:]))
        elif what == 6:
            models[tenant].append(StoredModel(row[3], b64decode(row[8])))
        else:
            reviewing = frozenset(int(state) for state in row[8].split(",") if state)
    library_version = versions.get(LIBRARY_ID, (0, 0))[0]
    return {
        tenant: Changes(
            *versions[tenant],
            tuple(items[tenant]),
            tuple(redirects[tenant]),
            tuple(pins[tenant]),
            library_version,
            reviewing,
            tuple(sorted(holidays[tenant], key=lambda one: (one.starts_on, one.name))),
            tuple(models[tenant]),
        )
        for tenant in tenants
    }


def read_versions(tenant_ids: Collection[int], *, using: str) -> dict[int, int]:
    """The present versions of some tenants, in one statement.

    Args:
        using: alias of the database.
    Returns:
        By primary key; tenants without a version are left out.
    """
    ids = sorted(tenant_ids)
    with tenant_scope(ids, using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT tenant_id, version FROM publishing_tenantversion WHERE tenant_id = ANY (%s)", [ids])
        return dict(cursor.fetchall())


def _pin(row: Sequence[Any]) -> StoredPin:
    tenant, key, locale, _kind, _slug, _path, _sort_key, document, holds, _version, number, published_at, _ = row
    return StoredPin(tenant, key, locale, number if holds else None, orjson.loads(document), in_utc(published_at))


def _holiday(row: Sequence[Any]) -> Holiday:
    tenant, office_key, _locale, kind, _slug, source, name, days = row[:8]
    starts_on, ends_on = map(date.fromisoformat, days.split("/"))
    return Holiday(HolidayKind(kind), name, starts_on, ends_on, source, office_key or None, tenant == LIBRARY_ID)
