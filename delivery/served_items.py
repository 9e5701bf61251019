"""The items that one state serves in one language, composed on first use and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import cast

from content_models.documents.search_text import search_text
from content_models.glossary_marks import Glossary, TermWords
from content_models.kinds import ItemKind
from content_models.overlay import LocaleChain, effective
from content_models.shapes.documents import Item, ItemDocument, TermDocument
from publishing.rows import StoredItem

from .composition import Composed, Composer, Environment, Sources
from .layer import Layer
from .merged_tree import Entry, MergedTree
from .tenant_info import TenantInfo, substitutes


class ServedItems:
    """The items of one pair of versions (library, state) in one language, without substitutes for missing offices.

    Immutable. Items are composed on first use and kept; they are shared with other views and must not be changed.
    """

    def __init__(
        self,
        *,
        tenant: TenantInfo,
        library: TenantInfo,
        locale: str,
        library_layer: Layer,
        own_layer: Layer,
        composer: Composer,
        earlier: ServedItems | None = None,
    ) -> None:
        self.library = library_layer.adopted(own_layer.pins)
        self.own = own_layer
        self.chain = LocaleChain(locale, library.locales, tenant.locales)
        self.tree = MergedTree(self.library, own_layer, self.chain)
        self._tenant_info = tenant
        self._library_info = library
        self._composer = composer
        self._composed: dict[str, Composed] = {}
        self._of_kind: dict[str, tuple[Item, ...]] = {}
        # Held only so that what still fits is found again by the composer instead of being made anew.
        composed = {} if earlier is None else earlier.all_composed()
        self._earlier = {key: one for key, one in composed.items() if key in self.tree.entries}

    def item(self, key: str) -> Item | None:
        """The item with this key; None when the state does not serve it."""
        composed = self._composed.get(key)
        if composed is None:
            entry = self.tree.entries.get(key)
            if entry is None:
                return None
            composed = self._composer.item(self._sources(entry), self.environment)
            self._composed[key] = composed
            self._earlier.pop(key, None)
        return composed.item

    def with_keys(self, keys: Sequence[str]) -> tuple[Item, ...]:
        """The items with these keys, in their order; without those that the state does not serve."""
        return tuple(item for key in keys if (item := self.item(key)) is not None)

    def of_kind(self, kind: str) -> tuple[Item, ...]:
        """All items of a kind in published order."""
        items = self._of_kind.get(kind)
        if items is None:
            items = self._of_kind[kind] = self.with_keys(self.tree.of_kind(kind))
        return items

    def is_own(self, key: str) -> bool:
        """Whether an item that the state serves is a page of its own.

        Raises:
            KeyError: the state does not serve it.
        """
        return self.tree.entries[key].row.tenant_id == self.own.tenant_id

    def library_row(self, key: str) -> StoredItem | None:
        """The row from which the library's item is served in this language, as the state has adopted it, or None."""
        rows = {tag: row for tag, row in self.library.rows.get(key, {}).items() if row.is_live}
        return next((rows[tag] for tag in (*self.chain.inherited(), *rows) if tag in rows), None)

    def document(self, key: str) -> ItemDocument:
        """The fields of an item before it is composed: what is missing in a script is missing.

        Raises:
            KeyError: the state does not serve it.
        """
        entry = self.tree.entries[key]
        if entry.adaptation is None:
            return entry.row.document
        item = effective(entry.edition, entry.adaptation, self.chain)
        if item is None:
            return entry.row.document
        if item["origin"] != entry.edition.origin:  # else it changes nothing of what the item says
            item["searchText"] = search_text(item)
        return item

    def all_composed(self) -> Mapping[str, Composed]:
        """What is composed so far, here and in the items of earlier versions that may still fit."""
        return {**self._earlier, **self._composed}

    @cached_property
    def environment(self) -> Environment:
        """What the items are composed with."""
        values = substitutes(self._tenant_info, self._library_info)
        return Environment(self.chain, values, self.tree.path_of, self._glossary)

    @cached_property
    def _glossary(self) -> Glossary:
        terms = []
        for key in self.tree.of_kind(ItemKind.TERM):
            document = cast(TermDocument, self.document(key))
            forms, ambiguous = tuple(document["synonyms"]), tuple(document.get("ambiguousForms", ()))
            terms.append(TermWords(key, self.tree.entries[key].row.path, document["term"], forms, ambiguous))
        return self._composer.glossary(tuple(terms))

    def _sources(self, entry: Entry) -> Sources:
        layer = self.own if entry.row.tenant_id == self.own.tenant_id else self.library
        rows = layer.rows[entry.key].values()
        versions = tuple((row.locale, row.version, row.edition) for row in rows if row.is_live)
        adapted = None if entry.adaptation is None else (self.own.tenant_id, id(entry.adaptation))
        identity = (layer.tenant_id, entry.key, versions, adapted)
        path = entry.row.path
        return Sources(entry.edition, entry.adaptation, path, identity, self.tree.is_sensitive(path, entry.key))
