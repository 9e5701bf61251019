"""Every address, as Django resolves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern.

    Attributes:
        view_name: as `ResolverMatch.view_name` has it: with all namespaces, or the path of the view's function.
        pattern: the whole pattern from the root, such as `admin/pages/<int:page_id>/edit/`.
        parameters: names of the parameters that the pattern has.
    """

    view_name: str
    pattern: str
    parameters: tuple[str, ...]


def all_addresses() -> list[Address]:
    """Return all patterns, those of included modules too."""
    return list(_below(get_resolver(), (), "", ()))


def admin_addresses() -> list[Address]:
    """Return those below the administration's own address."""
    root = reverse("wagtailadmin_home").lstrip("/")
    return [address for address in all_addresses() if address.pattern.startswith(root)]


def _below(
    resolver: URLResolver, namespaces: tuple[str, ...], before: str, parameters: tuple[str, ...]
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        pattern: Any = entry.pattern
        whole, named = before + str(pattern), (*parameters, *(pattern.regex.groupindex or pattern.converters))
        if isinstance(entry, URLPattern):
            yield Address(":".join((*namespaces, entry.name or entry.lookup_str)), whole, named)
        else:
            yield from _below(entry, (*namespaces, *filter(None, [entry.namespace])), whole, named)
