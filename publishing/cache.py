"""What this process remembers of the store, by tenant and version.

Notifications say which tenant has a newer version; the next reader of it loads what changed since, in one statement,
and everybody else's view stays as it is. Without the database, memory serves what it has.

A library publish and the pins that it makes are one transaction, but several tenants' versions. So that no reader meets
the one without the other, a view of a state that reviews first is made of two layers of one instant
(`Known.agrees_with`).
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from tenants.asking import asked
from tenants.bounded import BoundedMap
from tenants.models import LIBRARY_CODE, LIBRARY_ID

from .composition import Composer
from .errors import StoreAway
from .layers import Layer
from .rows import read_changes, read_versions
from .tenant_info import TenantInfo, read_tenants
from .view import StateView

logger = logging.getLogger(__name__)

CHANNEL = "jpt_content"
AWAY_SECONDS = 1.0
"""How long the database is not asked again after it did not answer, so that readers do not queue up behind it."""

NOTHING_OWN = Layer(0)
"""What the library has of its own beside itself."""


@dataclass(frozen=True, slots=True)
class Known:
    """One tenant as memory has it, at one version.

    `library_version` is the library's when this was read; `reviewing` are the states that reviewed first then, of those
    that were asked about (the library is asked about all).
    """

    tenant_id: int
    info: TenantInfo
    layer: Layer
    library_version: int
    reviewing: frozenset[int]

    def agrees_with(self, library: Known) -> bool:
        """Whether a state's layer and the library's may be shown together.

        They may if the state reviewed first at neither instant: whatever the library had was its own to serve.
        """
        is_reviewing = self.tenant_id in self.reviewing or self.tenant_id in library.reviewing
        return not is_reviewing or self.library_version == library.layer.version


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a memory has.

    Args:
        views: how many there are, of states in a language.
        documents: published ones, by code of the tenant.
        versions: the newest known, by code of the tenant.
    """

    views: int
    documents: dict[str, int]
    versions: dict[str, int]

    @property
    def states(self) -> list[str]:
        """Codes of the states that can be served from it alone: none without the library."""
        codes = sorted(code for code in self.versions if code != LIBRARY_CODE)
        return codes if LIBRARY_CODE in self.versions else []


