"""Which files are public: those that what is served refers to."""

from __future__ import annotations

from publishing.errors import LocaleNotServed, NotVisible
from tenants.viewer import Viewer

from . import state_view


def published_title(viewer: Viewer, address: str) -> str | None:
    """Return the title under which a file is published where somebody may read; None: it is published nowhere there.

    Args:
        address: as documents have it, from the root of the host.
    Raises:
        StoreUnavailable: the database does not answer, and one of the viewer's states is not cached.
    """
    for tenant in state_view.tenants_of(viewer):
        for locale in tenant.locales:
            try:
                files = state_view.for_viewer(viewer, tenant.code, locale).files
            except (NotVisible, LocaleNotServed):  # changed meanwhile
                continue
            if address in files:
                return files[address]
    return None
