"""Loading tenants from the store: what changed since a version, on top of what was loaded before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenants.scope import tenant_scope

from .layer import Layer
from .stored_changes import read_changes
from .tenant_info import TenantInfo, read_tenants


@dataclass(frozen=True, slots=True)
class LoadedTenant:
    """One tenant at one version.

    `library_version` is the library's when this was read; `reviewing` are the states that reviewed first then, of those
    that were asked about (the library is asked about all).
    """

    tenant_id: int
    info: TenantInfo
    layer: Layer
    library_version: int
    reviewing: frozenset[int]

    def is_consistent_with(self, library: LoadedTenant) -> bool:
        """Whether a state's layer and the library's may be shown together.

        They may if the state reviewed first at neither instant: whatever the library had was its own to serve.
        """
        is_reviewing = self.tenant_id in self.reviewing or self.tenant_id in library.reviewing
        return not is_reviewing or self.library_version == library.layer.version


def load_tenants(before: Mapping[int, LoadedTenant | None], *, using: str) -> dict[int, LoadedTenant]:
    """Load some tenants at their present versions; those that do not exist are left out.

    One statement, and a second one for tenants whose settings changed.

    Args:
        before: what was loaded of each, by primary key; None: nothing.
        using: alias of the database. Where it is in a transaction, what that has written is loaded, too; where it is
            in none, all is read in one, and at one instant if its transactions are REPEATABLE READ.
    """
    with tenant_scope(before, using=using):
        versions = {one: earlier.layer.version if earlier else 0 for one, earlier in before.items()}
        changes = read_changes(versions, using=using)
        resettled = {
            one: change.version
            for one, change in changes.items()
            if (earlier := before[one]) is None or earlier.info.version < change.settings_version
        }
        holidays = {one: changes[one].holidays for one in resettled}
        infos = read_tenants(resettled, holidays, using=using) if resettled else {}
    loaded = {}
    for tenant_id, change in changes.items():
        earlier = before[tenant_id]
        info = infos.get(tenant_id) or (earlier.info if earlier else None)
        if info is None:
            continue
        layer = (earlier.layer if earlier else Layer(tenant_id)).in_languages(info.locales)
        if earlier is None or change.version != layer.version:
            layer = layer.changed(change.version, change.items, change.redirects, change.pins, change.models)
        loaded[tenant_id] = LoadedTenant(tenant_id, info, layer, change.library_version, change.reviewing)
    return loaded
