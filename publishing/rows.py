"""Reading the store: the rows of tenants as immutable values, and nothing else from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection, connections

from content_models.choices import HolidayKind
from tenants.models import LIBRARY_ID, Adoption
from tenants.scope import tenant_scope

from .calendars import Holiday

PLACING = ("slug", "order")
"""Fields of a document that say where an item stands: always as the library has them now."""


class StoredDocument:
    """A document as the store has it, read when somebody looks into it: of a whole state, a page needs few."""

    __slots__ = ("_held",)

    def __init__(self, held: str | Mapping[str, Any]) -> None:
        self._held = held

    def read(self) -> Mapping[str, Any]:
        """Return the document. Two threads that come here first may each read it: both say the same."""
        held = self._held
        if isinstance(held, str):
            held = self._held = orjson.loads(held)
        return held


class StoredItem(NamedTuple):
    """A row of the store, live or a tombstone. A tuple, as a state has hundreds and is read at once."""

    tenant_id: int
    key: str
    locale: str
    kind: str
    slug: str
    path: str
    sort_key: str
    stored: StoredDocument
    is_live: bool
    version: int
    edition: int
    published_at: datetime

    @property
    def document(self) -> Mapping[str, Any]:
        """What it says."""
        return self.stored.read()

    def adopted_as(self, number: int, document: Mapping[str, Any], published_at: datetime) -> StoredItem:
        """The row as an earlier edition says, at the path, with the slug and in the place that the item has now."""
        present = {name: self.document[name] for name in PLACING if name in self.document}
        stored = StoredDocument({**document, **present})
        return self._replace(stored=stored, edition=number, published_at=published_at)


@dataclass(frozen=True, slots=True)
class StoredRedirect:
    """A path that an item has left."""

    tenant_id: int
    locale: str
    old_path: str
    key: str


@dataclass(frozen=True, slots=True)
class StoredPin:
    """A pin of a state: holding an edition with its document, holding back a text (0), or let go (None)."""

    tenant_id: int
    key: str
    locale: str
    number: int | None
    document: Mapping[str, Any]
    published_at: datetime


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


_ITEM_COLUMNS = (
    "tenant_id, key, locale, kind, slug, path, sort_key, document::text, is_live, version, edition, published_at"
)
_CHANGES = f"""
WITH known (tenant_id, version) AS (SELECT * FROM unnest(%(tenants)s::bigint[], %(versions)s::bigint[]))
SELECT 0, tenant_id, '', '', '', '', '', '', settings_version::text, true, version, 0, changed_at
  FROM publishing_tenantversion WHERE tenant_id = ANY (%(versioned)s)
UNION ALL
SELECT 1, {", ".join("item." + column.strip() for column in _ITEM_COLUMNS.split(","))}
  FROM publishing_contentitem item JOIN known USING (tenant_id) WHERE item.version > known.version
UNION ALL
SELECT 2, tenant_id, key, locale, '', '', old_path, '', '', true, redirect.version, 0, created_at
  FROM publishing_pathredirect redirect JOIN known USING (tenant_id) WHERE redirect.version > known.version
UNION ALL
SELECT 3, pin.tenant_id, pin.key, pin.locale, '', '', '', '', coalesce(edition.document::text, '{{}}'),
       pin.number IS NOT NULL, pin.version, coalesce(pin.number, 0), coalesce(edition.published_at, pin.pinned_at)
  FROM publishing_pin pin JOIN known USING (tenant_id)
  LEFT JOIN publishing_edition edition ON edition.tenant_id = {LIBRARY_ID}
   AND (edition.key, edition.locale, edition.number) = (pin.key, pin.locale, pin.number)
 WHERE pin.version > known.version
UNION ALL
SELECT 5, holiday.tenant_id, office_key, '', kind, '', source, name, starts_on || '/' || ends_on, true, 0, 0, now()
  FROM publishing_tenantholiday holiday JOIN known USING (tenant_id) JOIN publishing_tenantversion USING (tenant_id)
 WHERE settings_version > known.version
