"""The layers of published content: what the library has, and what each state has of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from content_models.kinds import ItemKind
from content_models.overlay import Adaptation, Edition, Origin
from content_models.shapes.documents import ItemDocument
from tenants.models import LIBRARY_ID

from .adaptations import adaptation_of
from .rows import StoredDocument, StoredItem, read_keys

Rows = Mapping[str, StoredItem]
"""The rows of one item by language, the leading language first."""


class Documents(Mapping[str, ItemDocument]):
    """The documents of one item by language, each read when it is looked into."""

    def __init__(self, stored: Mapping[str, StoredDocument]) -> None:
        self._stored = stored

    def __getitem__(self, locale: str) -> ItemDocument:
        return cast(ItemDocument, self._stored[locale].read())

    def __contains__(self, locale: object) -> bool:
        return locale in self._stored

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


@dataclass(frozen=True, slots=True)
class Layers:
    """What there is of one item for one state.

    Attributes:
        adaptation: what the state changes, in all its languages.
        adaptations: the same, as each language has it.
    """

    library: Edition | None
    own: Edition | None
    adaptation: Adaptation | None
    adaptations: Mapping[str, Adaptation] = field(default_factory=dict)


def layers(tenant_id: int, locales: Collection[str], keys: Collection[str]) -> dict[str, Layers]:
    """Load the layers of some items for one state, in one statement: for previews, checks and exports.

    Readers are served from the cache instead (`state_view`). Keys with nothing published are left out.

    Args:
        locales: BCP 47 tags in order of fallback; none means all.
    """
    library: dict[str, dict[str, StoredItem]] = defaultdict(dict)
    own: dict[str, dict[str, StoredItem]] = defaultdict(dict)
    for row in read_keys(tenant_id, keys, locales):
        (library if row.tenant_id == LIBRARY_ID else own)[row.key][row.locale] = row
    order = tuple(locales)
    adapting = adapting_rows(in_order(rows, order) for rows in own.values())
    found: dict[str, Layers] = {}
    for key in keys:
        of_library = edition_of(in_order(library.get(key, {}), order).values())
        of_state = edition_of(in_order(own.get(key, {}), order).values())
        if of_library or of_state:
            rows = adapting.get(key, ())
            by_language = {row.locale: adaptation_of([row]) for row in rows}
            found[key] = Layers(of_library, of_state, adaptation_of(rows) if rows else None, by_language)
    return found


def edition_of(rows: Iterable[StoredItem]) -> Edition | None:
    """One item in all its languages, from its rows; None when none is live or it is an adaptation."""
    documents: dict[str, StoredDocument] = {}
    numbers: dict[str, int] = {}
    published: dict[str, datetime] = {}
    first = None
    for row in rows:
        if row.is_live and row.kind != ItemKind.ADAPTATION:
            first = first or row
            documents[row.locale], numbers[row.locale], published[row.locale] = (
                row.stored,
                row.edition,
                row.published_at,
            )
    if first is None:
        return None
    origin = Origin.LIBRARY if first.tenant_id == LIBRARY_ID else Origin.LOCAL
    return Edition(first.key, first.kind, origin, Documents(documents), numbers, published)


def in_order(rows: Rows, languages: tuple[str, ...]) -> Rows:
    """The rows of one item in the order of its tenant's languages, others after them."""
    if len(rows) == 1:
        return rows
    order = [*(tag for tag in languages if tag in rows), *sorted(set(rows) - set(languages))]
    return {tag: rows[tag] for tag in order}


def adaptations_in(rows: Iterable[Rows]) -> dict[str, Adaptation]:
    """What a state changes, by the key of what it adapts, in all its languages."""
    return {key: adaptation_of(of_target) for key, of_target in adapting_rows(rows).items()}


def adapting_rows(rows: Iterable[Rows]) -> dict[str, list[StoredItem]]:
    """The rows of adaptations by the key of what they adapt."""
    by_target: dict[str, list[StoredItem]] = defaultdict(list)
    for of_key in rows:
        for row in of_key.values():
            if row.is_live and row.kind == ItemKind.ADAPTATION:
                by_target[row.adaptation["adaptsKey"]].append(row)
    return by_target
