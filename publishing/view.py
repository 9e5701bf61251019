"""`StateView`: what one state serves in one language, at one version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from content_models.keys import HOME_KEY
from content_models.kinds import ItemKind
from content_models.overlay import Adaptation, Edition, Item, LocaleChain, Origin, effective

from . import directory
from .composition import Composed, Composer, Environment, Sources, compose
from .directory import OfficeHit
from .glossary_marks import Glossary, TermWords
from .layers import Layer
from .rows import StoredItem
from .search import Index, Searched, SearchResult, searched
from .spanish_order import fold
from .tenant_info import TenantInfo, substitutes

TREE_ORDERED = frozenset({ItemKind.HOME, ItemKind.SECTION, ItemKind.GUIDANCE})


@dataclass(frozen=True, slots=True)
class Entry:
    """An item's place in a view, before it is composed."""

    key: str
    kind: str
    row: StoredItem
    edition: Edition
    adaptation: Adaptation | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What stands at a path: an item, or where it has gone."""

    item: Item | None = None
    redirect_to: str | None = None
    is_gone: bool = False


class StateView:
    """What one state serves in one language, at one pair of versions (library, state).

    Immutable; it holds no connection and asks no database. Items are composed on first use and kept; they are shared
    with other views and must not be changed.
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
        earlier: StateView | None = None,
    ) -> None:
        self.tenant = tenant
        self.locale = locale
        self.locales = tenant.locales
        self.version = f"{library_layer.version}.{own_layer.version}"
        self._library_info = library
        self._library = library_layer
        self._own = own_layer
        self._composer = composer
        self._chain = LocaleChain(locale, library.locales, tenant.locales)
        self._composed: dict[str, Composed] = {}
        # Held only so that what still fits is found again by the composer instead of being made anew.
        self._earlier = dict(earlier._all_composed()) if earlier is not None else {}
        self._entries = self._found_entries()

    def is_of(self, library_layer: Layer, own_layer: Layer, tenant: TenantInfo, library: TenantInfo) -> bool:
        """Whether the view was made of these very objects."""
        return (
            self._library is library_layer
            and self._own is own_layer
            and self.tenant is tenant
            and self._library_info is library
        )

    # Items

    def item(self, key: str) -> Item | None:
        """The item with this key; None when the state does not serve it."""
        composed = self._composed.get(key)
        if composed is None:
            entry = self._entries.get(key)
            if entry is None:
                return None
            composed = self._composer.item(self._sources(entry), self._environment)
            self._composed[key] = composed
            self._earlier.pop(key, None)
        return composed.item

    def by_slug(self, kind: str, slug: str) -> Item | None:
        """The item of a kind with this slug."""
        key = self._slugs.get((str(kind), slug))
        return None if key is None else self.item(key)

    def all(self, kind: str) -> tuple[Item, ...]:
        """All items of a kind in published order."""
        return self._items(self._ordered.get(str(kind), ()))

    def home(self) -> Item | None:
        """The root: the state's own if it has published one, else the library's."""
        return self.item(HOME_KEY)

    def sections(self) -> tuple[Item, ...]:
        """The sections right below home."""
        return tuple(item for item in self.children("/") if item["kind"] == ItemKind.SECTION)

    def children(self, path: str) -> tuple[Item, ...]:
        """The items right below a path, in order; an unpublished page between hides nothing."""
        key = self._keys_by_path.get(normal_path(path))
        return () if key is None else self._items(self._children.get(key, ()))

    def resolve(self, path: str) -> Resolution:
        """What stands at a path now, or where what stood there has gone."""
        path = normal_path(path)
        key = self._keys_by_path.get(path)
        if key is not None:
            return Resolution(item=self.item(key))
        for layer, tag in self._places:
            moved = self._paths_in(layer, tag).get(path) or layer.redirects.get((tag, path))
            if moved in self._entries:
                return Resolution(redirect_to=self.path_of(moved))
        return Resolution(is_gone=any(self._was_at(layer, tag, path) for layer, tag in self._places))

    def path_of(self, key: str) -> str | None:
        """The path of an item; None when the state does not serve it."""
        entry = self._entries.get(key)
        return None if entry is None else entry.row.path

    # Lists

    def guidance(
        self, role: str | None = None, stage: str | None = None, urgency: str | None = None
    ) -> tuple[Item, ...]:
        """Guidance in the order of its sections, by role, stage and urgency."""
        return tuple(
            item
            for item in self.all(ItemKind.GUIDANCE)
            if (role is None or role in item["roles"])
            and (stage is None or item["stage"] == stage)
            and (urgency is None or item["urgency"] == urgency)
        )

    def glossary(self, starts_with: str | None = None) -> tuple[Item, ...]:
        """The terms in alphabetical order, those that begin so; accents and case do not matter."""
        terms = self.all(ItemKind.TERM)
        if not starts_with:
            return terms
        beginning = fold(starts_with)
        return tuple(item for item in terms if fold(item["term"]).startswith(beginning))

    def scripts(self, role: str | None = None, channel: str | None = None) -> tuple[Item, ...]:
        """The scripts, by role and channel; one without channels is for all of them."""
        return tuple(
            item
            for item in self.all(ItemKind.SCRIPT)
            if (role is None or item["role"] == role)
            and (channel is None or not item["channels"] or channel in item["channels"])
        )

    def notices(self, now: datetime) -> tuple[Item, ...]:
        """The notices in force at an instant, the most severe first."""
        return tuple(item for item in self.all(ItemKind.NOTICE) if directory.is_in_force(item, now))

    def organization_kinds(self) -> tuple[Item, ...]:
        """What each kind of organization is, as the library describes it: one item a kind."""
        described: dict[str, Item] = {}
        for item in self.all(ItemKind.ORGANIZATION):
            if self._entries[item["key"]].row.tenant_id == self._library.tenant_id:
                described.setdefault(item["organizationKind"], item)
        return tuple(described.values())

    def organizations(self, kind: str | None = None) -> tuple[Item, ...]:
        """The state's organizations, and the library's descriptions of kinds with national offices, by kind."""
        return tuple(
            item for item in self.all(ItemKind.ORGANIZATION) if kind is None or item["organizationKind"] == kind
        )

    def offices(
        self,
        kind: str | None = None,
        service: str | None = None,
        municipality: str | None = None,
        near: tuple[float, float] | None = None,
        open_now: bool = False,
        open_at: datetime | None = None,
        within_meters: float | None = None,
        *,
        now: datetime,
    ) -> tuple[OfficeHit, ...]:
        """Offices, confirmed ones first; see `directory.find_offices`."""
        return directory.find_offices(
            self.all(ItemKind.OFFICE),
            self.tenant.code,
            directory.Wish(kind, service, municipality, near, within_meters, open_now, open_at),
            now,
        )

    def is_open(self, office: Item, at: datetime) -> bool | None:
        """Whether an office is open at an instant; None when that is not known."""
        return directory.is_open(office, at)

    def next_change(self, office: Item, at: datetime) -> datetime | None:
        """When an office opens or closes next; None when that is not known or never."""
        return directory.next_change(office, at)

    def next_boundary(self, now: datetime) -> datetime | None:
        """The next instant at which an answer that read the clock may change, among all offices and notices."""
        return directory.next_boundary(self.all(ItemKind.OFFICE), self.all(ItemKind.NOTICE), now)

    def search(self, query: str, kinds: list[str] | None = None, role: str | None = None) -> SearchResult:
        """What fits a query best, best first; accents and case do not matter."""
        return self._index.find(query, kinds, role)

    def preview(self, edition: Edition, path: str) -> Item:
        """An edition that is not published, as the state would serve it at this path; nothing of it is kept."""
        adaptation = self._own.adaptations.get(edition.key) if edition.origin is Origin.LIBRARY else None
        return compose(Sources(edition, adaptation, path, ()), self._environment).item

    # What the view is made of

    @cached_property
    def _places(self) -> tuple[tuple[Layer, str], ...]:
        own = [(self._own, tag) for tag in self._chain.replaced()]
        return (*own, *((self._library, tag) for tag in self._chain.inherited()))

    def _found_entries(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for layer, order in ((self._library, self._chain.inherited()), (self._own, self._chain.replaced())):
            for key, edition in layer.editions.items():
                adaptation = self._own.adaptations.get(key) if layer is self._library else None
                if adaptation is not None and adaptation.hides_item:
                    continue
                tag = next((tag for tag in order if tag in edition.documents), min(edition.documents))
                entries[key] = Entry(key, edition.kind, layer.rows[key][tag], edition, adaptation)
        return entries

    def _items(self, keys: tuple[str, ...]) -> tuple[Item, ...]:
        return tuple(item for key in keys if (item := self.item(key)) is not None)

    def _all_composed(self) -> Mapping[str, Composed]:
        return {**self._earlier, **self._composed}

    def _sources(self, entry: Entry) -> Sources:
        layer = self._own if entry.row.tenant_id == self._own.tenant_id else self._library
        versions = tuple((row.locale, row.version) for row in layer.rows[entry.key].values() if row.is_live)
        adapted = None if entry.adaptation is None else (self._own.tenant_id, id(entry.adaptation))
        return Sources(entry.edition, entry.adaptation, entry.row.path, (layer.tenant_id, entry.key, versions, adapted))

    @cached_property
    def _environment(self) -> Environment:
        values = substitutes(self.tenant, self._library_info)
        return Environment(self._chain, values, self.path_of, self._glossary)

    @cached_property
    def _glossary(self) -> Glossary:
        terms = []
        for key in self._ordered.get(ItemKind.TERM, ()):
            entry = self._entries[key]
            document = self._document(entry)
            terms.append(TermWords(key, entry.row.path, document["term"], tuple(document["synonyms"])))
        return self._composer.glossary(tuple(terms))

    def _document(self, entry: Entry) -> Mapping[str, Any]:
        """The fields of an item before it is composed."""
        if entry.adaptation is None:
            return entry.row.document
        return effective(entry.edition, entry.adaptation, self._chain) or entry.row.document

    @cached_property
    def _slugs(self) -> dict[tuple[str, str], str]:
        in_order = sorted(self._entries.values(), key=lambda entry: entry.row.tenant_id == self._own.tenant_id)
        return {(entry.kind, entry.row.slug): entry.key for entry in in_order}

    @cached_property
    def _keys_by_path(self) -> dict[str, str]:
        """What stands at each path; a state's own page keeps its path before a library page that came later."""
        in_order = sorted(self._entries.values(), key=lambda entry: entry.row.tenant_id == self._own.tenant_id)
        return {entry.row.path: entry.key for entry in in_order}

    @cached_property
    def _paths_by_place(self) -> dict[tuple[int, str], dict[str, str]]:
        found: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
        for layer in (self._library, self._own):
            for key in layer.editions:
                for row in layer.rows[key].values():
                    if row.is_live and key in self._entries:
                        found[layer.tenant_id, row.locale][row.path] = key
        return found

    def _paths_in(self, layer: Layer, tag: str) -> Mapping[str, str]:
        return self._paths_by_place.get((layer.tenant_id, tag), {})

    def _was_at(self, layer: Layer, tag: str, path: str) -> bool:
        return path in self._tombs.get((layer.tenant_id, tag), ()) or (tag, path) in layer.redirects

    @cached_property
    def _tombs(self) -> dict[tuple[int, str], set[str]]:
        found: dict[tuple[int, str], set[str]] = defaultdict(set)
        for layer in (self._library, self._own):
            for rows in layer.rows.values():
                for row in rows.values():
                    if not row.is_live:
                        found[layer.tenant_id, row.locale].add(row.path)
        return found

    @cached_property
    def _parents(self) -> dict[str, str]:
        """Each item's parent: the nearest item above its path, in the language that the item is served in."""
        parents: dict[str, str] = {}
        for key, entry in self._entries.items():
            path = entry.row.path
            while path != "/":
                path = path.rstrip("/").rpartition("/")[0] + "/"
                above = self._own_or_library(entry.row.locale, path)
                if above is not None and above != key:
                    parents[key] = above
                    break
        return parents

    def _own_or_library(self, tag: str, path: str) -> str | None:
        if path == "/" and HOME_KEY in self._entries:
            return HOME_KEY
        return self._paths_in(self._own, tag).get(path) or self._paths_in(self._library, tag).get(path)

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, parent in self._parents.items():
            found[parent].append(key)
        return {parent: tuple(sorted(keys, key=self._sibling_order)) for parent, keys in found.items()}

    def _sibling_order(self, key: str) -> tuple[bool, str, str]:
        entry = self._entries[key]
        return (entry.kind != ItemKind.SECTION, entry.row.sort_key, key)

    @cached_property
    def _ordered(self) -> dict[str, tuple[str, ...]]:
        by_kind: dict[str, list[str]] = defaultdict(list)
        for key, entry in self._entries.items():
            by_kind[entry.kind].append(key)
        return {kind: tuple(sorted(keys, key=self._published_order)) for kind, keys in by_kind.items()}

    def _published_order(self, key: str) -> tuple[tuple[str, ...], str]:
        entry = self._entries[key]
        return (self._tree_order(key) if entry.kind in TREE_ORDERED else (entry.row.sort_key,), key)

    def _tree_order(self, key: str) -> tuple[str, ...]:
        parent = self._parents.get(key)
        above = () if parent is None else self._tree_order(parent)
        return (*above, self._entries[key].row.sort_key)

    @cached_property
    def _index(self) -> Index:
        return Index((self._row_of(entry) for entry in self._entries.values()), self.item)

    def _row_of(self, entry: Entry) -> Searched:
        return searched(entry.key, entry.kind, self._document(entry))


def normal_path(path: str) -> str:
    """A path as the store writes it: with a slash at both ends, and none doubled."""
    parts = [part for part in path.split("/") if part]
    return "/" + "".join(f"{part}/" for part in parts)
