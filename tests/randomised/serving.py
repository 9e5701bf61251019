"""What a process serves: all of each state in each language, and whom each key and host lets in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from content_models.kinds import ItemKind
from delivery import state_view
from delivery.view import StateView
from publishing.errors import DomainError
from tenants import edge
from tenants.errors import HostUnknown, KeyRefused
from tenants.viewer import Viewer, ViewerKind

INSTANT = datetime(2027, 1, 1, 12, tzinfo=UTC)
SEARCHED = ("denuncia", "defensor", "English")

Served = dict[str, Any]
"""JSON, so that two processes' can be compared, and what differs be named."""


def viewer_of(code: str, tenant_id: int) -> Viewer:
    """Somebody who may read a state."""
    return Viewer(kind=ViewerKind.CLIENT, tenants={code: tenant_id})


def served(tenants: Mapping[str, int], *, paths: Iterable[str], keys: Iterable[str], hosts: Iterable[str]) -> Served:
    """What this process serves now.

    Args:
        tenants: primary keys of the states, by code.
        paths: that pages have had at any time.
    """
    found: Served = {f"key {raw}": _let_in_by_key(raw) for raw in keys}
    found |= {f"host {host}": _let_in_by_host(host) for host in hosts}
    for code, tenant_id in tenants.items():
        viewer = viewer_of(code, tenant_id)
        try:
            locales = state_view.for_viewer(viewer, code).locales
        except DomainError as error:
            found[code] = error.code
            continue
        for locale in locales:
            found[f"{code} {locale}"] = _of_view(state_view.for_viewer(viewer, code, locale), paths)
    found["library"] = _of_view(state_view.of_library("es-MX"), paths)
    return found


def _of_view(view: StateView, paths: Iterable[str]) -> Served:
    kinds = [kind for kind in ItemKind if kind is not ItemKind.ADAPTATION]
    in_order = {kind: [item["key"] for item in view.all(kind)] for kind in kinds}
    items = {key: view[key] for of_kind in in_order.values() for key in of_kind}
    return {
        "version": view.version,
        "settings": _digest({name: getattr(view.tenant, name) for name in _SETTINGS}),
        "holidays": _digest([repr(holiday) for holiday in view.directory.holidays(INSTANT)]),
        "in order": in_order,
        "items": {key: f"{item['title']} {_digest(item)}" for key, item in items.items()},
        "offices": [hit.item["key"] for hit in view.directory.offices_for("PROSECUTOR")],
        "found": {words: [hit.key for hit in view.search(words).hits] for words in SEARCHED},
        "paths": {path: _resolved(view, path) for path in sorted({*paths, *(item["path"] for item in items.values())})},
    }


_SETTINGS = ("name", "phones", "languages", "theme", "time_zone", "status", "default_locale", "locales")


def _resolved(view: StateView, path: str) -> list[Any]:
    found = view.resolve(path)
    children = [child["key"] for child in view.children(path)]
    return [found.item and found.item["key"], found.redirect_to, found.is_gone, children]


def _let_in_by_key(raw: str) -> str:
    try:
        viewer = edge.viewer_for_key(raw)
    except KeyRefused as refused:
        return str(refused.code)
    return f"{viewer.name}: {sorted(viewer.tenants)}"


def _let_in_by_host(host: str) -> str:
    try:
        return str(sorted(edge.viewer_for_host(host).tenants))
    except HostUnknown:
        return "unknown"


def _digest(value: Any) -> str:
    text = orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(text).hexdigest()[:16]


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)
