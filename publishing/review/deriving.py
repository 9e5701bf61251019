"""What the library has changed of what states had changed: found anew from the store, for all states at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import orjson
from django.db import connection
from django.db.models import Max

from content_models.kinds import ItemKind
from content_models.languages import bcp47
from publishing.models import ContentItem, Edition, Pin
from tenants.models import LIBRARY_ID, TenantLanguage

from .labels import labels_of_stored
from .touched import Document, StoredOperation, address_of, base_of, concerned, originals

_EDITIONS = """
WITH wanted AS (
  SELECT DISTINCT key, locale, number
    FROM unnest(%(key)s::text[], %(locale)s::text[], %(number)s::bigint[]) AS one (key, locale, number)
), known AS (
  SELECT key, locale, min(number) AS oldest FROM publishing_edition
    JOIN (SELECT DISTINCT key, locale FROM wanted) AS text USING (key, locale) GROUP BY key, locale
)
SELECT key, locale, number, is_urgent,
       CASE WHEN wanted.number IS NOT NULL OR number = oldest THEN edition.document::text END
  FROM publishing_edition edition JOIN known USING (key, locale) LEFT JOIN wanted USING (key, locale, number)
 WHERE is_urgent OR number = oldest OR wanted.number IS NOT NULL
"""


class Where(NamedTuple):
    """One state's text in one language."""

    tenant_id: int
    key: str
    locale: str


class Numbered(NamedTuple):
    """One edition of the library."""

    key: str
    locale: str
    number: int


@dataclass(frozen=True, slots=True)
class Present:
    """What the library serves of a text in one language."""

    key: str
    locale: str
    kind: str
    number: int
    document: Document


@dataclass(frozen=True, slots=True)
class Concern:
    """One state's adaptation in one language, beside the edition that the state is served.

    Attributes:
        addresses: what the library has changed of it since, in the order of its operations.
        from_number: the oldest edition that one of these operations was made against.
        bases: of all its operations, by address: the edition each was made against.
        labels: what editors call the addresses concerned.
        is_urgent: whether one of the editions in between is an urgent legal correction.
    """

    where: Where
    kind: str
    title: str
    number: int
    addresses: tuple[str, ...] = ()
    from_number: int = 0
    bases: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class _Adapted:
    where: Where
    operations: tuple[StoredOperation, ...]


def concerns_of(
    keys: Collection[str], tenant_ids: Collection[int], *, coming: Mapping[tuple[str, str], Document] | None = None
) -> dict[Where, Concern]:
    """Every live adaptation of some texts whose text is served, with what is touched of it; often nothing.

    The scope must hold the states. Four statements at most, and one when nobody adapts the texts.

    Args:
        coming: documents by key and language as if they were the library's next editions, served by all: what would be
            concerned if they were published.
    """
    adapted = _adaptations(keys, tenant_ids)
    if not adapted:
        return {}
    concerned_keys = {one.where.key for one in adapted}
    newest = _present(concerned_keys)
    for (key, locale), new in (coming or {}).items():
        before = newest.get(key, {}).get(locale)
        number = (before.number if before else _latest_number(key, locale)) + 1
        newest.setdefault(key, {})[locale] = Present(key, locale, str(new["kind"]), number, new)
    pins = {} if coming else _pins(concerned_keys, tenant_ids)
    languages = _languages_of_the_library()
    beside = []
    for one in adapted:
        present = _in_language(newest.get(one.where.key, {}), one.where.locale, languages)
        if present is not None:
            beside.append((one, _pinned(present, pins.get(Where(one.where.tenant_id, present.key, present.locale)))))
    editions, urgent = _editions(beside)
    found = {}
    for one, served in beside:
        if served.number:
            known = editions[served.key, served.locale]
            document = served.document or known.get(served.number)
            if document:
                found[one.where] = _concern(one, replace(served, document=document), known, urgent)
    return found