class Memory:
    """Layers and views of this process. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._known: dict[int, Known] = {}
        self._stale: dict[int, int] = {}
        self._composer = Composer()
        self._lock = threading.RLock()
        self._noting = threading.Lock()  # never held while the database is asked
        self._away_until = 0.0
        self.generation = 0
        """Rises whenever something may no longer be as it was; what was found good since then still is."""
        self._good: dict[tuple[int, str], tuple[int, StateView]] = {}

    @cached_property
    def _views(self) -> BoundedMap[tuple[int, str], StateView]:
        return BoundedMap(settings.STATE_VIEWS_IN_MEMORY)

    def tenant(self, tenant_id: int) -> Known | None:
        """A tenant at its newest known version; None when it does not exist.

        Raises:
            StoreAway: the database does not answer, and memory does not know the tenant.
        """
        known = self._known.get(tenant_id)
        if known is not None and tenant_id not in self._stale:
            return known
        with self._lock:
            # What the library has is needed next: both in one go.
            is_known = LIBRARY_ID in self._known and LIBRARY_ID not in self._stale
            return self._refreshed([tenant_id] if is_known else [tenant_id, LIBRARY_ID]).get(tenant_id)

    def view(self, tenant_id: int, locale: str) -> StateView:
        """The view of a state's newest known version; the very same object while nothing changed.

        Raises:
            StoreAway: the database does not answer, and memory does not have two layers that agree.
        """
        generation = self.generation
        good = self._good.get((tenant_id, locale))
        if good is not None and good[0] == generation:
            return good[1]
        view = self._views.get((tenant_id, locale))
        pair = self._agreeing(tenant_id)
        if pair is None:
            if view is None:
                raise StoreAway
            return view
        own, library = pair
        if view is not None and view.is_of(library.layer, own.layer, own.info, library.info):
            self._found_good(tenant_id, locale, view, generation)
            return view
        with self._lock:
            view = self._views.get((tenant_id, locale))
            if view is None or not view.is_of(library.layer, own.layer, own.info, library.info):
                view = StateView(
                    tenant=own.info,
                    library=library.info,
                    locale=locale,
                    library_layer=library.layer,
                    own_layer=own.layer,
                    composer=self._composer,
                    earlier=view,
                )
                with self._noting:
                    self._views.put((tenant_id, locale), view)
                    self._good.clear()  # perhaps another one had to make room
            return view

    def library_view(self, locale: str) -> StateView:
        """The view of the library alone, as if it were a state without anything of its own.

        Raises:
            StoreAway: the database does not answer, and memory does not know the library.
        """
        library = self.tenant(LIBRARY_ID)
        if library is None:
            raise StoreAway
        tag = locale if locale in library.info.locales else library.info.default_locale
        with self._lock:
            view = self._views.get((LIBRARY_ID, tag))
            if view is None or not view.is_of(library.layer, NOTHING_OWN, library.info, library.info):
                view = StateView(
                    tenant=library.info,
                    library=library.info,
                    locale=tag,
                    library_layer=library.layer,
                    own_layer=NOTHING_OWN,
                    composer=self._composer,
                    earlier=view,
                )
                with self._noting:
                    self._views.put((LIBRARY_ID, tag), view)
                    self._good.clear()  # perhaps another one had to make room
            return view

    def load(self, tenant_ids: list[int]) -> None:
        """Make sure that some tenants are known and current, in as few statements as for one."""
        if any(tenant_id not in self._known or tenant_id in self._stale for tenant_id in tenant_ids):
            with self._lock:
                self._refreshed(tenant_ids)

    def on_notification(self, payload: str | None) -> None:
        """Note that a tenant (`"<id>:<version>"`) has a newer version; None: compare the versions of all known ones."""
        if payload is None:
            self._compare_versions()
            return
        tenant_id, _, version = payload.partition(":")
        self._note(int(tenant_id), int(version))

    def inventory(self) -> Inventory:
        """What there is at this moment."""
        known = {one.info.code: one.layer for one in list(self._known.values())}
        documents = {code: len(layer.rows) for code, layer in known.items()}
        return Inventory(len(self._views), documents, {code: layer.version for code, layer in known.items()})

    def forget_everything(self) -> None:
        """Empty the memory."""
        with self._lock:
            self._known.clear()
            self._stale.clear()
            with self._noting:
                self._views.clear()
                self._good.clear()
            self._composer = Composer()  # versions may come again that say something else
            self._away_until = 0.0
            self.generation += 1

    @property
    def is_away(self) -> bool:
        """Whether the database did not answer when it was last asked, and readers get what memory has."""
        return time.monotonic() < self._away_until

    def _found_good(self, tenant_id: int, locale: str, view: StateView, generation: int) -> None:
        """Remember that a view is current, unless something newer is known of: it is then only the best there is."""
        with self._noting:
            is_newest = generation == self.generation and not self._stale.keys() & {tenant_id, LIBRARY_ID}
            if is_newest and self._views.get((tenant_id, locale)) is view:
                self._good[tenant_id, locale] = generation, view

    def _note(self, tenant_id: int, version: int) -> None:
        with self._noting:
            known = self._known.get(tenant_id)
            if known is not None and known.layer.version < version:
                self._stale[tenant_id] = max(version, self._stale.get(tenant_id, 0))
                self.generation += 1

    def _compare_versions(self) -> None:
        known = list(self._known)
        if not known:
            return
        try:
            versions = asked(lambda: read_versions(known), away=StoreAway)
        except StoreAway:
            return
        self._away_until = 0.0
        for tenant_id, version in versions.items():
            self._note(tenant_id, version)

    def _agreeing(self, tenant_id: int) -> tuple[Known, Known] | None:
        """A state and the library at their newest known versions; None when they cannot be brought to agree."""
        own, library = self._known.get(tenant_id), self._known.get(LIBRARY_ID)
        if own and library and not self._stale.keys() & {tenant_id, LIBRARY_ID} and own.agrees_with(library):
            return own, library
        with self._lock:
            for again in (False, True):
                known = self._refreshed([LIBRARY_ID, tenant_id], again=again)
                if len(known) == 2 and known[tenant_id].agrees_with(known[LIBRARY_ID]):
                    return known[tenant_id], known[LIBRARY_ID]
        return None

    def _refreshed(self, tenant_ids: list[int], *, again: bool = False) -> dict[int, Known]:
        wanted = [one for one in tenant_ids if again or one not in self._known or one in self._stale]
        if LIBRARY_ID in wanted:
            wanted = tenant_ids  # what is read together agrees
        if wanted and time.monotonic() >= self._away_until:
            try:
                self._read(wanted)
            except StoreAway:
                self._away_until = time.monotonic() + AWAY_SECONDS
                with self._noting:
                    self.generation += 1
                logger.warning("The database is away: serving what memory knows.")
        if any(one not in self._known for one in tenant_ids) and time.monotonic() < self._away_until:
            raise StoreAway
        return {one: self._known[one] for one in tenant_ids if one in self._known}

    def _read(self, tenant_ids: list[int]) -> None:
        noted = {one: self._stale.get(one, 0) for one in tenant_ids}
        before = {one: self._known.get(one) for one in tenant_ids}
        versions = {one: known.layer.version if known else 0 for one, known in before.items()}
        changes = asked(lambda: read_changes(versions), away=StoreAway)
        resettled = {
            one: change.version
            for one, change in changes.items()
            if (known := before[one]) is None or known.info.version < change.settings_version
        }
        holidays = {one: changes[one].holidays for one in resettled}
        infos = asked(lambda: read_tenants(resettled, holidays), away=StoreAway) if resettled else {}
        for tenant_id, change in changes.items():
            known = before[tenant_id]
            info = infos.get(tenant_id) or (known.info if known else None)
            if info is None:
                continue
            layer = (known.layer if known else Layer(tenant_id)).in_languages(info.locales)
            if known is None or change.version != layer.version:
                layer = layer.changed(change.version, change.items, change.redirects, change.pins)
            self._learn(Known(tenant_id, info, layer, change.library_version, change.reviewing), noted[tenant_id])

    def _learn(self, new: Known, noted: int) -> None:
        """Remember what was read; what was noted before is seen to, and a note of something newer stays."""
        with self._noting:
            before = self._known.get(new.tenant_id)
            self._known[new.tenant_id] = new
            if self._stale.get(new.tenant_id, 0) <= max(noted, new.layer.version):
                self._stale.pop(new.tenant_id, None)
            if before is not None and before.layer is not new.layer:
                # Perhaps no notification said so yet, and the one that comes finds it known: say so here.
                self.generation += 1
