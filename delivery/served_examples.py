"""The examples of what one state serves in one language: what people say when they need an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from content_models.kinds import ItemKind
from content_models.shapes.parts import Examples
from publishing.errors import StoreUnavailable
from publishing.rows import StoredItem, read_examples
from tenants.databases import READER
from tenants.reconnecting import with_reconnect

from .search import TAUGHT_KINDS
from .served_items import ServedItems


def read_committed_examples(items: Iterable[StoredItem]) -> None:
    """Read the examples of national items over the connections of the cache.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    with_reconnect(lambda: read_examples(items, using=READER), unavailable=StoreUnavailable)


class ServedExamples:
    """The examples of the items of one pair of versions (library, state) in one language.

    A state's own are there already; national ones, which few need, are read from the database when somebody asks.
    """

    def __init__(self, items: ServedItems, read: Callable[[Iterable[StoredItem]], None]) -> None:
        """Take the examples beside some items.

        Args:
            read: reads those of the rows that lack them.
        """
        self._items = items
        self._read = read

    def all(self, key: str) -> Sequence[Examples]:
        """Those of an item: the national ones, and after them those that the state adds.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        return [*self.national(key), *self.own(key)]

    def national(self, key: str) -> Sequence[Examples]:
        """The library's of an item, as the state has adopted it.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        return self._in_row(self._items.library_row(key))

    def own(self, key: str) -> Sequence[Examples]:
        """The state's own in this language: what it adds to a national item, or those of its own item."""
        return self._in_row(self._own_rows.get(key))

    def added(self, key: str) -> Sequence[Examples]:
        """The state's own without those of the item itself, which `of_item` gives."""
        entry, own = self._items.tree.entries.get(key), self._own_rows.get(key)
        return () if entry is not None and entry.row is own else self._in_row(own)

    def of_item(self, key: str) -> Sequence[Examples]:
        """Those of an item itself, national or the state's own, without what the state adds.

        Raises:
            KeyError: the state does not serve it.
            StoreUnavailable: the database does not answer.
        """
        return self._in_row(self._items.tree.entries[key].row)

    @property
    def keys_with_own(self) -> Sequence[str]:
        """The keys of the items to which the state adds examples, and of its own items that have some, sorted."""
        summaries = ((key, cast(Mapping[str, Any], row.document)) for key, row in self._own_rows.items())
        return sorted(key for key, said in summaries if said.get("examplesSummary") and key in self._items.tree.entries)

    def _in_row(self, row: StoredItem | None) -> Sequence[Examples]:
        """The examples in a row; whoever asks for the first national ones waits until all of them are read."""
        if row is None:
            return ()
        if row.stored.lacks_examples:
            taught = (entry.row for entry in self._items.tree.entries.values() if entry.kind in TAUGHT_KINDS)
            self._read({id(one.stored): one for one in (row, *taught)}.values())
        return row.stored.examples()

    @cached_property
    def _own_rows(self) -> Mapping[str, StoredItem]:
        """The state's rows that may have examples, by the key of the item that these mean."""
        found: dict[str, StoredItem] = {}
        for of_key in self._items.own.rows.values():
            row = of_key.get(self._items.chain.requested)
            if row is not None and row.is_live and row.kind in (*TAUGHT_KINDS, ItemKind.ADAPTATION):
                fields = cast(Mapping[str, Any], row.document)
                found[fields.get("adaptsKey", row.key)] = row
        return found
