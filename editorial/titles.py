"""The titles of what documents refer to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from publishing.adaptations import LISTS_OF_REFERENCES, REFERENCES
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope


def national_titles(documents: Iterable[Mapping[str, Any]], locale: str) -> dict[str, str]:
    """The titles of the library's items that some documents refer to, by key: in a language, or in any. One query."""
    return _titles(documents, locale, [LIBRARY_ID])


def titles_of(documents: Iterable[Mapping[str, Any]], locale: str, tenant_ids: Collection[int]) -> dict[str, str]:
    """The same of the library's and some tenants' items. One query in a scope."""
    with tenant_scope(tenant_ids):
        return _titles(documents, locale, [LIBRARY_ID, *tenant_ids])


def _titles(documents: Iterable[Mapping[str, Any]], locale: str, tenant_ids: Collection[int]) -> dict[str, str]:
    keys = {key for document in documents for key in _keys_in(document)}
    if not keys:
        return {}
    rows = ContentItem.objects.filter(tenant__in=tenant_ids).live().filter(key__in=keys)
    found: dict[str, str] = {}
    for key, language, title in rows.values_list("key", "locale", "document__title"):
        if key not in found or language == locale:
            found[key] = str(title)
    return found


def _keys_in(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner_name, inner in value.items():
            yield from _keys_in(inner, inner_name)
    elif isinstance(value, list):
        for inner in value:
            if name in LISTS_OF_REFERENCES and isinstance(inner, str):
                yield inner
            else:
                yield from _keys_in(inner, name)
    elif name in REFERENCES and isinstance(value, str):
        yield value
