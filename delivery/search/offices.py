"""Offices are found by the words of their organization, too, and of what such organizations do."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace

from content_models.kinds import ItemKind

from .documents import IndexedDocument

ORGANIZATION_WEIGHT = 0.55
"""Weight of a word of its organization, compared with a word of the office itself."""

_shared: weakref.WeakValueDictionary[tuple[IndexedDocument, ...], IndexedDocument] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def with_needs(rows: Iterable[IndexedDocument]) -> list[IndexedDocument]:
    """The same items, each office with the words of its organization and of the kind of organization it belongs to."""
    rows = list(rows)
    organizations = [row for row in rows if row.kind == ItemKind.ORGANIZATION]
    return [_office(row, organizations) if row.kind == ItemKind.OFFICE else row for row in rows]


def _office(office: IndexedDocument, organizations: Sequence[IndexedDocument]) -> IndexedDocument:
    of_kind = [row for row in organizations if row.facts.organization_kind == office.facts.organization_kind]
    own = [row for row in of_kind if row.key == office.facts.refers_to]
    # The description of a kind says most; a state's own organization only adds whose it is.
    described = max(of_kind, key=lambda row: (len(row.facts.text), row.key), default=None)
    sources = tuple(dict.fromkeys([*own, *([described] if described else [])]))
    identity = (office, *sources)
    with _lock:
        cached = _shared.get(identity)
    if cached is None:
        made = _with_organization_words(office, sources)
        with _lock:
            cached = _shared.setdefault(identity, made)
    return cached


def _with_organization_words(office: IndexedDocument, sources: Sequence[IndexedDocument]) -> IndexedDocument:
    term_weights = dict(office.term_weights)
    for source in sources:
        for stem, weight in source.term_weights.items():
            term_weights[stem] = max(term_weights.get(stem, 0.0), weight * ORGANIZATION_WEIGHT)
    # What the name of its organization adds to the name of the kind is whose it is: “Fiscalía … de Tabasco”.
    names = [frozenset(source.phrases[0]) for source in sources if source.phrases]
    whose = names[0] - names[1] if len(names) == 2 else frozenset()
    return replace(office, term_weights=term_weights, whose=whose)
