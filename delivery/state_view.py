"""The only ways to a state's content: `for_viewer`, and `in_transaction` for changes.

There is no other lookup by tenant on the reading side.
"""

from __future__ import annotations

from functools import partial

from django.db import DEFAULT_DB_ALIAS, connection

from content_models.languages import bcp47
from publishing.errors import LocaleNotServed, NotInTransaction, NotVisible, StoreUnavailable
from publishing.rows import read_examples
from publishing.served_languages import DEFAULT_LOCALE
from tenants.models import LIBRARY_ID, KeyKind
from tenants.viewer import Viewer, ViewerKind

from .cache import CHANNEL, Inventory, StateViewCache
from .composition import Composer
from .loading import LoadedTenant, load_tenants
from .tenant_info import TenantInfo
from .view import Resolution, StateView

__all__ = [
    "CHANNEL",
    "Inventory",
    "LocaleNotServed",
    "NotVisible",
    "Resolution",
    "StateView",
    "StoreUnavailable",
    "TenantInfo",
    "for_viewer",
    "generation",
    "in_transaction",
    "inventory",
    "is_unavailable",
    "library_locales",
    "of_library",
    "on_notification",
    "reset",
    "search_has_learned",
    "tenants_of",
]

_cache = StateViewCache()


def for_viewer(viewer: Viewer, code: str, locale: str | None = None) -> StateView:
    """What one of the viewer's states serves, in one language.

    Args:
        code: of the state, such as `TAB`.
        locale: BCP 47 tag, in any case; None is the state's first language.
    Raises:
        NotVisible: not one of the viewer's states, suspended (its people still see it), not launched yet (for hosts and
            publishable keys), or no state at all: the same answer.
        LocaleNotServed: the state has no content in that language; the error lists those that it has.
        StoreUnavailable: the database does not answer, and the state is not cached.
    """
    loaded = _visible(viewer, code)
    tag = _served_tag(loaded.info, locale)
    view = _cache.view(loaded.info.id, tag)
    if view.tenant is not loaded.info:
        # The state was read anew for its view: what may be seen is judged by that.
        _check_visible(viewer, view.tenant)
    return view


def of_library(locale: str) -> StateView:
    """What the library has in one language (its first one where it lacks that), with nothing of any state.

    For its editors; readers get it through a state.

    Args:
        locale: BCP 47 tag.
    Raises:
        StoreUnavailable: the database does not answer, and the library is not cached.
    """
    return _cache.library_view(locale)


def library_locales() -> tuple[str, ...]:
    """Return the library's languages, BCP 47 tags in their order of fallback.

    Raises:
        StoreUnavailable: as for `of_library`.
    """
    return of_library(DEFAULT_LOCALE).locales


def in_transaction(viewer: Viewer, code: str, locale: str | None = None) -> StateView:
    """What `for_viewer` gives, as the present transaction has it: read in it, what it has written included.

    For checks and changes that depend on what is published: the cache may be older than the rows that the transaction
    has locked, and must never contain what it has written. The view is not cached, so reading from it needs the
    database.

    Args:
        code, locale: as for `for_viewer`.
    Raises:
        NotInTransaction: there is none.
        NotVisible, LocaleNotServed: as for `for_viewer`.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    tenant_id = viewer.tenants.get(code)
    if tenant_id is None:
        raise NotVisible
    loaded = load_tenants({LIBRARY_ID: None, tenant_id: None}, using=DEFAULT_DB_ALIAS)
    if len(loaded) < 2:
        raise NotVisible
    own, library = loaded[tenant_id], loaded[LIBRARY_ID]
    _check_visible(viewer, own.info)
    return StateView(
        tenant=own.info,
        library=library.info,
        locale=_served_tag(own.info, locale),
        library_layer=library.layer,
        own_layer=own.layer,
        composer=Composer(),
        read_examples=partial(read_examples, using=DEFAULT_DB_ALIAS),
    )


def tenants_of(viewer: Viewer) -> tuple[TenantInfo, ...]:
    """The viewer's states that it may see now, by code.

    Raises:
        StoreUnavailable: the database does not answer, and one of the states is not cached.
    """
    _cache.load(sorted(viewer.tenants.values()))
    found = []
    for code in sorted(viewer.tenants):
        try:
            found.append(_visible(viewer, code).info)
        except NotVisible:
            continue
    return tuple(found)


def on_notification(payload: str | None) -> None:
    """Invalidate what a notification names; subscribed to the channel when the application starts.

    Args:
        payload: `"<tenant id>:<version>"`; None: anything may have changed.
    """
    _cache.on_notification(payload)


def generation() -> int:
    """Return a number that rises with each change of a state that this process is notified of."""
    return _cache.generation


def is_unavailable() -> bool:
    """Return whether the last query got no answer, so that the cache is served as it is."""
    return _cache.is_unavailable


def inventory() -> Inventory:
    """Return what this process has cached."""
    return _cache.inventory()


def search_has_learned() -> bool | None:
    """Return whether search has what it learned from the library's examples, in the library's first language.

    False: words alone decide, as there is no model, or it is damaged or of another format. None: the library is not
    cached, or what is cached has been learned from since.
    """
    return _cache.has_learned()


def reset() -> None:
    """Clear this process's cache: for tests, and after a restored backup."""
    _cache.reset()


def _visible(viewer: Viewer, code: str) -> LoadedTenant:
    tenant_id = viewer.tenants.get(code)
    loaded = None if tenant_id is None else _cache.tenant(tenant_id)
    if loaded is None:
        raise NotVisible
    _check_visible(viewer, loaded.info)
    return loaded


def _check_visible(viewer: Viewer, info: TenantInfo) -> None:
    is_public = viewer.kind == ViewerKind.HOST or viewer.key_kind == KeyKind.PUBLISHABLE
    is_staff = viewer.kind == ViewerKind.USER  # whose work goes on while a state is suspended
    if (info.is_suspended and not is_staff) or (is_public and not info.is_launched):
        raise NotVisible


def _served_tag(info: TenantInfo, locale: str | None) -> str:
    """Return the BCP 47 tag of a language that a state serves; None asks for its first one."""
    tag = info.default_locale if locale is None else bcp47(locale)
    if tag not in info.locales:
        raise LocaleNotServed(locale=locale or tag, served=info.locales)
    return tag
