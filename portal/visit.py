"""One visit of a state's pages: whose pages, in which language, at what time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content_models.languages import django_code
from delivery import state_view
from delivery.state_view import StateView, TenantInfo
from tenants.models import Tenant
from tenants.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Visit:
    """What every page of the portal is made from.

    Args:
        viewer: who reads; from a host only launched states are visible.
        view: the state's published content in the asked language.
        now: the clock, for opening hours and notices.
        is_preview: somebody of the administration looks; then there is a banner, and nothing is cached.
        is_whole_site: the preview is of all pages, not of one draft: its links and its search stay within it.
        theme: how the site looks in it, as `TenantInfo.theme`; None: as is saved.
        preview_states: those as which the draft can be seen, when they are chosen within the page.
        host: as it was asked for, with its port; empty: by no address of the site's own.
        scheme: as it was asked with: `https`, but where the site is tried out.
        origin: where links lead, such as `https://justicia.tabasco.gob.mx`; empty: to the host that was asked.
    """

    viewer: Viewer
    view: StateView
    now: datetime
    is_preview: bool = False
    is_whole_site: bool = False
    theme: Mapping[str, Any] | None = None
    origin: str = ""
    preview_states: Sequence[Tenant] = ()
    host: str = ""
    scheme: str = "https"

    @property
    def tenant(self) -> TenantInfo:
        """The state, with the look of this visit."""
        return self.view.tenant if self.theme is None else replace(self.view.tenant, theme=self.theme)

    @property
    def prefix(self) -> str:
        """What stands before every path: nothing in the state's first language, `/yua` in Maya."""
        return self.origin + prefix_of(self.view, self.view.locale)

    @property
    def first_locale(self) -> str:
        """The state's first language."""
        return self.view.tenant.default_locale

    def link(self, path: str) -> str:
        """The address of an item's path in the language of this visit."""
        return self.prefix + path

    def address(self, path: str) -> str:
        """The whole address of an item's path, to be sent to others; empty where the site has none of its own."""
        return f"{self.scheme}://{self.host}{self.link(path)}" if self.host and not self.origin else ""

    def in_locale(self, locale: str) -> Visit:
        """The same visit in another of the state's languages."""
        view = state_view.for_viewer(self.viewer, self.view.tenant.code, locale)
        return replace(self, view=view)


def prefix_of(view: StateView, locale: str) -> str:
    """What stands before a path in this language; see `Visit.prefix`."""
    return "" if locale == view.tenant.default_locale else f"/{locale}"


def split_language(view: StateView, path: str) -> tuple[str, str]:
    """Split an address into a language of the state and a path: `/yua/victima/` is Maya's `/victima/`.

    Without a language in front it is the state's first one.
    """
    first, _, rest = path.removeprefix("/").partition("/")
    for locale in view.locales:
        if django_code(locale) == django_code(first):
            return locale, f"/{rest}"
    return view.tenant.default_locale, path
