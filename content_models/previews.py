"""How an editor sees a page before it is published, and a coordinator the site before citizens do.

The portal renders pages and is above this package; it registers its renderers when Django starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant, TenantStatus

from .trees import tenant_of

if TYPE_CHECKING:
    from .models import ContentPage

Renderer = Callable[["ContentPage", HttpRequest, Tenant], HttpResponse]


class SiteRenderer(Protocol):
    """Renders a page of the whole site of a state, as `site_page`."""

    def __call__(
        self, request: HttpRequest, state: Tenant, path: str, *, origin: str, theme: Mapping[str, Any] | None
    ) -> HttpResponse:
        """Return the page."""


_renderers: list[tuple[Renderer, SiteRenderer]] = []
_script_renderers: dict[str, Renderer] = {}

SCRIPT_MODES = (
    ("page", _("Page")),
    ("chart", _("Chart")),
    ("player", _("Player")),
    ("storyboard", _("For print")),
)
"""How a script can be previewed. As which state is chosen within each."""

_CHOSEN_STATE = "preview_state"


def render_with(renderer: Renderer, site_renderer: SiteRenderer) -> None:
    """Let these functions render previews from now on.

    Args:
        renderer: of one page: the page as given, the admin's request, as which state.
    """
    _renderers[:] = [(renderer, site_renderer)]


def render_scripts_with(renderers: Mapping[str, Renderer]) -> None:
    """Let these functions render previews of scripts from now on, by one of `SCRIPT_MODES`."""
    _script_renderers.update(renderers)


def rendered(page: ContentPage, request: HttpRequest, code: str, script_mode: str = "") -> HttpResponse:
    """Return the page as readers of a state would see it.

    Args:
        code: the state, one of `states_for(page)`; any other means the first of them.
        script_mode: of a script, one of `SCRIPT_MODES`; any other means the page.
    """
    render_page, _render_site = _renderers[0]
    return _script_renderers.get(script_mode, render_page)(page, request, state_for(page, code))


def state_for(page: ContentPage, code: str) -> Tenant:
    """Return one of the states as which a page can be previewed, by its code; the first of them for any other code."""
    states = states_for(page)
    return next((state for state in states if state.code == code), states[0])


def chosen_state(request: HttpRequest | None) -> str:
    """Return the code of the state that was chosen in a preview: now, or earlier in this session.

    Wagtail loads a preview anew after each edit, and knows nothing of what was chosen within.
    """
    if request is None:
        return ""
    earlier = str(request.session.get(_CHOSEN_STATE, ""))
    chosen = request.GET.get("state", earlier)[:3]
    if chosen != earlier:
        request.session[_CHOSEN_STATE] = chosen
    return chosen


def site_page(
    request: HttpRequest, state: Tenant, path: str, *, origin: str, theme: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Return a page of a state's site, whatever its status, to somebody who may read the state; nothing caches it.

    Args:
        path: of the page, with the language in front, and `/` for the first one.
        origin: what stands before the paths of its links, such as the address of this preview.
        theme: how it looks, as in `TenantInfo.theme`; None: as is saved.
    """
    _render_page, render_site = _renderers[0]
    return render_site(request, state, path, origin=origin, theme=theme)


def states_for(page: ContentPage) -> list[Tenant]:
    """Return the states as which a page can be previewed: its own; for the library's all, launched ones first.

    A new page is in no tree yet; it is being created in its author's own state.
    """
    tenant = tenant_of(page) if page.path else _tenant_of_owner(page)
    if tenant is not None and not tenant.is_library:
        return [tenant]
    return sorted(
        Tenant.objects.states().select_related("site"),
        key=lambda state: (state.status != TenantStatus.LAUNCHED, state.name),
    )


def _tenant_of_owner(page: ContentPage) -> Tenant | None:
    return page.owner.tenant if page.owner is not None else None
