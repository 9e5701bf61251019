"""Reading the store: the rows of tenants as immutable values, and nothing else from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

import orjson
from django.db import connection, connections

from content_models.rich_text.links import FILES
from content_models.shapes.documents import AdaptationDocument, Document, ItemDocument
from content_models.shapes.parts import Examples, JsonObject
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

PLACING = ("slug", "order")
"""Fields of a document that say where an item stands: always as the library has them now."""


class StoredDocument:
    """A document as the store has it, read when somebody looks into it: of a whole state, a page needs few.

    National examples, which are many, stay in the store until somebody asks for them (`read_examples`).
    """

    __slots__ = ("_examples", "_held", "may_name_files")

    def __init__(self, held: str | Document, examples: str | None = None) -> None:
        self._held = held
        self._examples: str | Sequence[Examples] | None = examples
        self.may_name_files = not isinstance(held, str) or FILES in held

    def read(self) -> Document:
        """Return the document. Two threads that come here first may each read it: both say the same."""
        held = self._held
        if isinstance(held, str):
            held = self._held = orjson.loads(held)
        return held

    @property
    def lacks_examples(self) -> bool:
        """Whether its examples have not been read from the store yet."""
        return self._examples is None

    def keep_examples(self, held: str) -> None:
        """Keep the examples as the store has them."""
        self._examples = held

    def examples(self) -> Sequence[Examples]:
        """Return the examples, which were read from the store before; none otherwise."""
        said = self._examples
        if isinstance(said, str):
            said = self._examples = cast(list[Examples], orjson.loads(said))
        return said or ()


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
    def document(self) -> ItemDocument:
        """What an item says."""
        return cast(ItemDocument, self.stored.read())

    @property
    def adaptation(self) -> AdaptationDocument:
        """What an adaptation says."""
        return cast(AdaptationDocument, self.stored.read())

    def adopted_as(self, number: int, document: ItemDocument, published_at: datetime) -> StoredItem:
        """The row as an earlier edition says, at the path, with the slug and in the place that the item has now."""
        present = cast(JsonObject, self.document)
        stored = StoredDocument(
            cast(ItemDocument, {**document, **{name: present[name] for name in PLACING if name in present}})
        )
        return self._replace(stored=stored, edition=number, published_at=published_at)


ITEM_COLUMNS = f"""
item.tenant_id, item.key, item.locale, item.kind, item.slug, item.path, item.sort_key, item.document::text,
item.is_live, item.version, item.edition, item.published_at,
CASE WHEN item.tenant_id <> {LIBRARY_ID} THEN item.examples::text END
"""
"""What is read of an `item`. A state's examples, which are few, come with its document: it has no editions in which
those of this very document could be found later."""

_KEYS = f"""
SELECT pin.number, edition.document::text, edition.published_at, {ITEM_COLUMNS}
  FROM publishing_contentitem item LEFT JOIN publishing_pin pin ON item.tenant_id = {LIBRARY_ID}
   AND (pin.tenant_id, pin.key, pin.locale) = (%(tenant)s, item.key, item.locale)
  LEFT JOIN publishing_edition edition ON edition.tenant_id = {LIBRARY_ID}
   AND (edition.key, edition.locale, edition.number) = (pin.key, pin.locale, pin.number)
 WHERE item.tenant_id = ANY (%(tenants)s) AND item.is_live
   AND (item.key = ANY (%(keys)s) OR item.kind = 'ADAPTATION' AND item.document ->> 'adaptsKey' = ANY (%(keys)s))
   AND (%(any)s OR item.locale = ANY (%(locales)s))
"""


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
        item = item_of(row)
        if number is None:
            found.append(item)
        elif number:
            found.append(item.adopted_as(number, orjson.loads(document), in_utc(published_at)))
    return found


_EXAMPLES = f"""
SELECT wanted.place, edition.examples::text
  FROM unnest(%(places)s::int[], %(keys)s::text[], %(locales)s::text[], %(numbers)s::int[])
    AS wanted (place, key, locale, number)
  JOIN publishing_edition edition ON edition.tenant_id = {LIBRARY_ID}
   AND (edition.key, edition.locale, edition.number) = (wanted.key, wanted.locale, wanted.number)
"""


def read_examples(items: Iterable[StoredItem], *, using: str) -> None:
    """Read the examples of those national items of which they have not been read, in one statement at most.

    They are those of the very edition, whatever has been published since. A state's own rows have theirs already.

    Args:
        using: alias of the database.
    """
    lacking = [item for item in items if item.stored.lacks_examples]
    if not lacking:
        return
    wanted: dict[str, list[Any]] = {
        "places": list(range(len(lacking))),
        "keys": [item.key for item in lacking],
        "locales": [item.locale for item in lacking],
        "numbers": [item.edition for item in lacking],
    }
    with tenant_scope([LIBRARY_ID], using=using), connections[using].cursor() as cursor:
        cursor.execute(_EXAMPLES, wanted)
        found = dict(cursor.fetchall())
    for place, item in enumerate(lacking):
        item.stored.keep_examples(found.get(place, "[]"))


def item_of(row: Sequence[Any]) -> StoredItem:
    """Return the item in a row of `ITEM_COLUMNS`."""
    return StoredItem._make((*row[:7], StoredDocument(row[7], row[12]), *row[8:11], in_utc(row[11])))


def in_utc(instant: datetime) -> datetime:
    """Return the same instant in UTC."""
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