def _latest_number(key: str, locale: str) -> int:
    """The number of the latest edition of a text that the library does not serve now; 0 of a new one."""
    editions = Edition.objects.filter(tenant_id=LIBRARY_ID, key=key, locale=locale)
    return editions.aggregate(latest=Max("number"))["latest"] or 0


def _concern(
    one: _Adapted, served: Present, known: Mapping[int, Document], urgent: Mapping[tuple[str, str], Collection[int]]
) -> Concern:
    earlier = {number: document for number, document in known.items() if number < served.number}
    touched = dict(concerned(one.operations, number=served.number, now=served.document, editions=earlier))
    bases: dict[str, int] = {}
    for operation, address in _addressed(one.operations):
        base = base_of(operation, served.number, earlier)
        bases[address] = min(base, bases.get(address, base))
    oldest = min(touched.values(), default=served.number)
    return Concern(
        one.where,
        served.kind,
        str(served.document["title"]),
        served.number,
        tuple(touched),
        oldest,
        bases,
        labels_of_stored(served.kind, touched, one.operations, served.document, earlier) if touched else {},
        any(oldest < number <= served.number for number in urgent.get((served.key, served.locale), ())),
    )


def _addressed(operations: tuple[StoredOperation, ...]) -> Iterator[tuple[StoredOperation, str]]:
    for operation in originals(operations):
        yield operation, address_of(operation)


def _adaptations(keys: Collection[str], tenant_ids: Collection[int]) -> list[_Adapted]:
    rows = (
        ContentItem.objects.live()
        .filter(kind=ItemKind.ADAPTATION, tenant_id__in=tenant_ids, document__adaptsKey__in=list(keys))
        .values_list("tenant_id", "locale", "document")
    )
    return [
        _Adapted(Where(tenant_id, str(document["adaptsKey"]), locale), tuple(document["operations"]))
        for tenant_id, locale, document in rows
    ]


def _present(keys: Collection[str]) -> dict[str, dict[str, Present]]:
    rows = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(key__in=keys)
    found: dict[str, dict[str, Present]] = defaultdict(dict)
    for row in rows.values_list("key", "locale", "kind", "edition", "document"):
        found[row[0]][row[1]] = Present(*row)
    return found


def _pins(keys: Collection[str], tenant_ids: Collection[int]) -> dict[Where, int]:
    pins = Pin.objects.holding().filter(key__in=keys, tenant_id__in=tenant_ids)
    return {Where(pin.tenant_id, pin.key, pin.locale): pin.number or 0 for pin in pins}


def _languages_of_the_library() -> tuple[str, ...]:
    served = TenantLanguage.objects.filter(tenant_id=LIBRARY_ID, is_served=True).order_by("position", "pk")
    return tuple(bcp47(code) for code in served.values_list("code", flat=True))


def _in_language(texts: Mapping[str, Present], locale: str, languages: tuple[str, ...]) -> Present | None:
    """The library's text that an adaptation in a language is compared with: in that language, or the leading one."""
    order = (locale, *languages, *sorted(texts))
    return next((texts[tag] for tag in order if tag in texts), None)


def _pinned(present: Present, pin: int | None) -> Present:
    return present if pin is None or pin == present.number else replace(present, number=pin, document={})


def _editions(
    beside: Collection[tuple[_Adapted, Present]],
) -> tuple[dict[tuple[str, str], dict[int, Document]], dict[tuple[str, str], set[int]]]:
    """The documents of the editions that operations were made against, and of the oldest; the urgent ones' numbers."""
    wanted = {
        Numbered(served.key, served.locale, int(number))
        for one, served in beside
        for number in (served.number, *(operation.get("base") or 0 for operation in one.operations))
    }
    documents: dict[tuple[str, str], dict[int, Document]] = defaultdict(dict)
    urgent: dict[tuple[str, str], set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_EDITIONS, {name: [getattr(one, name) for one in wanted] for name in Numbered._fields})
        for key, locale, number, is_urgent, document in cursor.fetchall():
            if is_urgent:
                urgent[key, locale].add(number)
            if document is not None:
                documents[key, locale][number] = orjson.loads(document)
    return documents, urgent