UNION ALL
SELECT 4, 0, '', '', '', '', '', '', coalesce(string_agg(id::text, ','), ''), true, 0, 0, now() FROM tenants_tenant
 WHERE adoption = '{Adoption.REVIEWED.value}' AND (id = ANY (%(tenants)s) OR {LIBRARY_ID} = ANY (%(tenants)s))
"""


_KEYS = f"""
SELECT pin.number, edition.document::text, edition.published_at,
       {", ".join("item." + column.strip() for column in _ITEM_COLUMNS.split(","))}
  FROM publishing_contentitem item LEFT JOIN publishing_pin pin ON item.tenant_id = {LIBRARY_ID}
   AND (pin.tenant_id, pin.key, pin.locale) = (%(tenant)s, item.key, item.locale)
  LEFT JOIN publishing_edition edition ON edition.tenant_id = {LIBRARY_ID}
   AND (edition.key, edition.locale, edition.number) = (pin.key, pin.locale, pin.number)
 WHERE item.tenant_id = ANY (%(tenants)s) AND item.is_live
   AND (item.key = ANY (%(keys)s) OR item.kind = 'ADAPTATION' AND item.document ->> 'adaptsKey' = ANY (%(keys)s))
   AND (%(any)s OR item.locale = ANY (%(locales)s))
"""


def read_changes(known: Mapping[int, int], *, using: str) -> dict[int, Changes]:
    """Read what changed in some tenants, in one statement and so at one instant. Called within their scope.

    Args:
        known: tenant's primary key to the version that is known already; 0 for nothing.
        using: alias of the database.
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
    reviewing: frozenset[int] = frozenset()
    for row in rows:
        what, tenant = row[:2]
        if what == 1:  # nearly all
            items[tenant].append(_item(row[1:]))
        elif what == 0:
            versions[tenant] = (row[10], int(row[8]))
        elif what == 2:
            redirects[tenant].append(StoredRedirect(tenant, row[3], row[6], row[2]))
        elif what == 3:
            pins[tenant].append(_pin(row[1:]))
        elif what == 5:
            holidays[tenant].append(_holiday(row[1:]))
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
        )
        for tenant in tenants
    }


def read_versions(tenant_ids: Collection[int], *, using: str) -> dict[int, int]:
    """The present versions of some tenants, in one statement.

    Args:
        using: alias of the database.
    """
    ids = sorted(tenant_ids)
    with tenant_scope(ids, using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT tenant_id, version FROM publishing_tenantversion WHERE tenant_id = ANY (%s)", [ids])
        return dict(cursor.fetchall())


def read_keys(tenant_id: int, keys: Iterable[str], locales: Collection[str] = ()) -> list[StoredItem]:
    """The live rows of some items, of the library as the state has adopted it and of the state, in one statement.

    Args:
        locales: BCP 47 tags; none means all.
    """
    tenants = sorted({LIBRARY_ID, tenant_id})
    wanted = sorted(set(keys))
    with tenant_scope(tenants), connection.cursor() as cursor:
        cursor.execute(
            _KEYS,
            {"tenant": tenant_id, "tenants": tenants, "keys": wanted, "any": not locales, "locales": list(locales)},
        )
        rows = cursor.fetchall()
    found = []
    for number, document, published_at, *row in rows:
        item = _item(row)
        if number is None:
            found.append(item)
        elif number:
            found.append(item.adopted_as(number, orjson.loads(document), _in_utc(published_at)))
    return found


def _item(row: Sequence[Any]) -> StoredItem:
    return StoredItem._make((*row[:7], StoredDocument(row[7]), *row[8:11], _in_utc(row[11])))


def _pin(row: Sequence[Any]) -> StoredPin:
    tenant, key, locale, _kind, _slug, _path, _sort_key, document, holds, _version, number, published_at = row
    return StoredPin(tenant, key, locale, number if holds else None, orjson.loads(document), _in_utc(published_at))


def _holiday(row: Sequence[Any]) -> Holiday:
    tenant, office_key, _locale, kind, _slug, source, name, days = row[:8]
    starts_on, ends_on = map(date.fromisoformat, days.split("/"))
    return Holiday(HolidayKind(kind), name, starts_on, ends_on, source, office_key or None, tenant == LIBRARY_ID)


def _in_utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
