"""A bundle: what a state serves in one language, for readers that keep a copy: whole, or what changed since a version.

A version is the digest of all that is in a bundle. So the same content has the same version in every process, after
a restart and after a restored backup; what a process composed of earlier versions it knows as long as it runs.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import orjson

from content_models.kinds import ItemKind
from content_models.shapes.documents import Item
from tenants.bounded import BoundedMap

from .view import StateView

KINDS = tuple(kind for kind in ItemKind if kind != ItemKind.ADAPTATION)

NOT_BUNDLED = frozenset({"html", "searchText", "walks"})
"""Fields at any depth: HTML is made from the tree, and the others are for search and for authors."""

MOST_VERSIONS = 256
"""Of all states and languages, whose contents a process knows."""


class Entry(NamedTuple):
    """What a bundle has of one item."""

    kind: str
    version: str
    path: str
    is_confidential: bool

    def is_replaced_by(self, later: Entry | None) -> bool:
        """Whether a reader must delete its copy, whatever comes instead: it was withdrawn, moved or made secret."""
        return later is None or later.path != self.path or (later.is_confidential and not self.is_confidential)


Contents = Mapping[str, Entry]
"""The entries of a bundle, by key."""


class Tombstone(NamedTuple):
    """An item whose copy a reader deletes."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a reader puts into its copy after it has deleted the tombstones.

    Attributes:
        version: of the copy afterwards.
        items: as they are served, in published order by kind; of rich texts there are the tree and the plain text.
        is_whole: whether these are all the items, so that whatever else a copy has is to be deleted, too.
    """

    version: str
    items: tuple[Mapping[str, Any], ...]
    tombstones: tuple[Tombstone, ...] = ()
    is_whole: bool = True


_lock = threading.Lock()
_of_views: WeakKeyDictionary[StateView, tuple[str, Contents]] = WeakKeyDictionary()
_known: BoundedMap[tuple[int, str, str], Contents] = BoundedMap(MOST_VERSIONS)


def bundle_of(view: StateView, since: str | None = None) -> Bundle:
    """Return what a view serves, as a reader needs it who has a version.

    Drafts are in no view, nor is where a confidential office is.

    Args:
        since: the version that the reader has. One that this process does not know gives the whole, as does None.
    """
    version, contents = _contents_of(view)
    earlier = None if since is None else _known.get((view.tenant.id, view.locale, since))
    if earlier is None:
        return Bundle(version, tuple(_bundled(item) for item in items_of(view)))
    return Bundle(
        version,
        tuple(_bundled(item) for item in items_of(view) if contents[item["key"]] != earlier.get(item["key"])),
        tuple(Tombstone(entry.kind, key) for key, entry in earlier.items() if entry.is_replaced_by(contents.get(key))),
        is_whole=False,
    )


def is_known(view: StateView, version: str) -> bool:
    """Whether what changed since a version can be said; of any other the whole is given."""
    return _known.get((view.tenant.id, view.locale, version)) is not None


def version_of(view: StateView) -> str:
    """Return the version of what a view serves."""
    return _contents_of(view)[0]


def items_of(view: StateView) -> Iterator[Item]:
    """Return the items of a view by kind, in published order, and who answers for the kinds of office it lacks."""
    for kind in KINDS:
        yield from view.all(kind)
    yield from view.directory.substitutes()


def reset() -> None:
    """Forget every version: for tests, as after a restart of the process."""
    with _lock:
        _of_views.clear()
    _known.clear()


def _contents_of(view: StateView) -> tuple[str, Contents]:
    with _lock:
        known = _of_views.get(view)
    if known is not None:
        return known
    contents = {item["key"]: _entry_of(item) for item in items_of(view)}
    version = hashlib.sha256(orjson.dumps(sorted((key, *entry) for key, entry in contents.items()))).hexdigest()[:20]
    _known.put((view.tenant.id, view.locale, version), contents)
    with _lock:
        _of_views[view] = version, contents
    return version, contents


def _entry_of(item: Item) -> Entry:
    fields = cast(Mapping[str, Any], item)
    return Entry(item["kind"], item["version"], item["path"], bool(fields.get("isConfidential")))


def _bundled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _bundled(inner) for name, inner in value.items() if name not in NOT_BUNDLED}
    return [_bundled(inner) for inner in value] if isinstance(value, list | tuple) else value
