"""Where the items of a view stand: their paths, what is above and below them, and their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from content_models.keys import HOME_KEY
from content_models.kinds import ItemKind
from content_models.overlay import Adaptation, Edition, LocaleChain
from publishing.rows import StoredItem

from .layer import Layer

TREE_ORDERED = frozenset({ItemKind.HOME, ItemKind.SECTION, ItemKind.GUIDANCE})


HANDING_DOWN = frozenset({ItemKind.HOME, ItemKind.SECTION, ItemKind.ORGANIZATION})
"""What makes the pages below it sensitive by being so itself, as within one tree (`content_models.documents`)."""


class Entry(NamedTuple):
    """An item's place in a view, before it is composed: the row it is served from, and its layers."""

    key: str
    kind: str
    row: StoredItem
    edition: Edition
    adaptation: Adaptation | None


class Former(NamedTuple):
    """What stood at a path and is gone."""

    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class PathMatch:
    """What stands at a path: an item; or where what stood there has moved to; or what stood there and is gone."""

    key: str | None = None
    moved_to: str | None = None
    former: Former | None = None


class MergedTree:
    """The merged tree of the library and one state, in one language. Immutable; everything is found on first use.

    Trees are merged by path, as in a union file system. Where a state's page and a library page that came later have
    one path, the state's page has it; the other is still found by its key. An item that is served in another language
    stands at its path in that language, below whatever its parent there has become in this one.
    """

    def __init__(self, library: Layer, own: Layer, chain: LocaleChain) -> None:
        self._library = library
        self._own = own
        self._locale = chain.requested
        self._layers = (
            *((own, tag) for tag in chain.replaced()),
            *((library, tag) for tag in chain.inherited()),
        )
        self.entries: Mapping[str, Entry] = {
            **_entries(library, chain.inherited(), own.adaptations),
            **_entries(own, chain.replaced(), {}),
        }
        self._ordered: dict[str, tuple[str, ...]] = {}
        self._keys_up: dict[tuple[str, str], tuple[str, ...]] = {}
        self._ordered_children: dict[str, tuple[str, ...]] = {}
        self._sensitive_at_and_above: dict[str, frozenset[str]] = {}

    def path_of(self, key: str) -> str | None:
        """The path of an item; None when the state does not serve it."""
        entry = self.entries.get(key)
        return None if entry is None else entry.row.path

    def at(self, path: str) -> PathMatch:
        """What stands at a path, however it is written, or has stood there."""
        path = normal_path(path)
        if path in self._keys_by_path:
            return PathMatch(key=self._keys_by_path[path])
        for layer, tag in self._layers:
            where = (layer.tenant_id, tag, path)
            key = (
                self._paths_in(layer, tag).get(path) or layer.redirects.get((tag, path)) or self._tombstones.get(where)
            )
            if key is not None and key in self.entries:
                return PathMatch(moved_to=self.path_of(key))
        former = (self._former_at(layer, tag, path) for layer, tag in self._layers)
        return PathMatch(former=next(filter(None, former), None))

    def with_slug(self, kind: str, slug: str) -> str | None:
        """The key of the item of a kind with this slug; None when the state serves none."""
        return self._keys_by_slug.get((kind, slug))

    def is_sensitive(self, path: str, key: str) -> bool:
        """Whether something else that is sensitive stands above a path in one of both layers, or has that path, too.

        Each tree hands down within itself what stands in its documents. Here it is handed down across the trees, also
        by what another layer covers or the state hides: what it is about is no less dangerous to be seen reading.
        """
        keys = self._handed_down(path)
        return bool(keys and keys - {key})

    def _handed_down(self, path: str) -> frozenset[str]:
        """The keys of what is sensitive at a path and above it."""
        keys = self._sensitive_at_and_above.get(path)
        if keys is None:
            above = _NONE if path == "/" else self._handed_down(_parent_path(path))
            here = self._sensitive.get(path)
            keys = self._sensitive_at_and_above[path] = above if here is None else above | here
        return keys

    @cached_property
    def _sensitive(self) -> Mapping[str, frozenset[str]]:
        """The keys of what is sensitive, by path; in any language, as no translation makes it harmless."""
        found: dict[str, frozenset[str]] = {}
        for layer in (self._library, self._own):
            for key, rows in layer.rows.items():
                for row in rows.values():
                    if row.kind in HANDING_DOWN and row.is_live and row.document.get("isSensitive"):
                        found[row.path] = found.get(row.path, _NONE) | {key}
        return found

    def below(self, path: str) -> Sequence[str]:
        """The keys of the items right below a path, sections first, in order."""
        key = self._keys_by_path.get(normal_path(path))
        if key is None:
            return ()
        ordered = self._ordered_children.get(key)
        if ordered is None:
            children = self._children.get(key, ())
            ordered = self._ordered_children[key] = tuple(sorted(children, key=self._sibling_order))
        return ordered

    def of_kind(self, kind: str) -> Sequence[str]:
        """The keys of all items of a kind in published order: guidance by the order of its sections first."""
        ordered = self._ordered.get(kind)
        if ordered is None:
            keys = [key for key, entry in self.entries.items() if entry.kind == kind]
            ordered = self._ordered[kind] = tuple(sorted(keys, key=self.order_of))
        return ordered

    @cached_property
    def _local_last(self) -> list[Entry]:
        """The entries, of two that meet at one path the one that is served there last.

        That is the state's own, else the one in the view's language (the other stands in for want of a translation).
        The key decides the rest, so that every process serves the same, in whatever order it has read the rows.
        """
        return sorted(self.entries.values(), key=self._precedence)

    def _precedence(self, entry: Entry) -> tuple[bool, bool, str]:
        return (entry.row.tenant_id == self._own.tenant_id, entry.row.locale == self._locale, entry.key)

    @cached_property
    def _keys_by_path(self) -> dict[str, str]:
        return {entry.row.path: entry.key for entry in self._local_last}

    @cached_property
    def _keys_by_slug(self) -> dict[tuple[str, str], str]:
        return {(entry.kind, entry.row.slug): entry.key for entry in self._local_last}

    @cached_property
    def _paths(self) -> dict[tuple[int, str], dict[str, str]]:
        """What of the view stands at each path of each layer and language."""
        found: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
        for layer in (self._library, self._own):
            for key in layer.editions:
                for row in layer.rows[key].values():
                    if row.is_live and key in self.entries:
                        found[layer.tenant_id, row.locale][row.path] = key
        return found

    def _paths_in(self, layer: Layer, tag: str) -> Mapping[str, str]:
        return self._paths.get((layer.tenant_id, tag), {})

    @cached_property
    def _tombstones(self) -> dict[tuple[int, str, str], str]:
        """What has been withdrawn last from each place; it may still be served in another language."""
        gone = [
            row
            for layer in (self._library, self._own)
            for rows in layer.rows.values()
            for row in rows.values()
            if not row.is_live and row.kind != ItemKind.ADAPTATION
        ]
        gone.sort(key=lambda row: (row.version, row.key))
        return {(row.tenant_id, row.locale, row.path): row.key for row in gone}

    def _former_at(self, layer: Layer, tag: str, path: str) -> Former | None:
        key = self._tombstones.get((layer.tenant_id, tag, path)) or layer.redirects.get((tag, path))
        if key is None:
            return None
        return Former(key, next((row.kind for row in layer.rows.get(key, {}).values()), ""))

    @cached_property
    def _parents(self) -> dict[str, str]:
        """Each item's parent: the nearest item above its path, in the language that the item is served in."""
        found = ((entry.key, self._parent_of(entry)) for entry in self.entries.values())
        return {key: parent for key, parent in found if parent is not None}

    def _parent_of(self, entry: Entry) -> str | None:
        path = entry.row.path
        if path == "/":
            return None
        above = self._keys_up_from(entry.row.locale, _parent_path(path))
        return next((key for key in above if key != entry.key), None)

    def _keys_up_from(self, tag: str, path: str) -> tuple[str, ...]:
        """The keys of what stands at a path in a language and above it, the nearest first."""
        keys = self._keys_up.get((tag, path))
        if keys is None:
            here = self._key_at(tag, path)
            above = () if path == "/" else self._keys_up_from(tag, _parent_path(path))
            keys = self._keys_up[tag, path] = above if here is None else (here, *above)
        return keys

    def _key_at(self, tag: str, path: str) -> str | None:
        if path == "/" and HOME_KEY in self.entries:
            return HOME_KEY
        return self._paths_in(self._own, tag).get(path) or self._paths_in(self._library, tag).get(path)

    @cached_property
    def _children(self) -> Mapping[str, Sequence[str]]:
        """The keys of what stands right below each item, in no order."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, parent in self._parents.items():
            found[parent].append(key)
        return found

    def _sibling_order(self, key: str) -> tuple[bool, str, str]:
        entry = self.entries[key]
        return (entry.kind != ItemKind.SECTION, self._sort_key(key), key)

    def _sort_key(self, key: str) -> str:
        """Where an item stands among its siblings: a state's own page right after the national one that it follows."""
        entry = self.entries[key]
        if entry.row.tenant_id != self._own.tenant_id:
            return entry.row.sort_key  # most are the library's: their documents are not read for this
        document = entry.edition.documents.get(entry.row.locale)
        follows = None if document is None else document.get("followsKey")
        followed = self.entries.get(follows) if isinstance(follows, str) else None
        if (
            followed is None
            or followed.row.tenant_id != self._library.tenant_id
            or self._parents.get(key) != self._parents.get(followed.key)
        ):
            return entry.row.sort_key
        return f"{followed.row.sort_key}\0{entry.row.sort_key}"

    def order_of(self, key: str) -> tuple[tuple[str, ...], str]:
        """Where an item stands among those of its kind, unique and comparable.

        Raises:
            KeyError: the state does not serve it.
        """
        entry = self.entries[key]
        if entry.kind in TREE_ORDERED:
            return (self._tree_order(key), key)
        if entry.kind == ItemKind.OFFICE:
            is_national = "0" if entry.row.tenant_id == self._own.tenant_id else "1"
            readiness, _, rest = entry.row.sort_key.partition("\t")
            confirmed, _, rest = rest.partition("\t")
            kind, _, rest = rest.partition("\t")
            return ((readiness, confirmed, kind, is_national, rest), key)
        return ((entry.row.sort_key,), key)

    def _tree_order(self, key: str) -> tuple[str, ...]:
        parent = self._parents.get(key)
        above = () if parent is None else self._tree_order(parent)
        return (*above, self._sort_key(key))


_NONE: frozenset[str] = frozenset()


def _parent_path(path: str) -> str:
    return path[: path.rindex("/", 0, -1) + 1]


def normal_path(path: str) -> str:
    """A path as the store writes it: with a slash at both ends, and none doubled."""
    return "/" + "".join(f"{part}/" for part in path.split("/") if part)


def _entries(layer: Layer, order: Sequence[str], adaptations: Mapping[str, Adaptation]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for key, edition in layer.editions.items():
        adaptation = adaptations.get(key)
        if adaptation is None or not adaptation.hides_item:
            tag = _leading(edition, order)
            entries[key] = Entry(key, edition.kind, layer.rows[key][tag], edition, adaptation)
    return entries


def _leading(edition: Edition, order: Sequence[str]) -> str:
    """The first language in which an item is published, of those in order before all others."""
    for tag in order:
        if tag in edition.documents:
            return tag
    return min(edition.documents)
