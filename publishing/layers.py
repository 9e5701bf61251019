"""The layers of published content: what the library has, and what each state has of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from content_models.kinds import ItemKind
from content_models.overlay import Adaptation, Edition, Origin
from tenants.models import LIBRARY_ID

from .adaptations import adaptation_of
from .rows import StoredDocument, StoredItem, StoredPin, StoredRedirect, read_keys

Rows = Mapping[str, StoredItem]
"""The rows of one item by language, the leading language first."""

Pins = Mapping[str, Mapping[str, StoredPin]]
"""The pins that a state holds, by key and language."""


@dataclass(frozen=True, slots=True)
class Layer:
    """All that one tenant has published, at one version. Immutable; a later version shares what did not change."""

    tenant_id: int
    languages: tuple[str, ...] = ()
    version: int = 0
    rows: Mapping[str, Rows] = field(default_factory=dict)
    redirects: Mapping[tuple[str, str], str] = field(default_factory=dict)
    editions: Mapping[str, Edition] = field(default_factory=dict)
    adaptations: Mapping[str, Adaptation] = field(default_factory=dict)
    pins: Pins = field(default_factory=dict)

    def changed(
        self,
        version: int,
        items: Iterable[StoredItem],
        redirects: Iterable[StoredRedirect],
        pins: Iterable[StoredPin] = (),
    ) -> Layer:
        """The layer at a later version, given the rows that changed since, tombstones and pins let go included."""
        by_key: dict[str, dict[str, StoredItem]] = {}
        for item in items:
            of_key = by_key.get(item.key)
            if of_key is None:
                of_key = by_key[item.key] = dict(self.rows.get(item.key, ()))
            of_key[item.locale] = item
        rows = {**self.rows, **{key: _in_order(of_key, self.languages) for key, of_key in by_key.items()}}
        editions = {key: edition for key, edition in self.editions.items() if key not in by_key}
        for key in by_key:
            edition = edition_of(rows[key].values())
            if edition is not None:
                editions[key] = edition
        adaptations = self.adaptations
        if any(row.kind == ItemKind.ADAPTATION for of_key in by_key.values() for row in of_key.values()):
            adaptations = _unchanged_kept(self.adaptations, _adaptations(rows.values()))
        left = {(redirect.locale, redirect.old_path): redirect.key for redirect in redirects}
        return Layer(
            self.tenant_id,
            self.languages,
            version,
            rows,
            {**self.redirects, **left},
            editions,
            adaptations,
            _held(self.pins, pins),
        )

    def in_languages(self, languages: tuple[str, ...]) -> Layer:
        """The layer with another order of its languages."""
        if languages == self.languages:
            return self
        items = [row for of_key in self.rows.values() for row in of_key.values()]
        redirects = [StoredRedirect(self.tenant_id, *where, key) for where, key in self.redirects.items()]
        pins = [pin for of_key in self.pins.values() for pin in of_key.values()]
        return Layer(self.tenant_id, languages).changed(self.version, items, redirects, pins)

    def adopted(self, pins: Pins) -> Layer:
        """The library as a state serves it: what it has pinned as its editions say, and nothing that it holds back.

        A pinned item stands where the library has it now. What the library has withdrawn is withdrawn here too.
        """
        if not pins:
            return self
        rows, editions = dict(self.rows), dict(self.editions)
        for key, of_key in pins.items():
            rows[key] = _adopted(self.rows.get(key, {}), of_key)
            editions.pop(key, None)
            edition = edition_of(rows[key].values())
            if edition is not None:
                editions[key] = edition
        redirects = {where: key for where, key in self.redirects.items() if rows.get(key)}
        return replace(self, rows=rows, editions=editions, redirects=redirects)


class Documents(Mapping[str, Mapping[str, Any]]):
    """The documents of one item by language, each read when it is looked into."""

    def __init__(self, stored: Mapping[str, StoredDocument]) -> None:
        self._stored = stored

    def __getitem__(self, locale: str) -> Mapping[str, Any]:
        return self._stored[locale].read()

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

    Readers are served from memory instead (`state_view`). Keys with nothing published are left out.

    Args:
        locales: BCP 47 tags in order of fallback; none means all.
    """
    library: dict[str, dict[str, StoredItem]] = defaultdict(dict)
    own: dict[str, dict[str, StoredItem]] = defaultdict(dict)
    for row in read_keys(tenant_id, keys, locales):
        (library if row.tenant_id == LIBRARY_ID else own)[row.key][row.locale] = row
    order = tuple(locales)
    adapting = _adapting(_in_order(rows, order) for rows in own.values())
    found: dict[str, Layers] = {}
    for key in keys:
        of_library = edition_of(_in_order(library.get(key, {}), order).values())
        of_state = edition_of(_in_order(own.get(key, {}), order).values())
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


def _adopted(rows: Rows, pins: Mapping[str, StoredPin]) -> dict[str, StoredItem]:
    adopted = {}
    for locale, row in rows.items():
        pin = pins.get(locale) if row.is_live else None
        if pin is None:
            adopted[locale] = row
        elif pin.number:
            adopted[locale] = row.adopted_as(pin.number, pin.document, pin.published_at)
    return adopted


def _held(before: Pins, changed: Iterable[StoredPin]) -> dict[str, Mapping[str, StoredPin]]:
    pins = dict(before)
    for pin in changed:
        of_key = {locale: held for locale, held in pins.get(pin.key, {}).items() if locale != pin.locale}
        pins[pin.key] = of_key if pin.number is None else {**of_key, pin.locale: pin}
    return {key: of_key for key, of_key in pins.items() if of_key}


def _in_order(rows: Rows, languages: tuple[str, ...]) -> Rows:
    if len(rows) == 1:
        return rows
    order = [*(tag for tag in languages if tag in rows), *sorted(set(rows) - set(languages))]
    return {tag: rows[tag] for tag in order}


def _adaptations(rows: Iterable[Rows]) -> dict[str, Adaptation]:
    return {key: adaptation_of(of_target) for key, of_target in _adapting(rows).items()}


def _adapting(rows: Iterable[Rows]) -> dict[str, list[StoredItem]]:
    """The rows of adaptations by the key of what they adapt."""
    by_target: dict[str, list[StoredItem]] = defaultdict(list)
    for of_key in rows:
        for row in of_key.values():
            if row.is_live and row.kind == ItemKind.ADAPTATION:
                by_target[str(row.document["adaptsKey"])].append(row)
    return by_target


def _unchanged_kept(before: Mapping[str, Adaptation], after: Mapping[str, Adaptation]) -> dict[str, Adaptation]:
    """The same adaptations as the very same objects: by them composed items know that nothing changed."""
    return {key: before[key] if before.get(key) == adaptation else adaptation for key, adaptation in after.items()}
