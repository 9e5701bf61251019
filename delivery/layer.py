"""All that one tenant has published, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from content_models.kinds import ItemKind
from content_models.overlay import Adaptation, Edition
from publishing.layers import Rows, adaptations_in, edition_of, in_order
from publishing.rows import StoredItem

from .stored_changes import StoredModel, StoredPin, StoredRedirect

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
    models: Mapping[str, StoredModel] = field(default_factory=dict)
    """What search learned from the tenant's examples, by language."""

    def changed(
        self,
        version: int,
        items: Iterable[StoredItem],
        redirects: Iterable[StoredRedirect],
        pins: Iterable[StoredPin] = (),
        models: Iterable[StoredModel] = (),
    ) -> Layer:
        """The layer at a later version.

        Args:
            items: the rows that changed since, tombstones included.
            redirects: the paths that were left since.
            pins: those that changed since; one with the number None was released.
            models: those that were trained since.
        """
        by_key: dict[str, dict[str, StoredItem]] = {}
        for item in items:
            of_key = by_key.get(item.key)
            if of_key is None:
                of_key = by_key[item.key] = dict(self.rows.get(item.key, ()))
            of_key[item.locale] = item
        rows = {**self.rows, **{key: in_order(of_key, self.languages) for key, of_key in by_key.items()}}
        editions = {key: edition for key, edition in self.editions.items() if key not in by_key}
        for key in by_key:
            edition = edition_of(rows[key].values())
            if edition is not None:
                editions[key] = edition
        adaptations = self.adaptations
        if any(row.kind == ItemKind.ADAPTATION for of_key in by_key.values() for row in of_key.values()):
            adaptations = _reuse_unchanged(self.adaptations, adaptations_in(rows.values()))
        left = {(redirect.locale, redirect.old_path): redirect.key for redirect in redirects}
        return Layer(
            self.tenant_id,
            self.languages,
            version,
            rows,
            {**self.redirects, **left},
            editions,
            adaptations,
            _pinned(self.pins, pins),
            {**self.models, **{model.locale: model for model in models}},
        )

    def in_languages(self, languages: tuple[str, ...]) -> Layer:
        """The layer with another order of its languages.

        Args:
            languages: BCP 47 tags in the order of fallback.
        """
        if languages == self.languages:
            return self
        items = [row for of_key in self.rows.values() for row in of_key.values()]
        redirects = [StoredRedirect(self.tenant_id, *where, key) for where, key in self.redirects.items()]
        pins = [pin for of_key in self.pins.values() for pin in of_key.values()]
        return Layer(self.tenant_id, languages).changed(self.version, items, redirects, pins, self.models.values())

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


def _adopted(rows: Rows, pins: Mapping[str, StoredPin]) -> dict[str, StoredItem]:
    adopted = {}
    for locale, row in rows.items():
        pin = pins.get(locale) if row.is_live else None
        if pin is None:
            adopted[locale] = row
        elif pin.number:
            adopted[locale] = row.adopted_as(pin.number, pin.document, pin.published_at)
    return adopted


def _pinned(before: Pins, changed: Iterable[StoredPin]) -> dict[str, Mapping[str, StoredPin]]:
    pins = dict(before)
    for pin in changed:
        of_key = {locale: held for locale, held in pins.get(pin.key, {}).items() if locale != pin.locale}
        pins[pin.key] = of_key if pin.number is None else {**of_key, pin.locale: pin}
    return {key: of_key for key, of_key in pins.items() if of_key}


def _reuse_unchanged(before: Mapping[str, Adaptation], after: Mapping[str, Adaptation]) -> dict[str, Adaptation]:
    """Return equal adaptations as the same objects: composed items compare them by identity."""
    return {key: before[key] if before.get(key) == adaptation else adaptation for key, adaptation in after.items()}
