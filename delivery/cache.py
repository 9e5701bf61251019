"""Cache of layers and state views, by tenant and version.

Notifications name the tenant that has a newer version; the next request for it loads what changed since, in one
statement, and the views of all others stay as they are. While the database is unavailable, the cache is served as it
is.

A library publish and the pins that it makes are one transaction, but several tenants' versions. So that no reader gets
one without the other, a view of a state that reviews first is made of two layers of one instant
(`LoadedTenant.is_consistent_with`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from publishing.errors import StoreUnavailable
from tenants.bounded import BoundedMap
from tenants.change_counter import change_counter
from tenants.databases import READER
from tenants.models import LIBRARY_CODE, LIBRARY_ID
from tenants.reconnecting import with_reconnect

from .composition import Composer
from .layer import Layer
from .loading import LoadedTenant, load_tenants
from .stored_changes import read_versions
from .tenant_info import TenantInfo
from .view import StateView

logger = logging.getLogger(__name__)

CHANNEL = "jpt_content"
UNAVAILABLE_SECONDS = 1.0
"""How long the database is not asked again after it did not answer, so that readers do not queue up behind it."""

NOTHING_OWN = Layer(0)
"""The state's layer of the library alone: it has nothing."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the cache contains.

    Args:
        views: the number of views of a state in a language.
        documents: published ones, by code of the tenant.
        versions: the newest known, by code of the tenant.
    """

    views: int
    documents: dict[str, int]
    versions: dict[str, int]

    @property
    def states(self) -> list[str]:
        """Codes of the states that can be served from the cache alone: none without the library."""
        codes = sorted(code for code in self.versions if code != LIBRARY_CODE)
        return codes if LIBRARY_CODE in self.versions else []


class StateViewCache:
    """Layers and views of this process. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._tenants: dict[int, LoadedTenant] = {}
        self._stale: dict[int, int] = {}
        self._composer = Composer()
        self._locks: dict[int, threading.Lock] = {}
        self._state_lock = threading.Lock()  # never held during a query
        self._epoch = 0
        """Rises when the cache is cleared: what was being loaded then is not stored."""
        self._unavailable_until = 0.0
        self.generation = 0
        """Rises with each change; a view that was marked current at this generation still is."""
        self._current: dict[tuple[int, str], tuple[int, StateView]] = {}

    @cached_property
    def _views(self) -> BoundedMap[tuple[int, str], StateView]:
        return BoundedMap(settings.STATE_VIEWS_IN_MEMORY)

    def tenant(self, tenant_id: int) -> LoadedTenant | None:
        """A tenant at its newest known version; None when it does not exist.

        Raises:
            StoreUnavailable: the database does not answer, and the tenant is not cached.
        """
        cached = self._tenants.get(tenant_id)
        if cached is not None and tenant_id not in self._stale:
            return cached
        # The library is needed next: both in one statement.
        wanted = [tenant_id, LIBRARY_ID] if self._needs_loading(LIBRARY_ID) else [tenant_id]
        return self._refreshed(wanted).get(tenant_id)

    def view(self, tenant_id: int, locale: str) -> StateView:
        """The view of a state's newest known version; the very same object while nothing changed.

        Args:
            locale: BCP 47 tag of a language that the state serves.
        Raises:
            StoreUnavailable: the database does not answer, and no two consistent layers are cached.
        """
        generation = self.generation
        good = self._current.get((tenant_id, locale))
        if good is not None and good[0] == generation:
            return good[1]
        view = self._views.get((tenant_id, locale))
        pair = self._consistent_pair(tenant_id)
        if pair is None:
            if view is None:
                raise StoreUnavailable
            return view
        own, library = pair
        if view is not None and view.is_of(library.layer, own.layer, own.info, library.info):
            self._mark_current(tenant_id, locale, view, generation)
            return view
        with self._locked([tenant_id]):
            # The previous holder of the lock may have loaded newer ones.
            own, library = self._newest_pair(tenant_id) or pair
            return self._composed_view(locale, own.info, own.layer, library)

    def library_view(self, locale: str) -> StateView:
        """The view of the library alone, as if it were a state without anything of its own.

        Args:
            locale: BCP 47 tag; the library's first language stands in for one that it does not have.
        Raises:
            StoreUnavailable: the database does not answer, and the library is not cached.
        """
        library = self.tenant(LIBRARY_ID)
        if library is None:
            raise StoreUnavailable
        tag = locale if locale in library.info.locales else library.info.default_locale
        with self._locked([LIBRARY_ID]):
            return self._composed_view(tag, library.info, NOTHING_OWN, library)

    def _composed_view(self, locale: str, info: TenantInfo, own_layer: Layer, library: LoadedTenant) -> StateView:
        """Return the view of exactly these objects, made if necessary; the caller holds the tenant's lock."""
        view = self._views.get((info.id, locale))
        if view is None or not view.is_of(library.layer, own_layer, info, library.info):
            view = StateView(
                tenant=info,
                library=library.info,
                locale=locale,
                library_layer=library.layer,
                own_layer=own_layer,
                composer=self._composer,
                earlier=view,
            )
            with self._state_lock:
                self._views.put((info.id, locale), view)
                self._current.clear()  # another view may have been evicted
        return view

    def load(self, tenant_ids: list[int]) -> None:
        """Load tenants that are not cached or stale, in as few statements as for one.

        Raises:
            StoreUnavailable: the database does not answer, and one of them is not cached.
        """
        if any(map(self._needs_loading, tenant_ids)):
            self._refreshed(tenant_ids)

    def on_notification(self, payload: str | None) -> None:
        """Mark a tenant (`"<id>:<version>"`) as stale; None: compare the versions of all cached ones."""
        if payload is None:
            self._compare_versions()
            return
        tenant_id, _, version = payload.partition(":")
        self._mark_stale(int(tenant_id), int(version))

    def inventory(self) -> Inventory:
        """Return what the cache contains now."""
        layers = {one.info.code: one.layer for one in list(self._tenants.values())}
        documents = {code: len(layer.rows) for code, layer in layers.items()}
        return Inventory(len(self._views), documents, {code: layer.version for code, layer in layers.items()})

    def has_learned(self) -> bool | None:
        """Return whether search has what it learned from the library's examples.

        None: the library is not cached, or a newer one is known, which may have it and is read with the next request.
        """
        library = self._tenants.get(LIBRARY_ID)
        if library is None:
            return None
        stored = library.layer.models.get(library.info.default_locale)
        has_learned = stored is not None and stored.model is not None
        return None if LIBRARY_ID in self._stale and not has_learned else has_learned

    def reset(self) -> None:
        """Clear the cache."""
        with self._state_lock:
            self._epoch += 1
            self._tenants.clear()
            self._stale.clear()
            self._views.clear()
            self._current.clear()
            self._composer = Composer()  # a version number may come again with other content
            self._unavailable_until = 0.0
            self._count_change()

    def _count_change(self) -> None:
        self.generation += 1
        change_counter.add()

    @property
    def is_unavailable(self) -> bool:
        """Whether the last query got no answer, so that the cache is served as it is."""
        return time.monotonic() < self._unavailable_until

    def _mark_current(self, tenant_id: int, locale: str, view: StateView, generation: int) -> None:
        """Mark a view as current, unless a newer version is known: it is then only the best one available."""
        with self._state_lock:
            is_newest = generation == self.generation and not self._stale.keys() & {tenant_id, LIBRARY_ID}
            if is_newest and self._views.get((tenant_id, locale)) is view:
                self._current[tenant_id, locale] = generation, view

    def _mark_stale(self, tenant_id: int, version: int) -> None:
        with self._state_lock:
            cached = self._tenants.get(tenant_id)
            if cached is not None and cached.layer.version >= version:
                return
            # Also of one that is not cached: it may be about to be, as it was before this version.
            self._stale[tenant_id] = max(version, self._stale.get(tenant_id, 0))
            if cached is not None:
                self._count_change()

    def _compare_versions(self) -> None:
        cached = list(self._tenants)
        if not cached:
            return
        try:
            versions = with_reconnect(lambda: read_versions(cached, using=READER), unavailable=StoreUnavailable)
        except StoreUnavailable:
            return
        self._unavailable_until = 0.0
        for tenant_id, version in versions.items():
            self._mark_stale(tenant_id, version)

    def _consistent_pair(self, tenant_id: int) -> tuple[LoadedTenant, LoadedTenant] | None:
        """Return a state and the library at their newest known versions; None when no consistent pair can be loaded."""
        pair = self._newest_pair(tenant_id)
        if pair is not None:
            return pair
        for again in (False, True):
            tenants = self._refreshed([LIBRARY_ID, tenant_id], again=again)
            if len(tenants) == 2 and tenants[tenant_id].is_consistent_with(tenants[LIBRARY_ID]):
                return tenants[tenant_id], tenants[LIBRARY_ID]
        return None

    def _newest_pair(self, tenant_id: int) -> tuple[LoadedTenant, LoadedTenant] | None:
        """Return the cached state and library, if neither is stale and they are consistent."""
        own, library = self._tenants.get(tenant_id), self._tenants.get(LIBRARY_ID)
        if own and library and not self._stale.keys() & {tenant_id, LIBRARY_ID} and own.is_consistent_with(library):
            return own, library
        return None

    def _refreshed(self, tenant_ids: list[int], *, again: bool = False) -> dict[int, LoadedTenant]:
        """Return some tenants at their newest known versions; those that do not exist are left out.

        Args:
            again: load all of them, at one instant, even if they are cached.
        Raises:
            StoreUnavailable: the database does not answer, and one of them is not cached.
        """
        if again or (LIBRARY_ID in tenant_ids and self._needs_loading(LIBRARY_ID)):
            with self._locked(tenant_ids):
                if again or self._needs_loading(LIBRARY_ID):
                    self._load(tenant_ids)  # what is loaded together is consistent
        # The lock of the library is released before those of other states are waited for.
        wanted = [one for one in tenant_ids if self._needs_loading(one)]
        if wanted:
            with self._locked(wanted):
                self._load([one for one in wanted if self._needs_loading(one)])
        tenants = {one: self._tenants[one] for one in tenant_ids if one in self._tenants}
        if len(tenants) < len(set(tenant_ids)) and self.is_unavailable:
            raise StoreUnavailable
        return tenants

    def _needs_loading(self, tenant_id: int) -> bool:
        return tenant_id not in self._tenants or tenant_id in self._stale

    def _load(self, tenant_ids: list[int]) -> None:
        """Load some tenants, again if the cache was cleared meanwhile; the caller holds their locks.

        While the database is unavailable, the cache stays as it is.
        """
        epoch = None
        while epoch != self._epoch and tenant_ids and not self.is_unavailable:
            epoch = self._epoch
            stale_at = {one: self._stale.get(one, 0) for one in tenant_ids}
            before = {one: self._tenants.get(one) for one in tenant_ids}
            try:
                loaded = with_reconnect(lambda: load_tenants(before, using=READER), unavailable=StoreUnavailable)  # noqa: B023 (called at once)
            except StoreUnavailable:
                self._mark_unavailable()
                return
            for tenant_id, tenant in loaded.items():
                self._store(tenant, stale_at[tenant_id], epoch)

    def _mark_unavailable(self) -> None:
        self._unavailable_until = time.monotonic() + UNAVAILABLE_SECONDS
        with self._state_lock:
            self._count_change()
        logger.warning("The database is away: serving what memory knows.")

    def _store(self, new: LoadedTenant, stale_at: int, epoch: int) -> None:
        """Store what was loaded. It is stale no more, unless a newer version was announced meanwhile."""
        with self._state_lock:
            if epoch != self._epoch:
                return  # the cache was cleared meanwhile
            before = self._tenants.get(new.tenant_id)
            self._tenants[new.tenant_id] = new
            if self._stale.get(new.tenant_id, 0) <= max(stale_at, new.layer.version):
                self._stale.pop(new.tenant_id, None)
            if before is not None and before.layer is not new.layer:
                # The notification may come later, and then finds the new version cached: count the change here.
                self._count_change()

    @contextmanager
    def _locked(self, tenant_ids: Iterable[int]) -> Iterator[None]:
        """Lock some tenants: each is loaded and composed by one thread at a time, different ones in parallel."""
        with ExitStack() as stack:
            for tenant_id in sorted(set(tenant_ids)):
                stack.enter_context(self._locks.setdefault(tenant_id, threading.Lock()))
            yield
