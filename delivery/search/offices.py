"""Offices by what one needs there: each answers to the words of its organization, and of what such organizations do."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace

from content_models.kinds import ItemKind

from .documents import IndexedDocument

BORROWED = 0.55
"""How much a word of its organization says about an office, compared with a word of its own."""

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
    lenders = tuple(dict.fromkeys([*own, *([described] if described else [])]))
    identity = (office, *lenders)
    with _lock:
        known = _shared.get(identity)
    if known is None:
        made = _borrowing(office, lenders)
        with _lock:
            known = _shared.setdefault(identity, made)
    return known


def _borrowing(office: IndexedDocument, lenders: Sequence[IndexedDocument]) -> IndexedDocument:
    says = dict(office.says)
    for lender in lenders:
        for stem, weight in lender.says.items():
            says[stem] = max(says.get(stem, 0.0), weight * BORROWED)
    # What the name of its organization adds to the name of the kind is whose it is: “Fiscalía … de Tabasco”.
    names = [frozenset(lender.phrases[0]) for lender in lenders if lender.phrases]
    whose = names[0] - names[1] if len(names) == 2 else frozenset()
    return replace(office, says=says, whose=whose)
